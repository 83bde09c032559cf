import type { paths } from '../api/schema.generated.ts';
import { addDays, monthOf, type WarsawDay } from '../format/warsaw-time.ts';

export type Totals = paths['/api/v1/calls/totals']['get']['responses'][200]['content']['application/json'];

/** A bar: a day, a month or an hour. */
export interface Bar {
  /** `2026-11-30`, `2026-11`, `14`. */
  readonly span: string;
  readonly recorded: number;
  readonly unrecorded: number;
}

/** More bars would be thinner than the space between them. */
const MAX_DAYS = 62;

/** A bar for each day from the first to the last with calls; of a longer time for each month. */
export function barsOfDays(days: Totals['days']): { readonly by: 'day' | 'month'; readonly bars: readonly Bar[] } {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return { by: 'day', bars: [] };
  const all = daysFrom(first, last);
  const by = all.length <= MAX_DAYS ? 'day' : 'month';
  const spanOf = (day: WarsawDay) => (by === 'day' ? day : monthOf(day));
  return { by, bars: barsOf([...new Set(all.map(spanOf))], days, ({ day }) => spanOf(day)) };
}

export function barsOfHours(hours: Totals['hours']): readonly Bar[] {
  const spans = Array.from({ length: 24 }, (_, hour) => String(hour));
  return barsOf(spans, hours, ({ hour }) => String(hour));
}

function barsOf<Sums extends { readonly calls: number; readonly recorded: number }>(
  spans: readonly string[],
  sums: readonly Sums[],
  spanOf: (sums: Sums) => string,
): Bar[] {
  const bySpan = Map.groupBy(sums, spanOf);
  return spans.map((span) => {
    const of = bySpan.get(span) ?? [];
    const recorded = of.reduce((sum, each) => sum + each.recorded, 0);
    const calls = of.reduce((sum, each) => sum + each.calls, 0);
    return { span, recorded, unrecorded: calls - recorded };
  });
}

function daysFrom(first: WarsawDay, last: WarsawDay): WarsawDay[] {
  const days: WarsawDay[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
