import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Grosze } from '../base/money.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { RecordingTotals } from '../retention/index.ts';
import { retentionDays, type RetentionHistory } from '../tenants/index.ts';
import type { PricedAccount } from './billing-account.ts';
import { periodAt } from './billing-period.ts';
import {
  type Amount,
  type Charge,
  chargesForPeriod,
  difference,
  isActivation,
  monthlyCharges,
  netOf,
  totalOf,
} from './charges.ts';
import { type Fee, priceOn } from './prices.ts';
import { applyChange, type ServiceChange } from './service-change.ts';

/** What a change adds to one fee. */
interface QuoteLine extends Fee {
  readonly netGrosze: Grosze;
}

/** What a change costs. */
export interface Quote {
  /** Unix ms. */
  readonly effectiveAt: number;
  /** What it adds to the charges of the current period. */
  readonly payNow: Amount;
  /** Its fees one by one, net: their sum is that of `payNow`. */
  readonly payNowLines: readonly QuoteLine[];
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
  const chargesAfter = chargesForPeriod(after, prices, period, holds).charges;
  const chargesBefore = chargesForPeriod(history, prices, period, holds).charges;
  return {
    effectiveAt,
    payNow: difference(totalOf(chargesAfter), totalOf(chargesBefore)),
    payNowLines: addedLines(chargesAfter, chargesBefore),
    monthlyBefore: totalOf(monthlyBefore.charges),
    monthlyAfter: totalOf(monthlyAfter.charges),
    missingBefore: monthlyBefore.missingPrices,
    missingAfter: monthlyAfter.missingPrices,
  };
}

function addedLines(after: readonly Charge[], before: readonly Charge[]): QuoteLine[] {
  const lines = new Map<string, QuoteLine>();
  const add = ({ price: { service, plan, fee } }: Charge, netGrosze: Grosze): void => {
    const key = [service, plan, fee].join(' ');
    lines.set(key, { service, plan, fee, netGrosze: (lines.get(key)?.netGrosze ?? 0) + netGrosze });
  };
  for (const charge of after) add(charge, netOf(charge));
  for (const charge of before) add(charge, -netOf(charge));
  return [...lines.values()].filter(({ netGrosze }) => netGrosze !== 0);
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
