import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { RecordingTotals } from '../retention/index.ts';
import type { PricedAccount } from './billing-account.ts';
import { periodAt } from './billing-period.ts';
import { type Amount, chargesForPeriod, difference, isActivation, monthlyCharges, totalOf } from './charges.ts';
import { priceOn } from './prices.ts';
import { applyChange, type ServiceChange } from './service-change.ts';

/** What a change costs. */
export interface Quote {
  /** Unix ms. */
  readonly effectiveAt: number;
  /** What it adds to the charges of the current period. */
  readonly payNow: Amount;
  readonly monthlyBefore: Amount;
  /** From `effectiveAt` on. */
  readonly monthlyAfter: Amount;
}

export function quote({ history, anchor, prices }: PricedAccount, change: ServiceChange, now: number): Quote {
  const after = applyChange(history, change);
  const period = periodAt(anchor, now);
  const effectiveAt = change.begins?.startsAt ?? now;
  return {
    effectiveAt,
    payNow: difference(
      totalOf(chargesForPeriod(after, prices, period).charges),
      totalOf(chargesForPeriod(history, prices, period).charges),
    ),
    monthlyBefore: totalOf(monthlyCharges(history, prices, now).charges),
    monthlyAfter: totalOf(monthlyCharges(after, prices, effectiveAt).charges),
  };
}

/** Throws `price-unknown` if the subscription that begins has no price. */
export function requirePrices({ history, prices }: PricedAccount, change: ServiceChange): void {
  const { begins } = change;
  if (begins === null) return;
  const fees = isActivation(begins, applyChange(history, change))
    ? (['monthly', 'activation'] as const)
    : (['monthly'] as const);
  for (const fee of fees) {
    const price = priceOn(prices, { ...begins, fee }, warsawDay(begins.startsAt));
    if (price === null) throw new AppError('price-unknown');
  }
}

/** Counts a tenant's recordings that would be due for destruction at an instant if the retention were so many days. */
export type CountDue = (
  db: Database,
  due: { readonly tenantId: TenantId; readonly retentionDays: number; readonly at: number },
) => Promise<RecordingTotals>;

/** Counts the recordings that expire through a shorter retention but are kept, hidden, until they are delivered. */
export type CountAwaiting = (
  db: Database,
  change: {
    readonly tenantId: TenantId;
    readonly daysBefore: number;
    readonly daysAfter: number;
    readonly at: number;
  },
) => Promise<RecordingTotals>;

/** What a change of the retention means for existing recordings. */
export interface RetentionEffect {
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** Those whose expiry changes. */
  readonly affected: RecordingTotals;
  /** Those destroyed because of the change, and when (Unix ms); null: none. */
  readonly destroyed: (RecordingTotals & { readonly at: number }) | null;
  /** Those hidden because of the change, but kept until they are delivered. */
  readonly awaitingDelivery: RecordingTotals;
}

/** Counts of recordings: those due at the time of the change after so many days; those that then await their delivery. */
interface EffectCounts {
  due(days: number): Promise<RecordingTotals>;
  awaiting(): Promise<RecordingTotals>;
}

/** Null if the retention does not change. */
export async function retentionEffect(
  { daysBefore, daysAfter, at }: { readonly daysBefore: number; readonly daysAfter: number; readonly at: number },
  count: EffectCounts,
): Promise<RetentionEffect | null> {
  if (daysBefore === daysAfter) return null;
  const destroyedAnyway = await count.due(daysBefore);
  const affected = subtract(await count.due(0), destroyedAnyway);
  const change = { daysBefore, daysAfter, affected };
  if (daysAfter > daysBefore) return { ...change, destroyed: null, awaitingDelivery: { recordings: 0, bytes: 0 } };
  const awaitingDelivery = await count.awaiting();
  const destroyed = subtract(subtract(await count.due(daysAfter), destroyedAnyway), awaitingDelivery);
  return { ...change, destroyed: destroyed.recordings === 0 ? null : { ...destroyed, at }, awaitingDelivery };
}

function subtract(all: RecordingTotals, some: RecordingTotals): RecordingTotals {
  return { recordings: all.recordings - some.recordings, bytes: all.bytes - some.bytes };
}
