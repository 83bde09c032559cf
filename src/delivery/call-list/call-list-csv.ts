import { stringify } from 'csv-stringify/sync';
import { warsawTimestamp } from '../../base/warsaw-time.ts';
import type { ListedCall } from '../../catalog/index.ts';
import { type ListLanguage, TEXTS } from './call-list-texts.ts';
import { type Cell, COLUMNS } from './call-rows.ts';

/** As a spreadsheet in that language reads it: Polish numbers have a decimal comma, so Polish lists have semicolons. */
const DELIMITERS = { pl: ';', en: ',' } as const satisfies Record<ListLanguage, string>;

/** A text that a spreadsheet would take for a formula (OWASP, "CSV Injection"). A telephone number in E.164 is none. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const E164 = /^\+\d{1,15}$/;

/** RFC 4180 with a byte order mark (for Excel): a line for each call. */
export async function* callListCsv(
  pages: AsyncIterable<readonly ListedCall[]>,
  language: ListLanguage,
): AsyncGenerator<Buffer> {
  const options = { delimiter: DELIMITERS[language], record_delimiter: 'windows' } as const;
  const { columns } = TEXTS[language];
  yield Buffer.from(stringify([COLUMNS.map(({ name }) => columns[name])], { ...options, bom: true }));
  for await (const calls of pages) {
    const lines = calls.map((call) => COLUMNS.map(({ kind, cell }) => csvCell(kind, cell(call, language))));
    yield Buffer.from(stringify(lines, options));
  }
}

function csvCell(kind: (typeof COLUMNS)[number]['kind'], value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'string') return FORMULA.test(value) && !E164.test(value) ? `'${value}` : value;
  if (kind === 'instant') return warsawTimestamp(value).slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replace('T', ' ');
  return kind === 'duration' ? clockOf(value) : String(value);
}

/** `1:05:09`. */
function clockOf(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)];
  return [hours, ...[minutes, seconds % 60].map((part) => String(part).padStart(2, '0'))].join(':');
}
