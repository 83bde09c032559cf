import { LOCALES, type Language } from '../i18n/language.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span until something happens, in its two greatest units, rounded down: `2 dni 3 godz.`, `5 godz. 12 min`. */
export function formatTimeLeft(spanMs: number, language: Language): string {
  const days = Math.floor(spanMs / DAY_MS);
  const hours = Math.floor((spanMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((spanMs % HOUR_MS) / MINUTE_MS);
  if (days > 0) return `${inUnit(days, 'day', language)} ${inUnit(hours, 'hour', language)}`;
  if (hours > 0) return `${inUnit(hours, 'hour', language)} ${inUnit(minutes, 'minute', language)}`;
  return inUnit(minutes, 'minute', language);
}

function inUnit(value: number, unit: 'day' | 'hour' | 'minute', language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
