import { type Expression, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Direction, DIRECTIONS, type NoRecordingReason } from '../recording/index.ts';
import { bandsOf, type DurationSpan, lasted } from './call-durations.ts';
import { type CallSearch, countUpTo, isIndexed, MANY_CALLS, searchedPage, type TermsAndKinds } from './call-search.ts';
import { callsWithNote, type NoteFilter } from './note-columns.ts';
import {
  hasNumber,
  hasOneOf,
  hasPart,
  numbersByName,
  numbersWith,
  partsOf,
  patternOf,
  readTypedNumber,
} from './number-search.ts';
import { callsOf, type TenantScope } from './tenant-scope.ts';

/** What a list asks for besides a position. */
export interface SearchedFor extends DurationSpan, NoteFilter {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** A number or a part of one, or a name of the phone book. */
  readonly number?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly recorded?: boolean | undefined;
  readonly reason?: NoRecordingReason | undefined;
  /** A number of the tenant that took part. */
  readonly extension?: string | undefined;
}

export interface SearchPlan {
  /** Which calls are looked at; null: the tenant's, newest first. */
  readonly search: CallSearch | null;
  /** On `calls`: those with the number that was typed. */
  readonly condition: Expression<SqlBool> | null;
}

/** The number on the term of every call is empty. */
const EVERY_CALL = '';
const WITH_NOTES = '*';
const KINDS = { inbound: 0, outbound: 2, internal: 4 } as const satisfies Record<Direction, number>;
const RECORDED = 1;

/** Of more numbers, what they took part in is looked for among all calls. */
const MAX_OWN_NUMBERS = 500;

/**
 * How the calls of a list are found. The conditions on calls alone decide which belong to it; the search says where they can be, so
 * that few others are read. Throws `request-invalid`.
 */
export async function planSearch(db: Database, scope: TenantScope, asked: SearchedFor): Promise<SearchPlan> {
  const own = ownCalls(scope, asked);
  const others = await otherSearches(db, scope, asked);
  if (asked.number === undefined) {
    const isAny = asked.direction === undefined && asked.recorded === undefined && isEveryCall(own);
    return { search: isAny && others.length === 0 ? null : await fewest(db, [own, ...others]), condition: null };
  }
  const named = await numbersByName(db, scope.tenantId, asked.number);
  if (named !== null) return byNumbers(named, hasOneOf(db, scope, named));
  const typed = readTypedNumber(asked.number);
  if (typed.complete !== null && (await hasCalls(db, scope, typed.complete))) {
    return byNumbers([typed.complete], hasNumber(db, scope, typed.complete));
  }
  const parts = partsOf(typed);
  const condition = hasPart(db, scope, parts);
  const numbers = await numbersWith(db, scope.tenantId, parts);
  if (numbers !== null) return byNumbers(numbers, condition);
  if (others.length > 0) return { search: { ...(await fewest(db, [own, ...others])), isRough: true }, condition };
  return { search: { ...own, ...(isEveryCall(own) ? { patterns: likeInCall(parts) } : { isRough: true }) }, condition };

  async function byNumbers(numbers: readonly PhoneNumber[], condition: Expression<SqlBool>): Promise<SearchPlan> {
    const byNumber = withNumbers(own, numbers);
    return {
      search: await fewest(db, isEveryCall(own) && !own.isRough ? [byNumber, ...others] : [byNumber, own, ...others]),
      condition,
    };
  }
}

function isEveryCall({ by }: CallSearch): boolean {
  return 'terms' in by && by.terms.includes(EVERY_CALL);
}

/** As `patternOf`, among all numbers of a call, each behind a space. */
function likeInCall(parts: ReturnType<typeof partsOf>): string[] {
  return parts.map((part) => (part.atStart ? `% ${patternOf(part)}` : patternOf(part)));
}

/** Those of the scope and, where one is asked for, of an extension. */
function ownCalls(
  scope: TenantScope,
  { from, until, direction, recorded, extension }: SearchedFor,
): CallSearch & { readonly by: TermsAndKinds } {
  const kinds = kindsOf({ direction, recorded });
  const { tenantId } = scope;
  const numbers = extension === undefined ? scope.numbers : [extensionOf(extension)];
  const isTooMany = numbers !== null && numbers.length > MAX_OWN_NUMBERS;
  const terms = numbers === null || isTooMany ? [EVERY_CALL] : [...new Set(numbers)].map((number) => `@${number}`);
  const isOfOthers = extension !== undefined && scope.numbers?.includes(extensionOf(extension)) === false;
  return { tenantId, by: { terms, kinds }, from, until, isRough: isTooMany || isOfOthers };
}

function kindsOf({ direction, recorded }: Pick<SearchedFor, 'direction' | 'recorded'>): number[] {
  const directions = direction === undefined ? Object.values(KINDS) : [KINDS[direction]];
  const withRecording = recorded === undefined ? [0, RECORDED] : [recorded ? RECORDED : 0];
  return directions.flatMap((each) => withRecording.map((plus) => each + plus));
}

/** In any notation, as calls have it. */
export function extensionOf(typed: string): PhoneNumber {
  return readPhoneNumber(typed) ?? typed;
}

/** By what else is asked for. Each finds calls that are no answer, too, if more than this and the direction is asked for. */
async function otherSearches(db: Database, scope: TenantScope, asked: SearchedFor): Promise<CallSearch[]> {
  const { from, until, direction, recorded, reason, extension, number, tag, note, review } = asked;
  const directions = direction === undefined ? DIRECTIONS : [direction];
  const condition = lasted(asked);
  const common = { tenantId: scope.tenantId, from, until };
  const others = [reason, condition ?? undefined, tag, note, review].filter((one) => one !== undefined).length;
  const isMore = scope.numbers !== null || extension !== undefined || number !== undefined || others > 1;
  const searches: CallSearch[] = [];
  if (reason !== undefined) {
    const by = { reasons: [reason], directions };
    searches.push({ ...common, by, isRough: isMore || recorded !== undefined });
  }
  if (condition !== null) {
    const by = { bands: bandsOf(asked), directions, condition };
    searches.push({ ...common, by, isRough: isMore || recorded !== undefined });
  }
  const terms = [...(tag === undefined ? [] : [`#${tag}`]), ...(review === undefined ? [] : [`!${review}`])];
  const kinds = kindsOf(asked);
  for (const term of terms) searches.push({ ...common, by: { terms: [term], kinds }, isRough: isMore });
  if (note !== undefined) {
    const calls = await callsWithNote(db, scope.tenantId, note);
    const by = calls === null ? { terms: [WITH_NOTES], kinds } : { calls };
    const isOfKind = direction !== undefined || recorded !== undefined;
    searches.push({ ...common, by, isRough: isMore || calls === null || isOfKind });
  }
  return searches;
}

/** Of a limited scope: its calls with a recording, if they are so few that they can be read at once; null: many, or all of the tenant's. */
export async function fewRecordedCalls(db: Database, scope: TenantScope): Promise<FewCalls | null> {
  const own = ownCalls(scope, { recorded: true });
  if (isEveryCall(own) || !(await isIndexed(db, scope.tenantId))) return null;
  return (await countUpTo(db, own, MANY_CALLS)) < MANY_CALLS ? { tenantId: scope.tenantId, ...own.by } : null;
}

/** As `call_terms` has them. */
export interface FewCalls extends TermsAndKinds {
  readonly tenantId: TenantId;
}

/** The calls with one of the numbers, of the directions and with or without recordings as `own` has them. */
function withNumbers(own: ReturnType<typeof ownCalls>, numbers: readonly PhoneNumber[]): CallSearch {
  const by = { ...own.by, terms: numbers.map((number) => `=${number}`) };
  return { ...own, by, isRough: own.isRough || !isEveryCall(own) };
}

/** So many calls are counted to know which search has fewer: some 5 ms. */
const COMPARED_CALLS = 20_000;

/**
 * Of searches that all find every call that is asked for, the one with the fewest calls. Where there is more than one, each finds others,
 * too. Every call of the tenant is looked at only if there is nothing else.
 */
async function fewest(db: Database, searches: readonly CallSearch[]): Promise<CallSearch> {
  const narrow = searches.filter((search) => !isEveryCall(search) || search.isRough || isOfOneKind(search));
  const [first = searches[0]!, ...more] = narrow;
  if (more.length === 0) return first;
  const counts = await Promise.all(narrow.map((search) => countUpTo(db, search, COMPARED_CALLS)));
  return { ...narrow[counts.indexOf(Math.min(...counts))]!, isRough: true };
}

/** With a recording, or without. */
function isOfOneKind({ by }: CallSearch): boolean {
  return 'kinds' in by && new Set(by.kinds.map((kind) => kind % 2)).size === 1;
}

/** Whether the scope has a call with exactly this number. */
async function hasCalls(db: Database, scope: TenantScope, number: PhoneNumber): Promise<boolean> {
  const own = ownCalls(scope, {});
  const byNumber = withNumbers(own, [number]);
  const search = isEveryCall(own) && !own.isRough ? byNumber : await fewest(db, [byNumber, own]);
  const condition = hasNumber(db, scope, number);
  const found = await searchedPage(db, search, {
    after: null,
    limit: 1,
    rowsOf: (positions, limit) =>
      callsOf(db, scope)
        .where('calls.id', '=', sql<never>`ANY (${positions.map(({ id }) => id)}::uuid[])`)
        .where(condition)
        .select('calls.id')
        .limit(limit)
        .execute(),
  });
  return found.length > 0;
}
