import { addDays, isWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { DayRange, TreePeriod } from '../catalog/index.ts';

/** Where in the tree a path leads, if there is anything. */
export type TreePlace =
  | { readonly kind: 'root'; readonly name: ''; readonly days: DayRange }
  | { readonly kind: TreePeriod; readonly name: string; readonly days: DayRange }
  | { readonly kind: 'file'; readonly name: string; readonly day: WarsawDay };

/** Years of four digits, none that a database or a calendar could stumble over. */
const EVER: DayRange = { first: '1900-01-01', end: '3000-01-01' };
/** What file names are made of; whatever else is asked for need not be looked up. */
const FILE_NAME = /^[\w.-]+$/;

/** Reads `/`, `/YYYY`, `/YYYY/MM`, `/YYYY/MM/DD` and `/YYYY/MM/DD/name`; null: nothing can be there. */
export function treePlace(path: string): TreePlace | null {
  if (path === '/') return { kind: 'root', name: '', days: EVER };
  const [, year = '', month, day, file, ...rest] = path.split('/');
  if (rest.length > 0) return null;
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  if (!isWarsawDay(first) || first < EVER.first || first >= EVER.end) return null;
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
