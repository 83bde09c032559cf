import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { serviceHistory } from '../tenants/index.ts';
import { type BillingAccount, billingAccount } from './billing-account.ts';
import { periodAt, periodsBetween } from './billing-period.ts';
import { listPrices } from './price-list.ts';
import { type DatedStatement, type Reckoning, reckonStatement, type Statement } from './statement.ts';

/** A tenant's statements up to the period of an instant (Unix ms), newest first. Throws `tenant-unknown`. */
export async function listStatements(db: Database, tenantId: TenantId, now: number): Promise<DatedStatement[]> {
  const account = await billingAccount(db, tenantId);
  const issued = (await selectIssued(db).where('tenant_id', '=', tenantId).execute()).map(issuedStatement);
  const issuedOn = new Map(issued.map((statement) => [statement.periodStart, statement]));
  const reckoning = await readReckoning(db, account);
  return periodsBetween(account.anchor, account.anchor.from, now)
    .map((period) => issuedOn.get(period.start) ?? { ...reckonStatement(reckoning, period), issuedAt: null })
    .toReversed();
}

/**
 * The statement of the period an instant (Unix ms) is in; of one that is not over, what it comes to so far. Throws
 * `not-found` for a period that has yet to begin, and `tenant-unknown`.
 */
export async function statementAt(
  db: Database,
  { tenantId, at, now }: { readonly tenantId: TenantId; readonly at: number; readonly now: number },
): Promise<DatedStatement> {
  const account = await billingAccount(db, tenantId);
  const period = periodAt(account.anchor, at);
  if (period.start > warsawDay(now)) throw new AppError('not-found');
  const issued = await selectIssued(db)
    .where('tenant_id', '=', tenantId)
    .where('period_start', '=', period.start)
    .executeTakeFirst();
  if (issued !== undefined) return issuedStatement(issued);
  return { ...reckonStatement(await readReckoning(db, account), period), issuedAt: null };
}

/** Those issued whose period begins in a month (`YYYY-MM`). */
export async function statementsOfMonth(db: Database, month: string): Promise<DatedStatement[]> {
  const rows = await selectIssued(db)
    .where(sql<string>`to_char(period_start, 'YYYY-MM')`, '=', month)
    .orderBy('tenant_id')
    .orderBy('period_start')
    .execute();
  return rows.map(issuedStatement);
}

function selectIssued(db: Database) {
  return db.selectFrom('statements').select(['content', 'issued_at']);
}

function issuedStatement({ content, issued_at }: { content: unknown; issued_at: Date }): DatedStatement {
  return { ...(content as Statement), issuedAt: issued_at.getTime() };
}

async function readReckoning(db: Database, { tenant }: BillingAccount): Promise<Reckoning> {
  return { tenant, history: await serviceHistory(db, tenant.id), prices: await listPrices(db) };
}
