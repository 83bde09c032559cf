import { addDays, isWarsawDay, type WarsawDay } from '../format/warsaw-time.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const RECORDED = ['true', 'false'] as const;

/** What the history is narrowed to. It lives in the page's address, so that a link shows the same calls again. */
export interface CallSearch {
  readonly from?: WarsawDay;
  /** The last day, itself included. */
  readonly to?: WarsawDay;
  readonly number?: string;
  readonly direction?: (typeof DIRECTIONS)[number];
  readonly recorded?: (typeof RECORDED)[number];
}

/** The API searches for no fewer digits: they would match most of a history. */
const MIN_NUMBER_DIGITS = 3;
/** The API takes no longer text for a number. */
export const MAX_NUMBER_CHARS = 64;

/** Whether a written number, or a part of one, can be searched for. */
export function isSearchableNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_CHARS && text.replace(/\D/g, '').length >= MIN_NUMBER_DIGITS;
}

/** Reads the page's address; what it cannot use is left out, so a mistyped link still shows calls. */
export function readCallSearch(query: Record<string, unknown>): CallSearch {
  return {
    ...(isDay(query['from']) && { from: query['from'] }),
    ...(isDay(query['to']) && { to: query['to'] }),
    ...(isNumber(query['number']) && { number: query['number'] }),
    ...(isOneOf(DIRECTIONS, query['direction']) && { direction: query['direction'] }),
    ...(isOneOf(RECORDED, query['recorded']) && { recorded: query['recorded'] }),
  };
}

/** The search with some of it set anew; `undefined` takes that part away. */
export function changeSearch(
  search: CallSearch,
  change: { [Part in keyof CallSearch]: CallSearch[Part] | undefined },
): CallSearch {
  return readCallSearch({ ...search, ...change });
}

/** How many of the filters are set; both ends of the dates are one. */
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

/** How many days back a quick choice begins and ends; 7 and 30 days count today. */
const DAYS_BACK: Record<QuickDates, { from: number; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  week: { from: 6, to: 0 },
  month: { from: 29, to: 0 },
};

/** The first and the last day of a quick choice. */
export function quickDates(choice: QuickDates, today: WarsawDay): { from: WarsawDay; to: WarsawDay } {
  const { from, to } = DAYS_BACK[choice];
  return { from: addDays(today, -from), to: addDays(today, -to) };
}

/** The quick choice that stands for these dates; null where none does. */
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
