import { parse } from 'csv-parse/sync';
import { AppError } from '../../base/errors.ts';
import { type PhoneNumber, readNumber } from '../../base/phone-number.ts';
import { MAX_PHONE_BOOK_ENTRIES, type PhoneBookEntry } from './phone-book.ts';

/** In this order: a tie is for the first. */
const DELIMITERS = [';', ',', '\t'] as const;
const BYTE_ORDER_MARK = '\ufeff';
export const MAX_PHONE_BOOK_NAME_CHARS = 100;
/** A list of faults of a wrong file is as long as the file. */
const MAX_PROBLEMS = 200;
/** Of a cell that is shown again with its fault. */
const MAX_SHOWN_CHARS = 60;

const NUMBER_HEADERS = [
  'numer',
  'numer telefonu',
  'telefon',
  'tel',
  'wewnetrzny',
  'numer wewnetrzny',
  'number',
  'phone',
  'extension',
];
const NAME_HEADERS = ['nazwa', 'imie i nazwisko', 'nazwisko', 'osoba', 'firma', 'name', 'contact'];

export const PHONE_BOOK_PROBLEMS = [
  'number-invalid',
  'number-withheld',
  'number-twice',
  'name-missing',
  'name-too-long',
] as const;

/** What is wrong with a row, and where. */
interface PhoneBookProblem {
  /** Of the file, from 1. */
  readonly line: number;
  readonly problem: (typeof PHONE_BOOK_PROBLEMS)[number];
  /** What stands there. */
  readonly text: string;
}

interface PhoneBookFile {
  readonly entries: readonly PhoneBookEntry[];
  /** Their rows are no entries. The first ones; `problemCount` has all. */
  readonly problems: readonly PhoneBookProblem[];
  readonly problemCount: number;
}

/**
 * Reads a list of numbers and names (CSV: RFC 4180; delimiter `;`, `,` or tab). The first line may name the columns, in any order;
 * otherwise the number comes first. Throws `phone-book-file-invalid`.
 */
export function readPhoneBookFile(text: string): PhoneBookFile {
  const records = parseRecords(text.replace(BYTE_ORDER_MARK, ''));
  const header = records[0] === undefined ? null : readHeader(records[0].record);
  const rows = header === null ? records : records.slice(1);
  if (rows.length === 0 || rows.length > MAX_PHONE_BOOK_ENTRIES) throw new AppError('phone-book-file-invalid');
  const { number: numberAt, name: nameAt } = header ?? { number: 0, name: 1 };
  const lineOf = new Map<PhoneNumber, number>();
  const entries: PhoneBookEntry[] = [];
  const problems: PhoneBookProblem[] = [];
  for (const { line, record } of rows) {
    const typed = record[numberAt] ?? '';
    const name = (record[nameAt] ?? '').replaceAll(/\s+/g, ' ');
    const { number, kind } = readNumber(typed);
    const fault = (problem: PhoneBookProblem['problem'], shown: string) =>
      problems.push({ line, problem, text: shown.slice(0, MAX_SHOWN_CHARS) });
    if (kind === 'withheld') fault('number-withheld', typed);
    else if (number === null || kind === 'code') fault('number-invalid', typed);
    else if (name === '') fault('name-missing', typed);
    else if (name.length > MAX_PHONE_BOOK_NAME_CHARS) fault('name-too-long', name);
    else if (lineOf.has(number)) fault('number-twice', typed);
    else {
      lineOf.set(number, line);
      entries.push({ number, name });
    }
  }
  return { entries, problems: problems.slice(0, MAX_PROBLEMS), problemCount: problems.length };
}

interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function parseRecords(text: string): NumberedRecord[] {
  try {
    const parsed = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new AppError('phone-book-file-invalid', undefined, { cause: error });
  }
}

/** The delimiter that cuts the first line into the most columns. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string): number => first.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0]!;
}

/** Where the columns are; null: the line is an entry already. */
function readHeader(record: readonly string[]): { readonly number: number; readonly name: number } | null {
  const plain = record.map((name) =>
    name
      .toLowerCase()
      .replaceAll('ł', 'l')
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[\s_-]+/g, ' '),
  );
  const number = plain.findIndex((name) => NUMBER_HEADERS.includes(name));
  const name = plain.findIndex((each) => NAME_HEADERS.includes(each));
  return number === -1 && name === -1
    ? null
    : { number: Math.max(number, 0), name: name === -1 ? 1 - Math.max(number, 0) : name };
}
