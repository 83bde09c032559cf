import { parse } from 'csv-parse/sync';
import { AppError } from '../../base/errors.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ImportColumn, readColumnName } from './columns.ts';

/** Thousands of tenants with long lists of numbers; a larger file is another kind of file. */
const MAX_FILE_BYTES = 10_000_000;
/** More are imported in several files, so that one run ends in minutes: each new tenant's two passwords are hashed. */
const MAX_ROWS = 5_000;
/** In this order: a tie is for the first. */
const DELIMITERS = [';', ',', '\t'] as const;
const BYTE_ORDER_MARK = '\ufeff';

/** What can be wrong with a row; the panel has a text for each. */
export const IMPORT_PROBLEMS = [
  'missing',
  'no-identifier',
  'value-invalid',
  'billing-day-invalid',
  'billing-day-fixed',
  'number-taken',
  'nip-ambiguous',
  'plan-differs',
  'plan-missing',
  'plan-unknown',
  'plan-retired',
  'same-as-line',
  'fields-differ',
  'failed',
] as const;
export type ImportProblemCode = (typeof IMPORT_PROBLEMS)[number];

/** What is wrong, and where. `column` is null when it is the whole row. */
export interface ImportProblem {
  /** The line of the file, from 1. */
  readonly line: number;
  readonly column: ImportColumn | null;
  readonly code: ImportProblemCode;
  /** In English. */
  readonly problem: string;
  /** What the text of the code names: another line, a plan. */
  readonly value: string | null;
}

/** A row of the file: texts by column, trimmed; an empty field is missing. */
export interface FileRow {
  readonly line: number;
  readonly fields: Readonly<Partial<Record<ImportColumn, string>>>;
}

interface TenantFile {
  readonly rows: readonly FileRow[];
  readonly problems: readonly ImportProblem[];
}

/**
 * Reads a CSV file of tenants (RFC 4180; delimiter `;`, `,` or tab; UTF-8 or Windows-1250). Its first line names the columns, in any
 * order. Throws `request-invalid` if it is no such file.
 */
export function readTenantFile(bytes: Buffer): TenantFile {
  if (bytes.length > MAX_FILE_BYTES)
    throw new AppError('request-invalid', `the file is larger than ${MAX_FILE_BYTES} bytes`);
  const text = decode(bytes);
  const records = parseRecords(text, delimiterOf(text));
  const [header, ...body] = records;
  if (header === undefined) throw new AppError('request-invalid', 'the file is empty');
  if (body.length > MAX_ROWS) throw new AppError('request-invalid', `the file has more than ${MAX_ROWS} rows`);
  const columns = readHeader(header.record);
  const rows: FileRow[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, record } of body) {
    const row = readRow(line, record, columns);
    if (row.ok) rows.push(row.value);
    else problems.push(row.reason);
  }
  return { rows, problems };
}

/** UTF-8 is recognised by its form: a text in Windows-1250 with Polish letters is no valid UTF-8. */
function decode(bytes: Buffer): string {
  if (bytes.includes(0))
    throw new AppError('request-invalid', 'the file is no text in UTF-8 or Windows-1250; save it as CSV in UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1250').decode(bytes);
  }
}

/** The delimiter that cuts the first line into the most columns. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string): number => first.split(delimiter).length;
  return [...DELIMITERS].toSorted((a, b) => count(b) - count(a))[0]!;
}

interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function parseRecords(text: string, delimiter: string): NumberedRecord[] {
  try {
    const parsed = parse(text.replace(BYTE_ORDER_MARK, ''), {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('request-invalid', `the file is no CSV: ${reason}`);
  }
}

function readHeader(names: readonly string[]): ImportColumn[] {
  const columns = names.map((name) => {
    const column = readColumnName(name);
    if (column === null) throw new AppError('request-invalid', `line 1: there is no column ${JSON.stringify(name)}`);
    return column;
  });
  const double = columns.find((column, index) => columns.indexOf(column) !== index);
  if (double !== undefined) throw new AppError('request-invalid', `line 1: the column ${double} is there twice`);
  if (!columns.includes('name')) throw new AppError('request-invalid', 'line 1: the column name is missing');
  return columns;
}

function readRow(
  line: number,
  record: readonly string[],
  columns: readonly ImportColumn[],
): Result<FileRow, ImportProblem> {
  if (record.length !== columns.length) {
    const problem = `the row has ${record.length} fields, the first line ${columns.length}`;
    return fail({ line, column: null, code: 'fields-differ', problem, value: null });
  }
  const fields = columns.flatMap((column, index) => (record[index] === '' ? [] : [[column, record[index]!] as const]));
  return ok({ line, fields: Object.fromEntries(fields) });
}
