import { type Expression, type SqlBool, sql } from 'kysely';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Direction } from '../recording/index.ts';
import { type CallSearch, countUpToMany, isIndexed, MANY_CALLS, searchedPage } from './call-search.ts';
import { hasNumber, hasPart, numbersWith, partsOf, patternOf, readTypedNumber } from './number-search.ts';
import { callsOf, type TenantScope } from './tenant-scope.ts';

/** What a list asks for besides a position. */
export interface SearchedFor {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly number?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly recorded?: boolean | undefined;
}

export interface SearchPlan {
  /** Which calls are looked at; null: the tenant's, newest first. */
  readonly search: CallSearch | null;
  /** On `calls`: those with the number that was typed. */
  readonly condition: Expression<SqlBool> | null;
}

/** The number on the term of every call is empty. */
const EVERY_CALL = '';
const KINDS = { inbound: 0, outbound: 2, internal: 4 } as const satisfies Record<Direction, number>;
const RECORDED = 1;

/** Of more numbers, what they took part in is looked for among all calls. */
const MAX_OWN_NUMBERS = 500;

/**
 * How the calls of a list are found. `condition` alone decides which calls belong to it; the search says where they can be, so that
 * few others are read. Throws `request-invalid`.
 */
export async function planSearch(db: Database, scope: TenantScope, asked: SearchedFor): Promise<SearchPlan> {
  const own = ownCalls(scope, asked);
  if (asked.number === undefined) {
    const isAny = asked.direction === undefined && asked.recorded === undefined && scope.numbers === null;
    return { search: isAny ? null : own, condition: null };
  }
  const typed = readTypedNumber(asked.number);
  if (typed.complete !== null && (await hasCalls(db, scope, typed.complete))) {
    return { search: await fewer(db, scope, own, [typed.complete]), condition: hasNumber(db, scope, typed.complete) };
  }
  const parts = partsOf(typed);
  const condition = hasPart(db, scope, parts);
  const numbers = await numbersWith(db, scope.tenantId, parts);
  if (numbers !== null) return { search: await fewer(db, scope, own, numbers), condition };
  const isEveryCall = own.terms.includes(EVERY_CALL);
  return { search: { ...own, ...(isEveryCall ? { patterns: likeInCall(parts) } : { isRough: true }) }, condition };
}

/** As `patternOf`, among all numbers of a call, each behind a space. */
function likeInCall(parts: ReturnType<typeof partsOf>): string[] {
  return parts.map((part) => (part.atStart ? `% ${patternOf(part)}` : patternOf(part)));
}

function ownCalls({ tenantId, numbers }: TenantScope, { from, until, direction, recorded }: SearchedFor): CallSearch {
  const directions = direction === undefined ? Object.values(KINDS) : [KINDS[direction]];
  const withRecording = recorded === undefined ? [0, RECORDED] : [recorded ? RECORDED : 0];
  const kinds = directions.flatMap((each) => withRecording.map((plus) => each + plus));
  const isTooMany = numbers !== null && numbers.length > MAX_OWN_NUMBERS;
  const terms = numbers === null || isTooMany ? [EVERY_CALL] : [...new Set(numbers)].map((number) => `@${number}`);
  return { tenantId, terms, kinds, from, until, isRough: isTooMany };
}

/** Of a limited scope: its calls with a recording, if they are so few that they can be read at once; null: many, or all of the tenant's. */
export async function fewRecordedCalls(db: Database, scope: TenantScope): Promise<CallSearch | null> {
  const own = ownCalls(scope, { recorded: true });
  if (own.terms.includes(EVERY_CALL) || !(await isIndexed(db, scope.tenantId))) return null;
  return (await countUpToMany(db, own)) < MANY_CALLS ? own : null;
}

/** Of a limited scope: the calls with the numbers, or those that the scope may see, whichever are fewer. */
async function fewer(
  db: Database,
  { numbers: own }: TenantScope,
  ownCalls: CallSearch,
  numbers: readonly PhoneNumber[],
): Promise<CallSearch> {
  const byNumber = { ...ownCalls, terms: numbers.map((number) => `=${number}`), isRough: own !== null };
  if (own === null) return byNumber;
  const [ofNumbers, ofScope] = await Promise.all([countUpToMany(db, byNumber), countUpToMany(db, ownCalls)]);
  return ofScope < ofNumbers ? { ...ownCalls, isRough: true } : byNumber;
}

/** Whether the scope has a call with exactly this number. */
async function hasCalls(db: Database, scope: TenantScope, number: PhoneNumber): Promise<boolean> {
  const search = await fewer(db, scope, ownCalls(scope, {}), [number]);
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
