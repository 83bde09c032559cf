import { stringify } from 'csv-stringify/sync';
import type { TenantId } from '../base/ids.ts';
import { type Fa3Invoice, type Fa3Line, fa3Invoice, SUM_FIELDS } from './fa3.ts';
import type { Statement } from './statement.ts';

/** As wide as an invoice's line with what it needs to be found and summed. */
const COLUMNS = [
  'IDNabywcy',
  'Nazwa',
  'P_6_Od',
  'P_6_Do',
  'NrWierszaFa',
  'P_7',
  'P_8A',
  'P_8B',
  'P_9A',
  'P_11',
  'P_12',
  ...SUM_FIELDS,
] as const;

/**
 * Statements as CSV (RFC 4180) with the names of FA(3): a row for each line; the sums of a statement are in its first
 * row only, so that a column adds up. A text that a spreadsheet would take for a formula is made plain by a `'` before
 * it; the byte-order mark tells spreadsheets that it is UTF-8.
 */
export function statementsCsv(statements: readonly Statement[]): string {
  return stringify(statements.flatMap(rowsOf), {
    header: true,
    columns: [...COLUMNS],
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

function rowsOf(statement: Statement): Row[] {
  const invoice = fa3Invoice(statement);
  return invoice.FaWiersz.map((line, index) => rowOf(statement.tenant.id, invoice, line, index === 0));
}

function rowOf(tenantId: TenantId, invoice: Fa3Invoice, line: Fa3Line, isFirst: boolean): Row {
  const sums = isFirst ? Object.fromEntries(SUM_FIELDS.map((field) => [field, invoice[field]])) : {};
  return { IDNabywcy: tenantId, ...invoice.Podmiot2, ...invoice.OkresFa, ...line, ...sums };
}
