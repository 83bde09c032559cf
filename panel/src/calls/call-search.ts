import type { paths } from '../api/schema.generated.ts';
import { addDays, isWarsawDay, type WarsawDay } from '../format/warsaw-time.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const RECORDED = ['true', 'false'] as const;
const REVIEWS = ['open', 'done'] as const;
/** Why a call has no recording, those first that a company can do something about. */
export const REASONS = [
  'not-answered',
  'recording-off',
  'internal-off',
  'rule',
  'not-kept',
  'not-entitled',
  'suspended',
  'not-offered',
  'no-capacity',
  'no-usable-media',
] as const satisfies Reason[];
type Reason = NonNullable<NonNullable<paths['/api/v1/calls']['get']['parameters']['query']>['reason']>;
/** Durations that are offered as limits. */
export const DURATIONS_MS = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((seconds) => seconds * 1000);
/** Limit of the API. */
const MAX_DURATION_MS = 86_400_000;

/** The filters of the history. They are kept in the page's address, so that a link shows the same calls. */
export interface CallSearch {
  readonly from?: WarsawDay;
  /** The last day, inclusive. */
  readonly to?: WarsawDay;
  readonly number?: string;
  readonly direction?: (typeof DIRECTIONS)[number];
  readonly recorded?: (typeof RECORDED)[number];
  readonly reason?: (typeof REASONS)[number];
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  /** An extension or number of the company's. */
  readonly extension?: string;
  /** A tag, whole. */
  readonly tag?: string;
  /** A part of a note's text. */
  readonly note?: string;
  readonly review?: (typeof REVIEWS)[number];
}

/** Minimum of the API: fewer digits would match most calls. */
const MIN_NUMBER_DIGITS = 3;
/** Limit of the API. */
export const MAX_NUMBER_CHARS = 64;

/** Whether the API accepts the text as a number or a part of one. */
function isSearchableNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_CHARS && text.replace(/\D/g, '').length >= MIN_NUMBER_DIGITS;
}

/** Whether the API accepts the text as a number or a part of one, or as a part of a name. */
export function isSearchable(text: string): boolean {
  const isName = text.length <= MAX_NUMBER_CHARS && /\p{L}.*\p{L}/u.test(text);
  return isName || isSearchableNumber(text);
}

/** Limits of the API. */
export const MAX_TAG_CHARS = 40;
export const MAX_NOTE_CHARS = 100;
const MIN_NOTE_CHARS = 3;

/** As the API reads it. */
export function isTag(text: string): boolean {
  return text.length <= MAX_TAG_CHARS && /^\s*#*\s*[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} _./+&-]*$/u.test(text);
}

/** Whether the API looks for the text in notes. */
export function isSearchableNote(text: string): boolean {
  return text.trim().length >= MIN_NOTE_CHARS && text.length <= MAX_NOTE_CHARS;
}

/** Reads the filters from the page's address. Invalid values are ignored, so that a mistyped link still shows calls. */
export function readCallSearch(query: Record<string, unknown>): CallSearch {
  return {
    ...(isDay(query['from']) && { from: query['from'] }),
    ...(isDay(query['to']) && { to: query['to'] }),
    ...(isNumber(query['number']) && { number: query['number'] }),
    ...(isOneOf(DIRECTIONS, query['direction']) && { direction: query['direction'] }),
    ...(isOneOf(RECORDED, query['recorded']) && { recorded: query['recorded'] }),
    ...(isOneOf(REASONS, query['reason']) && { reason: query['reason'] }),
    ...durationOf('minDurationMs', query),
    ...durationOf('maxDurationMs', query),
    ...(isExtension(query['extension']) && { extension: query['extension'] }),
    ...(isText(query['tag'], isTag) && { tag: query['tag'] }),
    ...(isText(query['note'], isSearchableNote) && { note: query['note'] }),
    ...(isOneOf(REVIEWS, query['review']) && { review: query['review'] }),
  };
}

/** The filters as the parameters of an address. */
export function searchTexts(search: CallSearch): Record<string, string> {
  return Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]));
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
  const { from: _from, to: _to, ...others } = search;
  return [dates || undefined, ...Object.values(others)].filter((it) => it !== undefined).length;
}

function durationOf<Name extends 'minDurationMs' | 'maxDurationMs'>(
  name: Name,
  query: Record<string, unknown>,
): Partial<Record<Name, number>> {
  const text = query[name];
  const value = typeof text === 'string' && text !== '' ? Number(text) : text;
  const isDuration = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_DURATION_MS;
  return isDuration ? ({ [name]: value } as Partial<Record<Name, number>>) : {};
}

function isExtension(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NUMBER_CHARS;
}

function isText(value: unknown, isUsable: (text: string) => boolean): value is string {
  return typeof value === 'string' && isUsable(value);
}

function isDay(value: unknown): value is WarsawDay {
  return typeof value === 'string' && isWarsawDay(value);
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && isSearchable(value);
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
