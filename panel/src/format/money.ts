import { LOCALES, type Language } from '../i18n/language.ts';

/** Grosze as people write money: `1 234,50 zł`, in English `PLN 1,234.50`. Given as text, no sum is ever rounded. */
export function formatMoney(grosze: number, language: Language): string {
  const format = { style: 'currency', currency: 'PLN', useGrouping: 'always' } as const;
  return new Intl.NumberFormat(LOCALES[language], format).format(`${grosze}E-2` as `${number}`);
}

/** No price is higher; the API says the same. */
const MAX_GROSZE = 100_000_000;

/** What a person wrote for an amount, in grosze: `89`, `89,5`, `1 234.50`. Null: it is none. */
export function readMoney(text: string): number | null {
  const [, zloty, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/\s|zł/g, '')) ?? [];
  if (zloty === undefined) return null;
  const grosze = Number(zloty + fraction.padEnd(2, '0'));
  return grosze <= MAX_GROSZE ? grosze : null;
}

/** The VAT on a net amount, rounded half up to a grosz, as the API reckons it. */
export function vatOn(netGrosze: number, vatPercent: number): number {
  return Math.floor((netGrosze * vatPercent + 50) / 100);
}
