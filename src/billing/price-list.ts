import { sql } from 'kysely';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { requirePlan } from '../tenants/index.ts';
import { VAT_RATES } from './fa3.ts';
import type { Price, PriceList } from './price.ts';

export interface SetPrice extends Price {
  /** A login, `cli`, or what brought it in. */
  readonly setBy: string;
  /** Unix ms. */
  readonly setAt: number;
}

/** Every price ever set, newest day first. */
export async function listPrices(db: Database): Promise<SetPrice[]> {
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

/** The prices as they are, and as they stay until the transaction ends. */
export async function freezePrices(transaction: Database): Promise<PriceList> {
  await sql`LOCK TABLE prices IN SHARE MODE`.execute(transaction);
  return listPrices(transaction);
}

export interface PriceSetter {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who sets it: `actor` for the audit log, `name` for the list. */
  readonly by: { readonly actor: string; readonly address: string | null; readonly name: string };
}

/**
 * Sets a price from a day on: today's or one to come, so that no period that is over ever changes. The day is asked for
 * once no statement is being made, and none is made before the price is there. Throws `request-invalid`, `plan-unknown`,
 * `price-in-the-past`.
 */
export async function setPrice({ db, audit, clock, by }: PriceSetter, price: Price): Promise<SetPrice> {
  const { service, plan, fee, netGrosze, vatPercent, validFrom } = price;
  requireSense(price);
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

/** Throws `request-invalid` for a fee nobody ever pays, or a rate that no invoice has. */
function requireSense({ service, plan, fee, vatPercent }: Price): void {
  if ((service === 'plan') !== (plan !== null)) throw new AppError('request-invalid', 'a plan’s price names the plan');
  if (fee === 'activation' && service !== 'push') {
    throw new AppError('request-invalid', 'only push has an activation fee');
  }
  if (!VAT_RATES.includes(vatPercent)) throw new AppError('request-invalid', `VAT is ${VAT_RATES.join(', ')} percent`);
}
