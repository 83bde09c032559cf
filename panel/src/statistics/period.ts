import {
  addDays,
  addMonths,
  firstDayOf,
  isWarsawDay,
  lastDayOf,
  monthOf,
  type WarsawDay,
} from '../format/warsaw-time.ts';

/** Days in Warsaw, both in it. */
export interface Period {
  readonly from: WarsawDay;
  readonly to: WarsawDay;
}

export const QUICK_PERIODS = ['thisMonth', 'lastMonth', 'days7', 'days30', 'days90'] as const;
export type QuickPeriod = (typeof QUICK_PERIODS)[number];

/** Limit of the API. */
const MAX_DAYS = 731;

export function quickPeriod(name: QuickPeriod, today: WarsawDay): Period {
  const month = monthOf(today);
  switch (name) {
    case 'thisMonth':
      return wholeMonth(month, today);
    case 'lastMonth':
      return wholeMonth(addMonths(month, -1), today);
    case 'days7':
      return { from: addDays(today, -6), to: today };
    case 'days30':
      return { from: addDays(today, -29), to: today };
    default:
      return { from: addDays(today, -89), to: today };
  }
}

/** The days of a month, of this one until today. */
export function wholeMonth(month: string, today: WarsawDay): Period {
  return { from: firstDayOf(month), to: month === monthOf(today) ? today : lastDayOf(month) };
}

/** The period of the page's address; of one that is not valid, nothing. */
export function readPeriod({ from, to }: Record<string, unknown>): Partial<Period> {
  if (typeof from !== 'string' || typeof to !== 'string') return {};
  return isWarsawDay(from) && isWarsawDay(to) && isAllowed({ from, to }) ? { from, to } : {};
}

/** Whether the API takes it. */
export function isAllowed({ from, to }: Period): boolean {
  return from <= to && addDays(from, MAX_DAYS - 1) >= to;
}
