import type { TenantId } from '../base/ids.ts';
import type { Grosze } from '../base/money.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { type Amount, netOf, totalOf, type VatSum, vatSums } from './amount.ts';
import type { BillingAccount } from './billing-account.ts';
import type { BillingPeriod } from './billing-period.ts';
import { type Charge, chargesOf } from './charges.ts';
import type { Fee, PriceList } from './price.ts';
import type { ChargedSubscription } from './service-change.ts';
import { describeCharge } from './service-name.ts';

/** What a tenant pays for one period. It follows from the history and the prices alone, whenever it is reckoned. */
export interface Statement {
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly periodStart: WarsawDay;
  /** The first day of the next period. */
  readonly periodEnd: WarsawDay;
  readonly lines: readonly StatementLine[];
  readonly vat: readonly VatSum[];
  readonly total: Amount;
  /** What was in force without a price; it is not charged. */
  readonly missingPrices: readonly Fee[];
}

export interface StatementLine extends Fee {
  /** In Polish, as an invoice has it. */
  readonly description: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitNetGrosze: Grosze;
  readonly netGrosze: Grosze;
  readonly vatPercent: number;
}

/** A statement is issued once its period is over, and never changes then; before, it tells the amounts so far. */
export interface DatedStatement extends Statement {
  /** Unix ms; null: not issued yet. */
  readonly issuedAt: number | null;
}

export interface Reckoning {
  readonly tenant: BillingAccount['tenant'];
  readonly history: readonly ChargedSubscription[];
  readonly prices: PriceList;
}

export function reckonStatement({ tenant, history, prices }: Reckoning, period: BillingPeriod): Statement {
  const { charges, missingPrices } = chargesOf(history, prices, period);
  return {
    tenant,
    periodStart: period.start,
    periodEnd: period.end,
    lines: charges.map(lineOf),
    vat: vatSums(charges),
    total: totalOf(charges),
    missingPrices,
  };
}

function lineOf(charge: Charge): StatementLine {
  const { service, plan, fee, netGrosze: unitNetGrosze, vatPercent } = charge.price;
  const { quantity } = charge;
  const unit = UNITS[fee];
  const description = describeCharge('pl', charge);
  return { service, plan, fee, description, quantity, unit, unitNetGrosze, netGrosze: netOf(charge), vatPercent };
}

const UNITS = { monthly: 'mies.', activation: 'szt.' } as const;
