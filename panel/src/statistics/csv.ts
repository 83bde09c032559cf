import type { Language } from '../i18n/language.ts';

type Value = string | number;

/** Polish spreadsheets have `;` between fields and a decimal comma. */
const FORMATS = { pl: { separator: ';', decimal: ',' }, en: { separator: ',', decimal: '.' } } as const;
const BYTE_ORDER_MARK = '\u{feff}';

/** A table as CSV in UTF-8, as spreadsheets of the language read it. */
export function csvOf(rows: readonly (readonly Value[])[], language: Language): string {
  const { separator } = FORMATS[language];
  return `${BYTE_ORDER_MARK}${rows.map((row) => `${row.map((value) => fieldOf(value, language)).join(separator)}\r\n`).join('')}`;
}

function fieldOf(value: Value, language: Language): string {
  if (typeof value === 'number') return String(value).replace('.', FORMATS[language].decimal);
  // What a spreadsheet would take for a formula; numbers like +48… too.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /["\r\n;,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Saves a text as a file. */
export function saveCsv(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
