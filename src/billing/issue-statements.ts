import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { lockTenant, serviceHistory } from '../tenants/index.ts';
import { type BillingPeriod, instantsOf, periodsBetween } from './billing-period.ts';
import { freezePrices } from './price-list.ts';
import { reckonStatement, type Statement } from './statement.ts';

export interface IssuingOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Issues a statement for each period that is over and has none; gives how many. Each tenant's are issued in one
 * transaction that keeps its orders waiting, so what they tell is final; several workers, or one that was killed and
 * begins again, issue none twice.
 */
export async function issueStatements({ db, clock, signal }: IssuingOptions): Promise<number> {
  let issued = 0;
  for (const { tenant } of await periodsToClose(db, clock.now())) {
    if (signal?.aborted) break;
    issued += await issueOf(db, tenant.id, clock);
  }
  return issued;
}

function issueOf(db: Database, tenantId: TenantId, clock: Clock): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const now = clock.now();
    const [unbilled] = await periodsToClose(transaction, now, tenantId);
    if (unbilled === undefined) return 0;
    const { tenant, periods } = unbilled;
    const prices = await freezePrices(transaction);
    const history = await serviceHistory(transaction, tenantId);
    const statements = periods.map((period) => reckonStatement({ tenant, history, prices }, period));
    await insert(transaction, statements, now);
    return statements.length;
  });
}

interface Unbilled {
  readonly tenant: Statement['tenant'];
  /** Those after the last one issued that are over. */
  readonly periods: readonly BillingPeriod[];
}

/** Of all tenants that have some, or of one. */
async function periodsToClose(db: Database, now: number, only?: TenantId): Promise<Unbilled[]> {
  let query = db
    .selectFrom('tenants')
    .leftJoin('statements', 'statements.tenant_id', 'tenants.id')
    .select(['id', 'name', 'billing_from', 'billing_day', sql<WarsawDay | null>`max(period_end)`.as('billed_until')])
    .groupBy('id')
    .orderBy('id');
  if (only !== undefined) query = query.where('id', '=', only);
  const rows = await query.execute();
  return rows.flatMap(({ id, name, billing_from: from, billing_day: day, billed_until }) => {
    const begun = periodsBetween({ from, day }, billed_until ?? from, now);
    const periods = begun.filter((period) => instantsOf(period).endsAt <= now);
    return periods.length === 0 ? [] : [{ tenant: { id, name }, periods }];
  });
}

async function insert(transaction: Database, statements: readonly Statement[], now: number): Promise<void> {
  await transaction
    .insertInto('statements')
    .values(
      statements.map((statement) => ({
        tenant_id: statement.tenant.id,
        period_start: statement.periodStart,
        period_end: statement.periodEnd,
        issued_at: new Date(now),
        content: JSON.stringify(statement),
      })),
    )
    .execute();
}
