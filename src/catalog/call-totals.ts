import { type RawBuilder, sql } from 'kysely';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { CALL_DURATION_MS, lasted } from './call-durations.ts';
import { type CallFilter, filterConditions, planOf } from './call-history.ts';
import { countUpTo, newestOf } from './call-search.ts';
import { isCallOf, type TenantScope } from './tenant-scope.ts';

/** Sums of calls. */
interface Sums {
  readonly calls: number;
  readonly recorded: number;
  /** Of the answered calls that have ended. */
  readonly durationMs: number;
}

/** What the calls of a filter add up to. */
interface CallTotals extends Sums {
  /** Unix ms: only calls that started then or later were counted, as there are too many. Null: all were. */
  readonly countedFrom: number | null;
  /** Of Warsaw days with calls, oldest first. */
  readonly days: readonly (Sums & { readonly day: WarsawDay })[];
  /** Of the hours of the day in Warsaw with calls, 0 to 23. */
  readonly hours: readonly (Sums & { readonly hour: number })[];
}

/** Of a time, and of directions: read from an index alone, some 13 µs each on a busy machine (docs/adr/0021). */
const MAX_CALLS_BY_TIME = 100_000;
/** Of other filters: each call is looked up, too, some 90 µs each on a busy machine. */
const MAX_CALLS_LOOKED_UP = 10_000;

/** Counts the newest calls of a filter, up to a bound. Throws `request-invalid`. */
export async function callTotals(db: Database, scope: TenantScope, filter: CallFilter): Promise<CallTotals> {
  const [counted, most] = await countedCalls(db, scope, filter);
  const { rows } = await sql<TotalsRow>`
    WITH ${counted}
    SELECT (started_at AT TIME ZONE 'Europe/Warsaw')::date::text AS day,
      extract(hour FROM started_at AT TIME ZONE 'Europe/Warsaw')::int AS hour,
      count(*)::int AS calls, (count(*) FILTER (WHERE no_recording_reason IS NULL))::int AS recorded,
      coalesce(sum(${CALL_DURATION_MS}), 0)::float8 AS duration_ms,
      NULL::timestamptz AS counted_from
    FROM counted AS calls GROUP BY GROUPING SETS ((day), (hour))
    UNION ALL SELECT NULL, NULL, count(*)::int, 0, 0, min(started_at) FROM looked HAVING count(*) > ${most}
    ORDER BY day, hour`.execute(db);
  const days = rows.flatMap((row) => (row.day === null ? [] : [{ day: row.day, ...sumsOf(row) }]));
  const hours = rows.flatMap((row) => (row.hour === null ? [] : [{ hour: row.hour, ...sumsOf(row) }]));
  const cut = rows.find((row) => row.counted_from !== null);
  const sum = (of: keyof Sums) => hours.reduce((total, each) => total + each[of], 0);
  return {
    calls: sum('calls'),
    recorded: sum('recorded'),
    durationMs: sum('durationMs'),
    countedFrom: cut?.counted_from?.getTime() ?? null,
    days,
    hours,
  };
}

interface TotalsRow {
  readonly day: string | null;
  readonly hour: number | null;
  readonly calls: number;
  readonly recorded: number;
  readonly duration_ms: number;
  readonly counted_from: Date | null;
}

function sumsOf({ calls, recorded, duration_ms: durationMs }: TotalsRow): Sums {
  return { calls, recorded, durationMs: Math.round(durationMs) };
}

/** `looked`: the calls that were looked at, one more than the bound if there are more; `counted`: those of them that belong to the filter. */
async function countedCalls(
  db: Database,
  scope: TenantScope,
  filter: CallFilter,
): Promise<readonly [RawBuilder<unknown>, number]> {
  const { search, condition } = await planOf(db, scope, filter);
  // `byTime` knows neither a user's numbers nor an extension, nor what was written about calls.
  const { extension, tag, note, review } = filter;
  const isOfAll =
    scope.numbers === null &&
    condition === null &&
    [extension, tag, note, review].every((asked) => asked === undefined);
  if (isOfAll && (search === null || (await isMostOfTime(db, search)))) {
    return [byTime(scope, filter), MAX_CALLS_BY_TIME];
  }
  const most = MAX_CALLS_LOOKED_UP;
  const looked =
    search === null
      ? sql`SELECT started_at, id AS call_id FROM calls WHERE ${inTime(scope, filter)} ORDER BY started_at DESC, id DESC LIMIT ${most + 1}`
      : newestOf(search, most + 1);
  const conditions = [isCallOf(scope), ...filterConditions(scope, filter), ...(condition === null ? [] : [condition])];
  const counted = sql`looked AS MATERIALIZED (${looked}), counted AS (
    SELECT calls.started_at, calls.answered_at, calls.ended_at, calls.no_recording_reason FROM looked
      JOIN calls ON calls.id = looked.call_id AND calls.started_at = looked.started_at
    WHERE ${sql.join(conditions, sql` AND `)})`;
  return [counted, most];
}

type Search = NonNullable<Awaited<ReturnType<typeof planOf>>['search']>;

/** Of directions, with or without a recording, and so many calls that those of the time are read as soon. */
async function isMostOfTime(db: Database, search: Search): Promise<boolean> {
  if (!('terms' in search.by) || search.by.terms.some((term) => term !== '')) return false;
  return !search.isRough && (await countUpTo(db, search, MAX_CALLS_LOOKED_UP)) === MAX_CALLS_LOOKED_UP;
}

function inTime({ tenantId }: TenantScope, { from, until }: CallFilter): RawBuilder<boolean> {
  return sql`calls.tenant_id = ${tenantId}
    AND calls.started_at >= ${from === undefined ? sql`'-infinity'` : new Date(from)}
    AND calls.started_at < ${until === undefined ? sql`'infinity'` : new Date(until)}`;
}

/** By `calls_by_start_with_totals`, which has all that is asked here. */
function byTime(scope: TenantScope, filter: CallFilter): RawBuilder<unknown> {
  const { direction, recorded, reason } = filter;
  const conditions = [
    ...(direction === undefined ? [] : [sql`calls.direction = ${direction}`]),
    ...(recorded === undefined ? [] : [sql`(calls.no_recording_reason IS NULL) = ${recorded}`]),
    ...(reason === undefined ? [] : [sql`calls.no_recording_reason = ${reason}`]),
    lasted(filter) ?? sql`true`,
  ];
  return sql`looked AS MATERIALIZED (
      SELECT started_at, answered_at, ended_at, direction, no_recording_reason FROM calls
      WHERE ${inTime(scope, filter)} ORDER BY started_at DESC, id DESC LIMIT ${MAX_CALLS_BY_TIME + 1}
    ), counted AS (SELECT * FROM looked AS calls WHERE ${sql.join(conditions, sql` AND `)})`;
}
