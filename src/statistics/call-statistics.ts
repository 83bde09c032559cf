import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { TenantScope } from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Direction, DIRECTIONS } from '../recording/index.ts';
import { namesOf } from '../tenants/index.ts';
import { ADDED_COLUMNS, type Span, SUM_COLUMNS, sumsOfCalls } from './call-sums.ts';
import { type Period, periodBefore } from './periods.ts';
import { spanOf } from './sum-days.ts';

/** Of calls. Times in ms. */
export interface CallSums {
  readonly calls: number;
  /** With a recording, destroyed ones included. */
  readonly recorded: number;
  /** Inbound and not answered. */
  readonly missed: number;
  /** Outbound or internal, and not answered. */
  readonly unanswered: number;
  /** Answered, without a recording. */
  readonly unrecorded: number;
  /** Of those that were answered and have ended. */
  readonly durationMs: number;
}

/** Who talked for how long, of recorded calls in which that was measured. */
export interface TalkSums {
  readonly measured: number;
  /** The company's side of inbound and outbound calls; the caller of internal ones. */
  readonly ownMs: number;
  readonly otherMs: number;
  readonly silenceMs: number;
  readonly longestSilenceMs: number;
  /** Recordings with a silence of `LONG_SILENCE_MS` or more. */
  readonly longSilences: number;
}

export interface CallStatistics {
  readonly period: Period;
  /** What the period is compared with. */
  readonly before: Period;
  readonly totals: CallSums & TalkSums;
  readonly totalsBefore: CallSums & TalkSums;
  readonly directions: readonly (CallSums & TalkSums & { readonly direction: Direction })[];
  /** With calls, oldest first. */
  readonly days: readonly (CallSums & { readonly day: WarsawDay })[];
  /** With calls. Weekday: 1 is Monday. The hour by the clock in Warsaw. */
  readonly hours: readonly (CallSums & { readonly weekday: number; readonly hour: number })[];
  /** Those with the most calls first. A call counts for each extension that took part. */
  readonly extensions: readonly (CallSums & TalkSums & { readonly extension: string; readonly name: string | null })[];
  readonly moreExtensions: boolean;
  /** Days of the period are still to be summed, and have too many calls: not all are counted. */
  readonly preparing: boolean;
}

/** Of days that are not summed, so many calls are counted, in one to three seconds: until noon those are yesterday and today of 10 million calls a year. */
const MAX_COUNTED_CALLS = 100_000;
/** PostgreSQL's limit for the hash table of a list (`MIN_ARRAY_SIZE_FOR_HASHED_SAOP`). */
const HASHED_FROM = 9;
/** More would be no list. */
const MAX_EXTENSIONS = 1000;

/** What the calls of a period add up to. A limited scope has the calls in which one of its numbers took part. */
export async function callStatistics(db: Database, scope: TenantScope, period: Period): Promise<CallStatistics> {
  const before = periodBefore(period);
  const now = await partsOf(db, scope, period, { withExtensions: true });
  const earlier = await partsOf(db, scope, before, { withExtensions: false });
  const extensions = now.of('extension').slice(0, MAX_EXTENSIONS);
  const names = await namesOf(
    db,
    scope.tenantId,
    extensions.map(({ extension }) => extension!),
  );
  return {
    period,
    before,
    totals: totalOf(now.of('direction')),
    totalsBefore: totalOf(earlier.of('direction')),
    directions: DIRECTIONS.flatMap((direction) =>
      now
        .of('direction')
        .flatMap((row) => (row.direction === direction ? [{ direction, ...sumsOf(row), ...talkOf(row) }] : [])),
    ),
    days: now.of('day').map((row) => ({ day: row.day!, ...sumsOf(row) })),
    hours: now.of('hour').map((row) => ({ weekday: row.weekday!, hour: row.hour!, ...sumsOf(row) })),
    extensions: extensions.map((row) => ({
      extension: row.extension!,
      name: names.get(row.extension!) ?? null,
      ...sumsOf(row),
      ...talkOf(row),
    })),
    moreExtensions: now.of('extension').length > MAX_EXTENSIONS,
    preparing: now.preparing || earlier.preparing,
  };
}

type Kind = 'direction' | 'day' | 'hour' | 'extension' | 'counted';

interface Row {
  readonly kind: Kind;
  readonly direction: string | null;
  readonly day: WarsawDay | null;
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly extension: string | null;
  readonly calls: number;
  readonly recorded: number;
  readonly not_answered: number;
  readonly missed: number;
  readonly duration_ms: number;
  readonly measured: number;
  readonly own_ms: number;
  readonly other_ms: number;
  readonly silence_ms: number;
  readonly longest_silence_ms: number;
  readonly long_silences: number;
}

const ADDED_UP: RawBuilder<unknown> = sql`coalesce(sum(calls), 0)::int AS calls, coalesce(sum(recorded), 0)::int AS recorded,
  coalesce(sum(not_answered), 0)::int AS not_answered,
  coalesce(sum(not_answered) FILTER (WHERE rows.direction = 'inbound'), 0)::int AS missed,
  coalesce(sum(duration_ms), 0)::float8 AS duration_ms, coalesce(sum(measured), 0)::int AS measured,
  coalesce(sum(CASE rows.direction WHEN 'inbound' THEN callee_ms ELSE caller_ms END), 0)::float8 AS own_ms,
  coalesce(sum(CASE rows.direction WHEN 'inbound' THEN caller_ms ELSE callee_ms END), 0)::float8 AS other_ms,
  coalesce(sum(silence_ms), 0)::float8 AS silence_ms, coalesce(max(longest_silence_ms), 0)::int AS longest_silence_ms,
  coalesce(sum(long_silences), 0)::int AS long_silences`;

interface Parts {
  readonly of: (kind: Kind) => readonly Row[];
  readonly preparing: boolean;
}

/** Days that were summed are read, the calls of others are counted. */
async function partsOf(
  db: Database,
  { tenantId, numbers }: TenantScope,
  period: Period,
  { withExtensions }: { readonly withExtensions: boolean },
): Promise<Parts> {
  const days = await daysToCount(db, tenantId, period);
  const summed = sql`tenant_id = ${tenantId} AND day BETWEEN ${period.from}::date AND ${period.to}::date
    AND day <> ALL (${days}::date[])`;
  const extensions = sql`UNION ALL SELECT 'extension', NULL, NULL, NULL, NULL, member, ${ADDED_UP}
    FROM members AS rows WHERE member IS NOT NULL GROUP BY member`;
  const { rows } = await sql<Row>`
    WITH counted AS MATERIALIZED (${sumsOfCalls(tenantId, spansOf(days), MAX_COUNTED_CALLS + 1)}),
    ${numbers === null ? partsOfAll(summed) : partsOfSome(summed, numbers)}
    SELECT CASE WHEN grouping(direction) = 0 THEN 'direction' WHEN grouping(day) = 0 THEN 'day' ELSE 'hour' END AS kind,
      direction, day::text AS day, weekday, hour, NULL AS extension, ${ADDED_UP}
    FROM (SELECT *, extract(isodow FROM day)::int AS weekday FROM hours) AS rows
    GROUP BY GROUPING SETS ((direction), (day), (weekday, hour))
    ${withExtensions ? extensions : sql``}
    UNION ALL SELECT 'counted', NULL, NULL, NULL, NULL, NULL, ${ADDED_UP} FROM counted AS rows
    ORDER BY kind, day, weekday, hour, calls DESC, extension`.execute(db);
  const of = (kind: Kind) => rows.filter((row) => row.kind === kind);
  return { of, preparing: of('counted').some(({ calls }) => calls > MAX_COUNTED_CALLS) };
}

/** Sums of calls by hour (`hours`), and of each extension in them (`members`): of a tenant's, from compact sums. */
function partsOfAll(summed: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    hours AS (SELECT day, hour, direction, ${SUM_COLUMNS} FROM call_statistics_hours WHERE ${summed}
      UNION ALL SELECT day, hour, direction, ${SUM_COLUMNS} FROM counted),
    members AS (SELECT extension AS member, direction, ${SUM_COLUMNS} FROM call_statistics_extensions WHERE ${summed}
      UNION ALL SELECT member, direction, ${SUM_COLUMNS} FROM counted CROSS JOIN unnest(extensions) AS member)`;
}

/**
 * Of the calls in which some numbers took part, a call once: by hour from the sums by list of extensions; of each number from those by extension,
 * which has all its calls.
 */
function partsOfSome(summed: RawBuilder<unknown>, numbers: readonly string[]): RawBuilder<unknown> {
  const some = sql`${[...numbers]}::text[]`;
  // Nearly all lists have one number. `&&` compares it with each of `some`; of many PostgreSQL makes a hash table for `= ANY`.
  const hasSome =
    numbers.length < HASHED_FROM
      ? sql`extensions && ${some}`
      : sql`CASE cardinality(extensions) WHEN 1 THEN extensions[1] = ANY (${some}) ELSE extensions && ${some} END`;
  return sql`
    hours (day, hour, direction, ${SUM_COLUMNS}) AS (
      SELECT day, hour, direction, ${ADDED_COLUMNS} FROM call_statistics WHERE ${summed} AND ${hasSome}
      GROUP BY day, hour, direction
      UNION ALL SELECT day, hour, direction, ${SUM_COLUMNS} FROM counted WHERE extensions && ${some}),
    members AS (SELECT extension AS member, direction, ${SUM_COLUMNS} FROM call_statistics_extensions
        WHERE ${summed} AND extension = ANY (${some})
      UNION ALL SELECT member, direction, ${SUM_COLUMNS} FROM counted CROSS JOIN unnest(extensions) AS member
        WHERE member = ANY (${some}))`;
}

/** The days of a period that are not summed, or have changed since; the newest first. Later than today there are none. */
async function daysToCount(db: Database, tenantId: TenantId, { from, to }: Period): Promise<WarsawDay[]> {
  const { rows } = await sql<{ day: WarsawDay }>`
    SELECT day::date::text AS day FROM generate_series(${from}::timestamp, ${to}::timestamp, '1 day') AS day
      LEFT JOIN call_statistics_spans AS span ON span.tenant_id = ${tenantId}
    WHERE day BETWEEN first_day AND last_day IS NOT TRUE
      OR EXISTS (SELECT FROM call_statistics_changes AS changed WHERE changed.tenant_id = ${tenantId} AND changed.day = day::date)
    ORDER BY day DESC`.execute(db);
  return rows.map(({ day }) => day);
}

/** Days that follow each other are one span. */
function spansOf(newestFirst: readonly WarsawDay[]): Span[] {
  const spans: Span[] = [];
  for (const day of newestFirst) {
    const span = spanOf(day, day);
    const later = spans.at(-1);
    if (later?.from === span.until) spans[spans.length - 1] = { from: span.from, until: later.until };
    else spans.push(span);
  }
  return spans;
}

function sumsOf({ calls, recorded, missed, not_answered: notAnswered, duration_ms: durationMs }: Row): CallSums {
  const unanswered = notAnswered - missed;
  return { calls, recorded, missed, unanswered, unrecorded: calls - recorded - notAnswered, durationMs };
}

function talkOf(row: Row): TalkSums {
  return {
    measured: row.measured,
    ownMs: row.own_ms,
    otherMs: row.other_ms,
    silenceMs: row.silence_ms,
    longestSilenceMs: row.longest_silence_ms,
    longSilences: row.long_silences,
  };
}

function totalOf(rows: readonly Row[]): CallSums & TalkSums {
  const each = rows.map((row) => ({ ...sumsOf(row), ...talkOf(row) }));
  const sum = (name: keyof CallSums | keyof TalkSums) => each.reduce((all, row) => all + row[name], 0);
  return {
    calls: sum('calls'),
    recorded: sum('recorded'),
    missed: sum('missed'),
    unanswered: sum('unanswered'),
    unrecorded: sum('unrecorded'),
    durationMs: sum('durationMs'),
    measured: sum('measured'),
    ownMs: sum('ownMs'),
    otherMs: sum('otherMs'),
    silenceMs: sum('silenceMs'),
    longestSilenceMs: Math.max(0, ...each.map((row) => row.longestSilenceMs)),
    longSilences: sum('longSilences'),
  };
}
