import { LOCALES, type Language } from '../i18n/language.ts';

const ZONE = 'Europe/Warsaw';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A calendar day in Europe/Warsaw, `YYYY-MM-DD`. */
export type WarsawDay = string;

/** The Warsaw day of an ISO instant: `22.11.2026`; in English `22 Nov 2026`, which is read as the same day everywhere, on one line. */
export function formatDate(instant: string, language: Language): string {
  if (language === 'pl') return format(instant, language, { day: '2-digit', month: '2-digit', year: 'numeric' });
  const day = format(instant, language, { day: 'numeric', month: 'short', year: 'numeric' });
  // As the calendars of the date fields write it.
  return day.replace('Sept', 'Sep').replaceAll(' ', '\u00A0');
}

/** The short weekday of an ISO instant in Warsaw: `niedz.`, `Sun`. */
export function formatWeekday(instant: string, language: Language): string {
  return format(instant, language, { weekday: 'short' });
}

/** The Warsaw time of an ISO instant: `14:03:22`. */
export function formatTime(instant: string, language: Language): string {
  return format(instant, language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** The Warsaw time of an ISO instant to the minute: `14:03`. */
export function formatHour(instant: string, language: Language): string {
  return format(instant, language, { hour: '2-digit', minute: '2-digit' });
}

/** A Warsaw day in the format of `formatDate`. */
export function formatDay(day: WarsawDay, language: Language): string {
  return formatDate(startOfWarsawDay(day), language);
}

/** A Warsaw day in full: `wtorek, 10 marca 2026`. */
export function formatLongDay(day: WarsawDay, language: Language): string {
  const fields: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  return format(startOfWarsawDay(day), language, fields);
}

/** The month (`YYYY-MM`) in full: `marzec 2026`. */
export function formatMonth(month: string, language: Language): string {
  return format(startOfWarsawDay(`${month}-01`), language, { month: 'long', year: 'numeric' });
}

/** The last day of something that ends at an instant: what ends at midnight has the day before as its last day. */
export function formatLastDay(end: string, language: Language): string {
  return formatDate(new Date(Date.parse(end) - 1).toISOString(), language);
}

/** First and last day of a period; `end` is the first day after it. */
export function formatPeriod(start: WarsawDay, end: WarsawDay, language: Language): string {
  return `${formatDay(start, language)} – ${formatDay(addDays(end, -1), language)}`;
}

function format(instant: string, language: Language, fields: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...fields, timeZone: ZONE }).format(new Date(instant));
}

/** The Warsaw day of an instant, independent of the browser's time zone. */
export function warsawDay(instant: Date): WarsawDay {
  const fields: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: ZONE };
  const parts = new Intl.DateTimeFormat('en-GB', fields).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((it) => it.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The ISO instant at which a Warsaw day starts. Clocks do not change at midnight in Poland: it is one of two offsets. */
export function startOfWarsawDay(day: WarsawDay): string {
  const inSummer = new Date(`${day}T00:00:00+02:00`);
  const start = warsawDay(inSummer) === day ? inSummer : new Date(`${day}T00:00:00+01:00`);
  return start.toISOString();
}

/** The instant of a wall clock in Warsaw, `YYYY-MM-DDTHH:MM`, in any time zone of the browser. */
export function instantOfWarsaw(local: string): string {
  const inSummer = new Date(`${local}:00+02:00`);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Warsaw', hour: '2-digit', minute: '2-digit' });
  const isSummer = clock.format(inSummer) === local.slice(-'HH:MM'.length);
  return (isSummer ? inSummer : new Date(`${local}:00+01:00`)).toISOString();
}

/** The day that is `days` calendar days later; negative: earlier. */
export function addDays(day: WarsawDay, days: number): WarsawDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether the text is an existing day, `YYYY-MM-DD`. */
export function isWarsawDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** A calendar month, `YYYY-MM`. */
export type Month = string;

export function monthOf(day: WarsawDay): Month {
  return day.slice(0, 7);
}

/** The month that is `months` later; negative: earlier. */
export function addMonths(month: Month, months: number): Month {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months)).toISOString().slice(0, 7);
}

export function firstDayOf(month: Month): WarsawDay {
  return `${month}-01`;
}

export function lastDayOf(month: Month): WarsawDay {
  return addDays(firstDayOf(addMonths(month, 1)), -1);
}

/** The weeks of a month, Monday first; null is a day of another month. */
export function weeksOf(month: Month): (WarsawDay | null)[][] {
  const first = firstDayOf(month);
  const sinceMonday = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const last = lastDayOf(month);
  const weeks: (WarsawDay | null)[][] = [];
  for (let monday = addDays(first, -sinceMonday); monday <= last; monday = addDays(monday, 7)) {
    const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
    weeks.push(days.map((day) => (monthOf(day) === month ? day : null)));
  }
  return weeks;
}

/** Whether the text is an existing month, `YYYY-MM`. */
export function isMonth(text: string): boolean {
  return isWarsawDay(firstDayOf(text));
}
