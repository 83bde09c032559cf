import { AppError, type ErrorCode } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { inForce, type RetentionHistory, totalRetentionDays } from '../tenants/index.ts';
import { orderingAccount, type PricedAccount } from './billing-account.ts';
import { addOnChange, endOfRetention } from './order-rules.ts';
import { type Quote, quote, requirePrices } from './quote.ts';
import { applyChange, type ServiceChange } from './service-change.ts';

/** A number of units of extended retention, what it would cost, and the services with it. */
interface RetentionOption extends Quote {
  readonly units: number;
  /** For how many days recordings are kept with it. */
  readonly days: number;
  /** Why it cannot be ordered: `already-ordered`, `cancel-by-mail` for none, `recording-not-in-plan`, `price-unknown`. Null: it can. */
  readonly refusal: ErrorCode | null;
  readonly history: RetentionHistory;
}

interface RetentionOptions {
  /** The tenant's services as they are. */
  readonly history: RetentionHistory;
  readonly unitsNow: number;
  /** From none on, each with one unit more. */
  readonly options: readonly RetentionOption[];
}

/** The numbers of units that a tenant may have, up to one. Changes nothing. Throws `tenant-unknown`. */
export async function retentionOptions(
  db: Database,
  tenantId: TenantId,
  { now, maxUnits }: { readonly now: number; readonly maxUnits: number },
): Promise<RetentionOptions> {
  const account = await orderingAccount(db, tenantId, now);
  const unitsNow = inForce(account.history, 'extended-retention', now)?.units ?? 0;
  const offered = Array.from({ length: Math.max(maxUnits, unitsNow) + 1 }, (_, units) => units);
  return { history: account.history, unitsNow, options: offered.map((units) => optionOf(account, units, now)) };
}

function optionOf(account: PricedAccount, units: number, now: number): RetentionOption {
  const { change, refusal } = changeTo(account, units, now);
  const history = applyChange(account.history, change);
  const days = totalRetentionDays(units);
  return { units, days, refusal, ...quote(account, change, now), history };
}

const NO_CHANGE: ServiceChange = { ends: [], begins: null };

function changeTo(
  account: PricedAccount,
  units: number,
  now: number,
): { readonly change: ServiceChange; readonly refusal: ErrorCode | null } {
  if (units === 0) {
    const change = endOfRetention(account, now);
    return { change: change ?? NO_CHANGE, refusal: change === null ? 'already-ordered' : 'cancel-by-mail' };
  }
  try {
    const change = addOnChange(account, { service: 'extended-retention', units }, now);
    return { change, refusal: refusalOf(account, change) };
  } catch (error) {
    if (error instanceof AppError) return { change: NO_CHANGE, refusal: error.code };
    throw error;
  }
}

function refusalOf(account: PricedAccount, change: ServiceChange): ErrorCode | null {
  try {
    requirePrices(account, change);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
