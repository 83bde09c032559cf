import { addDays, isWarsawDay, type WarsawDay } from '../format/warsaw-time.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const RECORDED = ['true', 'false'] as const;

/** The filters of the history. They are kept in the page's address, so that a link shows the same calls. */
export interface CallSearch {
  readonly from?: WarsawDay;
  /** The last day, inclusive. */
  readonly to?: WarsawDay;
  readonly number?: string;
  readonly direction?: (typeof DIRECTIONS)[number];
  readonly recorded?: (typeof RECORDED)[number];
}

/** Minimum of the API: fewer digits would match most calls. */
const MIN_NUMBER_DIGITS = 3;
/** Limit of the API. */
export const MAX_NUMBER_CHARS = 64;

/** Whether the API accepts the text as a number or a part of one. */
export function isSearchableNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_CHARS && text.replace(/\D/g, '').length >= MIN_NUMBER_DIGITS;
}

/** Reads the filters from the page's address. Invalid values are ignored, so that a mistyped link still shows calls. */
export function readCallSearch(query: Record<string, unknown>): CallSearch {
  return {
    ...(isDay(query['from']) && { from: query['from'] }),
    ...(isDay(query['to']) && { to: query['to'] }),
    ...(isNumber(query['number']) && { number: query['number'] }),
    ...(isOneOf(DIRECTIONS, query['direction']) && { direction: query['direction'] }),
    ...(isOneOf(RECORDED, query['recorded']) && { recorded: query['recorded'] }),
  };
}

/** The search with some filters changed; `undefined` removes a filter. */
export function changeSearch(
  search: CallSearch,
  change: { [Part in keyof CallSearch]: CallSearch[Part] | undefined },
): CallSearch {
  return readCallSearch({ ...search, ...change });
}

/** The number of active filters; both dates count as one. */
export function countFilters(search: CallSearch): number {
  const dates = search.from !== undefined || search.to !== undefined;
  return [dates || undefined, search.number, search.direction, search.recorded].filter((it) => it !== undefined).length;
}

function isDay(value: unknown): value is WarsawDay {
  return typeof value === 'string' && isWarsawDay(value);
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && isSearchableNumber(value);
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.some((it) => it === value);
}

export const QUICK_DATES = ['today', 'yesterday', 'week', 'month'] as const;
type QuickDates = (typeof QUICK_DATES)[number];

/** First and last day in days before today; 7 and 30 days include today. */
const DAYS_BACK: Record<QuickDates, { from: number; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  week: { from: 6, to: 0 },
  month: { from: 29, to: 0 },
};

/** The first and the last day of a choice. */
export function quickDates(choice: QuickDates, today: WarsawDay): { from: WarsawDay; to: WarsawDay } {
  const { from, to } = DAYS_BACK[choice];
  return { from: addDays(today, -from), to: addDays(today, -to) };
}

/** The choice with exactly these dates; null if there is none. */
export function quickDatesOf(
  dates: { readonly from?: WarsawDay; readonly to?: WarsawDay },
  today: WarsawDay,
): QuickDates | null {
  const isChosen = (choice: QuickDates) => {
    const { from, to } = quickDates(choice, today);
    return dates.from === from && dates.to === to;
  };
  return QUICK_DATES.find(isChosen) ?? null;
}
