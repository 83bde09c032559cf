import { sql } from 'kysely';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Grosze } from '../base/money.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction, type PricedService } from '../platform/postgres/index.ts';
import { requirePlan } from '../tenants/index.ts';

/** Something that has a price. */
export interface Fee {
  readonly service: PricedService;
  /** Of `plan` and `legal-hold`; null for all others. */
  readonly plan: string | null;
  readonly fee: 'monthly' | 'activation';
}

/** The price of a fee from a day on. */
export interface Price extends Fee {
  /** Of extended retention: for each unit; of legal holds: for each recording on hold. */
  readonly netGrosze: Grosze;
  readonly vatPercent: number;
  readonly validFrom: WarsawDay;
}

/** Every price ever set, newest day first; of one day, the last set first. */
export type PriceList = readonly Price[];

/** The VAT rates of invoices in Poland, percent. */
export const VAT_RATES = [23, 8, 5, 0] as const;

/** The price on a Warsaw day: the newest one valid from that day or earlier; null: none is set. */
export function priceOn(prices: PriceList, fee: Fee, day: WarsawDay): Price | null {
  return prices.find((price) => isPriceOf(price, fee) && price.validFrom <= day) ?? null;
}

function isPriceOf(price: Price, { service, plan, fee }: Fee): boolean {
  return price.service === service && price.plan === plan && price.fee === fee;
}

/** The plans among these that have no price on a day: whoever has one is not charged for it. */
export function unpricedPlans(prices: PriceList, plans: readonly string[], day: WarsawDay): string[] {
  return plans.filter((plan) => priceOn(prices, { service: 'plan', plan, fee: 'monthly' }, day) === null);
}

/** A fee that has no price today. */
export interface PriceGap extends Fee {
  /** From when on it has one; null: none is set. */
  readonly until: WarsawDay | null;
}

const ADD_ON_FEES: readonly Fee[] = [
  { service: 'extended-retention', plan: null, fee: 'monthly' },
  { service: 'push', plan: null, fee: 'activation' },
  { service: 'push', plan: null, fee: 'monthly' },
];

/** What customers can have and nobody can say the price of: the plans given, and the add-ons. Legal holds without a price are free. */
export function priceGaps(prices: PriceList, plans: readonly string[], today: WarsawDay): PriceGap[] {
  const fees: Fee[] = [...plans.map((plan) => ({ service: 'plan', plan, fee: 'monthly' }) as const), ...ADD_ON_FEES];
  return fees
    .filter((fee) => priceOn(prices, fee, today) === null)
    .map((one) => {
      const later = prices.filter((price) => isPriceOf(price, one)).map(({ validFrom }) => validFrom);
      return { ...one, until: later.toSorted()[0] ?? null };
    });
}

export interface PriceEntry extends Price {
  /** A login, `cli`, or the name of an import. */
  readonly setBy: string;
  /** Unix ms. */
  readonly setAt: number;
}

/** Every price ever set, newest day first. */
export async function listPrices(db: Database): Promise<PriceEntry[]> {
  const rows = await db
    .selectFrom('prices')
    .select(['service', 'plan', 'fee', 'net_grosze', 'vat_percent', 'valid_from', 'set_by', 'set_at'])
    .orderBy('valid_from', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ net_grosze, vat_percent, valid_from, set_by, set_at, ...fee }) => ({
    ...fee,
    netGrosze: net_grosze,
    vatPercent: vat_percent,
    validFrom: valid_from,
    setBy: set_by,
    setAt: set_at.getTime(),
  }));
}

/** The prices, locked so that they cannot change until the transaction ends. */
export async function lockPrices(transaction: Database): Promise<PriceList> {
  await sql`LOCK TABLE prices IN SHARE MODE`.execute(transaction);
  return listPrices(transaction);
}

interface PriceSettingDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who sets it: `actor` for the audit log, `name` for the list. */
  readonly by: { readonly actor: string; readonly address: string | null; readonly name: string };
}

/**
 * Sets a price from today or a later day on, so that a past period never changes. The table's lock excludes the issuing of
 * statements; the clock is read only then. Throws `request-invalid`, `plan-unknown`, `price-in-the-past`.
 */
export async function setPrice({ db, audit, clock, by }: PriceSettingDeps, price: Price): Promise<PriceEntry> {
  const { service, plan, fee, netGrosze, vatPercent, validFrom } = price;
  requireValidPrice(price);
  return inTransaction(db, async (transaction) => {
    if (plan !== null) await requirePlan(transaction, plan);
    await sql`LOCK TABLE prices IN SHARE ROW EXCLUSIVE MODE`.execute(transaction);
    const setAt = clock.now();
    if (validFrom < warsawDay(setAt)) throw new AppError('price-in-the-past');
    await transaction
      .insertInto('prices')
      .values({
        service,
        plan,
        fee,
        net_grosze: netGrosze,
        vat_percent: vatPercent,
        valid_from: validFrom,
        set_by: by.name,
        set_at: new Date(setAt),
      })
      .execute();
    const detail = { service, plan, fee, netGrosze, vatPercent, validFrom };
    await audit.record(
      { tenantId: null, actor: by.actor, action: 'price-set', subject: null, address: by.address, detail },
      transaction,
    );
    return { ...price, setBy: by.name, setAt };
  });
}

/** Throws `request-invalid` for a fee that no tenant ever pays, or a VAT rate that no invoice can have. */
function requireValidPrice({ service, plan, fee, vatPercent }: Price): void {
  if ((service === 'plan' || service === 'legal-hold') !== (plan !== null)) {
    throw new AppError('request-invalid', 'the price of a plan, or of legal holds in it, names the plan');
  }
  if (fee === 'activation' && service !== 'push') {
    throw new AppError('request-invalid', 'only push has an activation fee');
  }
  if (!VAT_RATES.some((rate) => rate === vatPercent)) {
    throw new AppError('request-invalid', `VAT is ${VAT_RATES.join(', ')} percent`);
  }
}
