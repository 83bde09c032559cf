import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { RecordingTotals } from '../retention/index.ts';
import { retentionDays, type RetentionHistory } from '../tenants/index.ts';
import type { PricedAccount } from './billing-account.ts';
import { periodAt } from './billing-period.ts';
import { type Amount, chargesForPeriod, difference, isActivation, monthlyCharges, totalOf } from './charges.ts';
import { type Fee, priceOn } from './prices.ts';
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
  /** What is missing in these two, because it has no price. */
  readonly missingBefore: readonly Fee[];
  readonly missingAfter: readonly Fee[];
}

export function quote({ history, anchor, prices, holds }: PricedAccount, change: ServiceChange, now: number): Quote {
  const after = applyChange(history, change);
  const period = periodAt(anchor, now);
  const effectiveAt = change.begins?.startsAt ?? now;
  const monthlyBefore = monthlyCharges(history, prices, now, holds);
  const monthlyAfter = monthlyCharges(after, prices, effectiveAt, holds);
  return {
    effectiveAt,
    payNow: difference(
      totalOf(chargesForPeriod(after, prices, period, holds).charges),
      totalOf(chargesForPeriod(history, prices, period, holds).charges),
    ),
    monthlyBefore: totalOf(monthlyBefore.charges),
    monthlyAfter: totalOf(monthlyAfter.charges),
    missingBefore: monthlyBefore.missingPrices,
    missingAfter: monthlyAfter.missingPrices,
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

/** Counts a tenant's recordings that exist now and would be kept at an instant with such services. */
export type CountKept = (
  db: Database,
  kept: { readonly tenantId: TenantId; readonly history: RetentionHistory; readonly at: number },
) => Promise<RecordingTotals>;

/** Counts the recordings that expire through a shorter retention but are kept, hidden, until they are delivered. */
export type CountAwaiting = (
  db: Database,
  change: {
    readonly tenantId: TenantId;
    readonly before: RetentionHistory;
    readonly after: RetentionHistory;
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

interface EffectCounts {
  /** With such services, at the time of the change. */
  kept(history: RetentionHistory): Promise<RecordingTotals>;
  awaiting(): Promise<RecordingTotals>;
}

interface HistoryChange {
  readonly before: RetentionHistory;
  readonly after: RetentionHistory;
  /** Unix ms. */
  readonly at: number;
}

/** Null if the retention does not change. Counts only what the change finds: what is expired by then, nothing brings back. */
export async function retentionEffect(
  { before, after, at }: HistoryChange,
  count: EffectCounts,
): Promise<RetentionEffect | null> {
  const [daysBefore, daysAfter] = [retentionDays(before, at), retentionDays(after, at)];
  if (daysBefore === daysAfter) return null;
  const keptAfter = await count.kept(after);
  if (daysAfter > daysBefore) {
    return {
      daysBefore,
      daysAfter,
      affected: keptAfter,
      destroyed: null,
      awaitingDelivery: { recordings: 0, bytes: 0 },
    };
  }
  const affected = await count.kept(before);
  const awaitingDelivery = await count.awaiting();
  const destroyed = subtract(subtract(affected, keptAfter), awaitingDelivery);
  const isAny = destroyed.recordings > 0;
  return { daysBefore, daysAfter, affected, destroyed: isAny ? { ...destroyed, at } : null, awaitingDelivery };
}

function subtract(all: RecordingTotals, some: RecordingTotals): RecordingTotals {
  return { recordings: all.recordings - some.recordings, bytes: all.bytes - some.bytes };
}
