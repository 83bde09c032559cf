import type { TenantId } from '../../base/ids.ts';
import { decimal } from '../../base/money.ts';
import { startOfWarsawDay, type WarsawDay } from '../../base/warsaw-time.ts';
import { type DatedStatement, fa3Invoice, statementAt, statementsCsv, statementsOfMonth } from '../../billing/index.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export interface StatementToShow {
  readonly tenantId: TenantId;
  /** Any day of the period; default: today. */
  readonly period?: WarsawDay | undefined;
  readonly csv: boolean;
}

export async function billingStatement(
  context: CommandContext,
  { tenantId, period, csv }: StatementToShow,
): Promise<void> {
  const now = context.clock.now();
  const at = period === undefined ? now : startOfWarsawDay(period);
  const statement = await withDatabase(context, (db) => statementAt(db, { tenantId, at, now }));
  if (csv) return context.output.file(statementsCsv([statement]));
  context.output.answer(withDate(statement), asText);
}

export async function billingExport(
  context: CommandContext,
  { month, csv }: { readonly month: string; readonly csv: boolean },
): Promise<void> {
  const statements = await withDatabase(context, (db) => statementsOfMonth(db, month));
  if (csv) return context.output.file(statementsCsv(statements));
  const invoiced = statements.map((statement) => ({ ...withDate(statement), fa3: fa3Invoice(statement) }));
  context.output.answer({ statements: invoiced }, (answer) => answer.statements.map(asText).join('\n\n'));
}

/** Outside, instants are ISO 8601. */
function withDate({ issuedAt, ...statement }: DatedStatement) {
  return { ...statement, issuedAt: issuedAt === null ? null : new Date(issuedAt).toISOString() };
}

function asText({ tenant, periodStart, periodEnd, issuedAt, ...statement }: ReturnType<typeof withDate>): string {
  const { netGrosze, vatGrosze, grossGrosze } = statement.total;
  return [
    `${tenant.name}  ${periodStart} – ${periodEnd}  ${issuedAt === null ? 'so far' : `issued ${issuedAt}`}`,
    ...statement.lines.map((one) => `  ${one.description}  ${one.quantity} ${one.unit}  ${decimal(one.netGrosze)}`),
    ...statement.missingPrices.map(({ service, plan, fee }) => `  NO PRICE: ${plan ?? service}, ${fee}`),
    `  net ${decimal(netGrosze)}  VAT ${decimal(vatGrosze)}  gross ${decimal(grossGrosze)} zł`,
  ].join('\n');
}
