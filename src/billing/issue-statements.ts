import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { holdsOfTenant } from '../retention/index.ts';
import { type Buyer, BUYER_COLUMNS, buyerOf, lockTenant, serviceHistory } from '../tenants/index.ts';
import { type BillingPeriod, instantsOf, periodsBetween } from './billing-period.ts';
import { lockPrices } from './prices.ts';
import { calculateStatement, type Statement } from './statements.ts';

interface IssueOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Issues a statement for each period that is over and has none; returns how many. A tenant's statements are issued in one
 * transaction that locks the tenant and the prices, so their content is final. Several workers, or one that was killed and
 * restarted, issue none twice.
 */
export async function issueStatements({ db, clock, signal }: IssueOptions): Promise<number> {
  let issued = 0;
  for (const { tenant } of await periodsToIssue(db, clock.now())) {
    if (signal?.aborted) break;
    issued += await issueForTenant(db, tenant.id, clock);
  }
  return issued;
}

function issueForTenant(db: Database, tenantId: TenantId, clock: Clock): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const now = clock.now();
    const [unissued] = await periodsToIssue(transaction, now, tenantId);
    if (unissued === undefined) return 0;
    const { tenant, buyer, periods } = unissued;
    const prices = await lockPrices(transaction);
    const history = await serviceHistory(transaction, tenantId);
    const holds = await holdsOfTenant(transaction, tenantId);
    const statements = periods.map((period) => calculateStatement({ tenant, buyer, history, prices, holds }, period));
    await insertStatements(transaction, statements, now);
    return statements.length;
  });
}

interface UnissuedPeriods {
  readonly tenant: Statement['tenant'];
  readonly buyer: Buyer;
  /** Periods that are over, after the last one issued. */
  readonly periods: readonly BillingPeriod[];
}

/** For all tenants that have any, or for one. */
async function periodsToIssue(db: Database, now: number, only?: TenantId): Promise<UnissuedPeriods[]> {
  let query = db
    .selectFrom('tenants')
    .leftJoin('statements', 'statements.tenant_id', 'tenants.id')
    .select([
      'id',
      'name',
      'billing_from',
      'billing_day',
      'leaves_at',
      ...BUYER_COLUMNS,
      sql<WarsawDay | null>`max(period_end)`.as('billed_until'),
    ])
    .groupBy('id')
    .orderBy('id');
  if (only !== undefined) query = query.where('id', '=', only);
  const rows = await query.execute();
  return rows.flatMap(({ id, name, billing_from: from, billing_day: day, billed_until, leaves_at, ...buyer }) => {
    const started = periodsBetween({ from, day }, billed_until ?? from, now);
    // The last statement of a tenant that has left is that of the period in which it left.
    const leavesAt = leaves_at?.getTime() ?? Infinity;
    const periods = started.filter((period) => {
      const { startsAt, endsAt } = instantsOf(period);
      return endsAt <= now && startsAt < leavesAt;
    });
    return periods.length === 0 ? [] : [{ tenant: { id, name }, buyer: buyerOf(buyer), periods }];
  });
}

async function insertStatements(transaction: Database, statements: readonly Statement[], now: number): Promise<void> {
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
