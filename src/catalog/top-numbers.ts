import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/postgres/index.ts';
import { namesOf } from '../tenants/index.ts';
import { CALL_DURATION_MS } from './call-durations.ts';
import { planOf } from './call-history.ts';
import { newestOf } from './call-search.ts';
import { isCallOf, type TenantScope } from './tenant-scope.ts';

/** An outside number with which there were calls. */
interface TopNumber {
  readonly number: string;
  readonly name: string | null;
  readonly inbound: number;
  readonly outbound: number;
  /** Inbound and not answered. */
  readonly missed: number;
  readonly durationMs: number;
}

interface TopNumbers {
  readonly numbers: readonly TopNumber[];
  /** Unix ms: there are too many calls, only those that started then or later were counted. Null: all were. */
  readonly countedFrom: number | null;
}

/** Read from the table in the order of time, some 10 µs each. */
const MAX_CALLS = 50_000;
/** Of a user's own numbers: each is looked up. */
const MAX_CALLS_LOOKED_UP = 10_000;
const MAX_NUMBERS = 50;

/** The outside numbers with the most inbound and outbound calls of a time (Unix ms). */
export async function topNumbers(
  db: Database,
  scope: TenantScope,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<TopNumbers> {
  const most = scope.numbers === null ? MAX_CALLS : MAX_CALLS_LOOKED_UP;
  const { rows } = await sql<TopNumber & { duration_ms: number; counted_from: Date | null }>`
    WITH looked AS MATERIALIZED (${await newestCalls(db, scope, { from, until }, most + 1)}),
    cut AS (SELECT min(started_at) AS counted_from FROM looked HAVING count(*) > ${most})
    SELECT CASE direction WHEN 'inbound' THEN caller ELSE callee END AS number,
      (count(*) FILTER (WHERE direction = 'inbound'))::int AS inbound, (count(*) FILTER (WHERE direction = 'outbound'))::int AS outbound,
      (count(*) FILTER (WHERE direction = 'inbound' AND no_recording_reason = 'not-answered'))::int AS missed,
      coalesce(round(sum(${CALL_DURATION_MS})), 0)::float8 AS duration_ms, (SELECT counted_from FROM cut) AS counted_from
    FROM looked AS calls WHERE direction <> 'internal' AND CASE direction WHEN 'inbound' THEN caller ELSE callee END IS NOT NULL
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MAX_NUMBERS}`.execute(db);
  const names = await namesOf(
    db,
    scope.tenantId,
    rows.map(({ number }) => number),
  );
  return {
    numbers: rows.map(({ number, inbound, outbound, missed, duration_ms: durationMs }) => {
      return { number, name: names.get(number) ?? null, inbound, outbound, missed, durationMs };
    }),
    countedFrom: rows[0]?.counted_from?.getTime() ?? null,
  };
}

const COLUMNS = sql`calls.started_at, calls.answered_at, calls.ended_at, calls.direction, calls.caller, calls.callee, calls.no_recording_reason`;

async function newestCalls(
  db: Database,
  scope: TenantScope,
  time: { readonly from: number; readonly until: number },
  limit: number,
): Promise<RawBuilder<unknown>> {
  const { search } = scope.numbers === null ? { search: null } : await planOf(db, scope, time);
  if (search === null) {
    return sql`SELECT ${COLUMNS} FROM calls WHERE ${isCallOf(scope)} AND started_at >= ${new Date(time.from)}
      AND started_at < ${new Date(time.until)} ORDER BY started_at DESC, id DESC LIMIT ${limit}`;
  }
  return sql`SELECT ${COLUMNS} FROM (${newestOf(search, limit)}) AS found
    JOIN calls ON calls.id = found.call_id AND calls.started_at = found.started_at WHERE ${isCallOf(scope)}`;
}
