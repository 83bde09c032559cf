import { addDays, isWarsawDay, type WarsawDay } from './warsaw-time.ts';

/** A calendar month, `YYYY-MM`. */
export type Month = string;

export function monthOf(day: WarsawDay): Month {
  return day.slice(0, 7);
}

/** The month so many months after (or, negative, before) the given one. */
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

/** The weeks that a month touches, from Monday on; null stands for a day of another month. */
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

/** Whether a text from outside names a month. */
export function isMonth(text: string): boolean {
  return isWarsawDay(firstDayOf(text));
}
