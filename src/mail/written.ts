import { type Grosze, formatZloty } from '../base/money.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { Language } from './letter.ts';

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const satisfies Record<Language, string>;
const ZONE = 'Europe/Warsaw';

/** `31 stycznia 2026`, `31 January 2026`. */
export function formatDay(language: Language, day: WarsawDay): string {
  return written(language, { dateStyle: 'long' }, startOfWarsawDay(day));
}

/** An instant (Unix ms) by the clock in Warsaw: `31 stycznia 2026 15:00`, `31 January 2026 15:00`. */
export function formatInstant(language: Language, instantMs: number): string {
  const day = written(language, { dateStyle: 'long' }, instantMs);
  return `${day} ${written(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, instantMs)}`;
}

/** `1 234,50 zł`, `PLN 1,234.50`. */
export function formatMoney(language: Language, amount: Grosze): string {
  if (language === 'pl') return formatZloty(amount);
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'PLN' }).format(amount / 100);
}

function written(language: Language, style: Intl.DateTimeFormatOptions, instantMs: number): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...style, timeZone: ZONE }).format(instantMs);
}
