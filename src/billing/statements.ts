import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Grosze } from '../base/money.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Buyer, BUYER_COLUMNS, buyerOf } from '../tenants/index.ts';
import { billingAccount, pricedAccount } from './billing-account.ts';
import { type BillingPeriod, periodAt, periodsBetween } from './billing-period.ts';
import { type Amount, type Charge, chargesForPeriod, netOf, totalOf, type VatSum, vatSums } from './charges.ts';
import type { HoldSpan } from './held-recordings.ts';
import type { Fee, PriceList } from './prices.ts';
import type { ChargedSubscription } from './service-change.ts';
import { describeCharge } from './service-names.ts';

/** What a tenant pays for one period. It follows from history and prices alone, whenever it is calculated. */
export interface Statement {
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly periodStart: WarsawDay;
  /** The first day of the next period. */
  readonly periodEnd: WarsawDay;
  readonly lines: readonly StatementLine[];
  readonly vat: readonly VatSum[];
  readonly total: Amount;
  /** Services that were in force without a price; they are not charged. */
  readonly missingPrices: readonly Fee[];
  /** As of the statement's issuing; while it had no NIP then, as of now. Missing: of a statement of an earlier release. */
  readonly buyer?: Buyer;
}

export interface StatementLine extends Fee {
  /** In Polish, as on an invoice. */
  readonly description: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitNetGrosze: Grosze;
  readonly netGrosze: Grosze;
  readonly vatPercent: number;
}

/** A statement is issued after its period and never changes then; before, it has the amounts so far. */
export interface DatedStatement extends Statement {
  /** Unix ms; null: not issued yet. */
  readonly issuedAt: number | null;
}

interface StatementInput {
  readonly tenant: Statement['tenant'];
  readonly buyer?: Buyer;
  readonly history: readonly ChargedSubscription[];
  readonly prices: PriceList;
  readonly holds: readonly HoldSpan[];
}

export function calculateStatement(
  { tenant, buyer, history, prices, holds }: StatementInput,
  period: BillingPeriod,
): Statement {
  const { charges, missingPrices } = chargesForPeriod(history, prices, period, holds);
  return {
    tenant,
    periodStart: period.start,
    periodEnd: period.end,
    lines: charges.map(lineOf),
    vat: vatSums(charges),
    total: totalOf(charges),
    missingPrices,
    ...(buyer !== undefined && { buyer }),
  };
}

/** A tenant's statements up to the period of an instant (Unix ms), newest first. Throws `tenant-unknown`. */
export async function listStatements(db: Database, tenantId: TenantId, now: number): Promise<DatedStatement[]> {
  const account = await pricedAccount(db, tenantId);
  const issued = (await selectIssued(db).where('tenant_id', '=', tenantId).execute()).map(issuedStatement);
  const issuedByStart = new Map(issued.map((statement) => [statement.periodStart, statement]));
  return periodsBetween(account.anchor, account.anchor.from, now)
    .map((period) => issuedByStart.get(period.start) ?? { ...calculateStatement(account, period), issuedAt: null })
    .toReversed();
}

/**
 * The statement of the period that contains an instant (Unix ms); if the period is not over, the amounts so far. Throws
 * `not-found` for a period that has not begun, and `tenant-unknown`.
 */
export async function statementAt(
  db: Database,
  { tenantId, at, now }: { readonly tenantId: TenantId; readonly at: number; readonly now: number },
): Promise<DatedStatement> {
  const { anchor } = await billingAccount(db, tenantId);
  const period = periodAt(anchor, at);
  if (period.start > warsawDay(now)) throw new AppError('not-found');
  const issued = await selectIssued(db)
    .where('tenant_id', '=', tenantId)
    .where('period_start', '=', period.start)
    .executeTakeFirst();
  if (issued !== undefined) return issuedStatement(issued);
  return { ...calculateStatement(await pricedAccount(db, tenantId), period), issuedAt: null };
}

/** The issued statements whose period begins in a month (`YYYY-MM`). */
export async function statementsOfMonth(db: Database, month: string): Promise<DatedStatement[]> {
  const rows = await selectIssued(db)
    .where(sql<string>`to_char(period_start, 'YYYY-MM')`, '=', month)
    .orderBy('tenant_id')
    .orderBy('period_start')
    .execute();
  return rows.map(issuedStatement);
}

export const UNITS = { monthly: 'mies.', activation: 'szt.' } as const;

function lineOf(charge: Charge): StatementLine {
  const { service, plan, fee, netGrosze: unitNetGrosze, vatPercent } = charge.price;
  const { quantity } = charge;
  const unit = UNITS[fee];
  const description = describeCharge('pl', charge);
  return { service, plan, fee, description, quantity, unit, unitNetGrosze, netGrosze: netOf(charge), vatPercent };
}

function selectIssued(db: Database) {
  return db
    .selectFrom('statements')
    .innerJoin('tenants', 'tenants.id', 'statements.tenant_id')
    .select(['content', 'issued_at', ...BUYER_COLUMNS]);
}

function issuedStatement({
  content,
  issued_at,
  ...current
}: Parameters<typeof buyerOf>[0] & { readonly content: unknown; readonly issued_at: Date }): DatedStatement {
  const statement = content as Statement;
  const buyer = statement.buyer?.nip == null ? buyerOf(current) : statement.buyer;
  return { ...statement, buyer, issuedAt: issued_at.getTime() };
}
