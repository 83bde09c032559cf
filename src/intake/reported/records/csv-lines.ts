import { parse } from 'csv-parse/sync';
import { fail, ok, type Result } from '../../../base/result.ts';

/** A record of BroadWorks has some hundreds. */
const MAX_COLUMNS = 1000;
const MAX_LINE_CHARS = 64 * 1024;
/** In this order: a tie is for the first. */
const DELIMITERS = [',', ';', '\t', '|'] as const;
const BYTE_ORDER_MARK = '\ufeff';

/** A line that cannot be read. */
interface BadLine {
  readonly problem: string;
}
export type CsvLine = readonly string[] | BadLine;

/** Whether a line could be read. */
export function isRead(line: CsvLine): line is readonly string[] {
  return Array.isArray(line);
}

/**
 * The lines of CSV (RFC 4180; delimiter `,`, `;`, tab or `|`; UTF-8 or Windows-1250). Where quotes are wrong each line is a record, and only those that are wrong are
 * refused: a quote that is not closed takes no other line with it.
 */
export function readCsvLines(body: Uint8Array, maxLines: number): Result<readonly CsvLine[]> {
  const whole = textOfLines(body).replace(BYTE_ORDER_MARK, '');
  const lines = whole.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  if (lines.length > maxLines) return fail(`has more than ${maxLines} lines`);
  const delimiter = delimiterOf(lines[0] ?? '');
  const parsed = parseWhole(whole, delimiter);
  const records =
    parsed !== null && isPlausible(parsed, lines.length) ? parsed : lines.map((line) => parseLine(line, delimiter));
  return ok(records.map(withinColumns));
}

function withinColumns(line: CsvLine): CsvLine {
  return isRead(line) && line.length > MAX_COLUMNS ? { problem: `has more than ${MAX_COLUMNS} columns` } : line;
}

/** UTF-8, which is recognised by its form, else Windows-1250. */
export function textOfLines(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1250').decode(bytes);
  }
}

/** The delimiter that cuts the first line into the most columns. */
function delimiterOf(line: string): string {
  const outside = line.replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string): number => outside.split(delimiter).length;
  return [...DELIMITERS].toSorted((a, b) => count(b) - count(a))[0]!;
}

function parseWhole(text: string, delimiter: string): readonly (readonly string[])[] | null {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_LINE_CHARS,
    });
  } catch {
    return null;
  }
}

/** A record over several lines is believed where it has as many columns as the first one: else two wrong quotes have met. */
function isPlausible(records: readonly (readonly string[])[], lines: number): boolean {
  if (records.length >= lines) return true;
  const columns = records[0]?.length;
  return records.every((record) => record.length === columns || !record.some((value) => /[\r\n]/.test(value)));
}

function parseLine(line: string, delimiter: string): CsvLine {
  if (line.length > MAX_LINE_CHARS) return { problem: `has more than ${MAX_LINE_CHARS} characters` };
  const [record] = parseWhole(line, delimiter) ?? [];
  return record ?? { problem: 'has a quote that is not closed, or that stands within a value' };
}
