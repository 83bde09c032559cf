import { addDays, isWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { DayRange, TreePeriod } from '../catalog/index.ts';

/** What a path of the tree names. */
export type TreePath =
  | { readonly kind: 'root'; readonly name: ''; readonly days: DayRange }
  | { readonly kind: TreePeriod; readonly name: string; readonly days: DayRange }
  | { readonly kind: 'file'; readonly name: string; readonly day: WarsawDay };

/** Years of four digits that the database and the calendar both accept. */
const ALL_DAYS: DayRange = { first: '1900-01-01', end: '3000-01-01' };
/** The characters of our file names; a name with others is not looked up. */
const FILE_NAME = /^[\w.-]+$/;

/** Reads `/`, `/YYYY`, `/YYYY/MM`, `/YYYY/MM/DD` and `/YYYY/MM/DD/name`; null for any other path. */
export function readTreePath(path: string): TreePath | null {
  if (path === '/') return { kind: 'root', name: '', days: ALL_DAYS };
  const [, year = '', month, day, file, ...rest] = path.split('/');
  if (rest.length > 0) return null;
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  if (!isWarsawDay(first) || first < ALL_DAYS.first || first >= ALL_DAYS.end) return null;
  if (month === undefined) return { kind: 'year', name: year, days: { first, end: startOfNextYear(first) } };
  if (day === undefined) return { kind: 'month', name: month, days: { first, end: startOfNextMonth(first) } };
  if (file === undefined) return { kind: 'day', name: day, days: { first, end: addDays(first, 1) } };
  return FILE_NAME.test(file) ? { kind: 'file', name: file, day: first } : null;
}

function startOfNextYear(first: WarsawDay): WarsawDay {
  return `${Number(first.slice(0, 4)) + 1}-01-01`;
}

/** No month has more than 31 days, and each has more than 3: day 32 lies in the next one. */
function startOfNextMonth(first: WarsawDay): WarsawDay {
  return `${addDays(first, 31).slice(0, 7)}-01`;
}
