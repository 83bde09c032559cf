import { addDays, monthOf } from '../format/warsaw-time.ts';
import type { Period } from './period.ts';
import type { Statistics } from './use-statistics.ts';

/** A day or a month. */
export interface Bar {
  /** `2026-11-30`, `2026-11`. */
  readonly span: string;
  readonly calls: number;
  readonly recorded: number;
  readonly unrecorded: number;
  readonly missed: number;
  readonly unanswered: number;
  readonly durationMs: number;
}

/** More bars would be thinner than the space between them. */
const MAX_DAYS = 92;

/** A bar for each day of the period, of a long one for each month, also where there were no calls. */
export function barsOfDays(
  days: Statistics['days'],
  { from, to }: Period,
): { readonly by: 'day' | 'month'; readonly bars: readonly Bar[] } {
  const by = addDays(from, MAX_DAYS) > to ? 'day' : 'month';
  const spanOf = (day: string) => (by === 'day' ? day : monthOf(day));
  const spans = new Set<string>();
  for (let day = from; day <= to; day = addDays(day, 1)) spans.add(spanOf(day));
  const bySpan = Map.groupBy(days, ({ day }) => spanOf(day));
  return { by, bars: [...spans].map((span) => barOf(span, bySpan.get(span) ?? [])) };
}

function barOf(span: string, days: Statistics['days']): Bar {
  const sum = (name: Exclude<keyof Bar, 'span'>) => days.reduce((total, day) => total + day[name], 0);
  return {
    span,
    calls: sum('calls'),
    recorded: sum('recorded'),
    unrecorded: sum('unrecorded'),
    missed: sum('missed'),
    unanswered: sum('unanswered'),
    durationMs: sum('durationMs'),
  };
}
