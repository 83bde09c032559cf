import type { Command } from 'commander';
import type { TenantId } from '../base/ids.ts';
import { decimal } from '../base/money.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { type DatedStatement, fa3Invoice, statementAt, statementsCsv, statementsOfMonth } from '../billing/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readMonth, readTenantId } from './read-option.ts';

interface StatementOptions {
  readonly tenant: TenantId;
  /** Any day of the period; default: today. */
  readonly period?: WarsawDay;
  readonly csv?: boolean;
}

interface ExportOptions {
  readonly month: string;
  readonly csv?: boolean;
}

export function addBillingCommands(program: Command, run: CommandRunner): void {
  const billing = sub(program, 'billing').description('the charges of tenants');
  sub(billing, 'statement')
    .description('what a tenant pays for a period')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--period <day>', 'any day of the period; default: today', readDay)
    .option('--csv', 'as CSV')
    .action((options: StatementOptions) => run((context) => billingStatement(context, options))());
  sub(billing, 'export')
    .description('the statements issued for all periods that begin in a month, for invoicing')
    .requiredOption('--month <month>', 'YYYY-MM', readMonth)
    .option('--csv', 'as CSV')
    .action((options: ExportOptions) => run((context) => billingExport(context, options))());
}

async function billingStatement(
  context: CommandContext,
  { tenant: tenantId, period, csv }: StatementOptions,
): Promise<void> {
  const now = context.clock.now();
  const at = period === undefined ? now : startOfWarsawDay(period);
  const statement = await withDatabase(context, (db) => statementAt(db, { tenantId, at, now }));
  if (csv) return context.output.raw(statementsCsv([statement]));
  context.output.result(statementView(statement), statementText);
}

async function billingExport(context: CommandContext, { month, csv }: ExportOptions): Promise<void> {
  const statements = await withDatabase(context, (db) => statementsOfMonth(db, month));
  if (csv) return context.output.raw(statementsCsv(statements));
  const invoiced = statements.map((statement) => ({ ...statementView(statement), fa3: fa3Invoice(statement) }));
  context.output.result({ statements: invoiced }, (result) => result.statements.map(statementText).join('\n\n'));
}

function statementView({ issuedAt, ...statement }: DatedStatement) {
  return { ...statement, issuedAt: isoTime(issuedAt) };
}

function statementText(statement: ReturnType<typeof statementView>): string {
  const { tenant, periodStart, periodEnd, issuedAt, lines, missingPrices, total } = statement;
  return [
    `${tenant.name}  ${periodStart} – ${periodEnd}  ${issuedAt === null ? 'so far' : `issued ${issuedAt}`}`,
    ...lines.map((line) => `  ${line.description}  ${line.quantity} ${line.unit}  ${decimal(line.netGrosze)}`),
    ...missingPrices.map(({ service, plan, fee }) => `  NO PRICE: ${plan ?? service}, ${fee}`),
    ...(lines.length === 0 && missingPrices.length > 0
      ? ['  nothing is charged: set the price with `price set`']
      : [totalText(total)]),
  ].join('\n');
}

function totalText(total: DatedStatement['total']): string {
  return `  net ${decimal(total.netGrosze)}  VAT ${decimal(total.vatGrosze)}  gross ${decimal(total.grossGrosze)} zł`;
}
