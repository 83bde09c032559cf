import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { CALL_DURATION_MS } from '../catalog/index.ts';

/** Nobody spoke for so long: counted as a long silence. */
export const LONG_SILENCE_MS = 30_000;

/** What is summed of calls, as all tables of sums have it. */
const SUMS = [
  'calls',
  'recorded',
  'not_answered',
  'duration_ms',
  'measured',
  'caller_ms',
  'callee_ms',
  'silence_ms',
  'longest_silence_ms',
  'long_silences',
] as const;

export const SUM_COLUMNS = sql.join(SUMS.map((name) => sql.ref(name)));

/** The columns of `call_statistics` but the tenant. */
export const SUMMED_COLUMNS = sql`day, hour, direction, extensions, ${SUM_COLUMNS}`;

/** `SUM_COLUMNS` of several rows. */
export const ADDED_COLUMNS = sql.join(
  SUMS.map((name) => (name === 'longest_silence_ms' ? sql`max(${sql.ref(name)})` : sql`sum(${sql.ref(name)})`)),
);

/** Instants in Unix ms, the second one not in it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The sums of a tenant's calls that started in one of the spans (which do not overlap), as rows of `SUMMED_COLUMNS`. `limit`: of so many calls,
 * those of the first spans, the newest of each first.
 */
export function sumsOfCalls(
  tenantId: TenantId,
  spans: readonly Span[],
  limit: number | null = null,
): RawBuilder<unknown> {
  const [from, until] = [spans.map((span) => new Date(span.from)), spans.map((span) => new Date(span.until))];
  const most = limit ?? sql`ALL`;
  return sql`
    SELECT local::date AS day, extract(hour FROM local)::smallint AS hour, direction, members AS extensions,
      count(*)::int AS calls, (count(*) FILTER (WHERE no_recording_reason IS NULL))::int AS recorded,
      (count(*) FILTER (WHERE no_recording_reason = 'not-answered'))::int AS not_answered,
      coalesce(round(sum(${CALL_DURATION_MS})), 0)::bigint AS duration_ms,
      coalesce(sum(talk.measured), 0)::int AS measured, coalesce(sum(talk.caller_ms), 0)::bigint AS caller_ms,
      coalesce(sum(talk.callee_ms), 0)::bigint AS callee_ms, coalesce(sum(talk.silence_ms), 0)::bigint AS silence_ms,
      coalesce(max(talk.longest_silence_ms), 0)::int AS longest_silence_ms, coalesce(sum(talk.long_silences), 0)::int AS long_silences
    FROM (
      SELECT its.* FROM unnest(${from}::timestamptz[], ${until}::timestamptz[]) AS spans (span_from, span_until)
      CROSS JOIN LATERAL (
        SELECT id, started_at, answered_at, ended_at, direction, extensions, no_recording_reason FROM calls
        WHERE tenant_id = ${tenantId} AND started_at >= span_from AND started_at < span_until ORDER BY started_at DESC LIMIT ${most}
      ) AS its LIMIT ${most}
    ) AS calls
    CROSS JOIN LATERAL (SELECT started_at AT TIME ZONE 'Europe/Warsaw' AS local, CASE WHEN cardinality(extensions) < 2 THEN extensions
      ELSE ARRAY(SELECT DISTINCT member FROM unnest(extensions) AS member ORDER BY member) END AS members) AS its
    LEFT JOIN LATERAL (
      SELECT count(talk_caller_ms) AS measured, sum(talk_caller_ms) AS caller_ms, sum(talk_callee_ms) AS callee_ms,
        sum(silence_ms) AS silence_ms, max(longest_silence_ms) AS longest_silence_ms,
        count(*) FILTER (WHERE longest_silence_ms >= ${LONG_SILENCE_MS}) AS long_silences
      FROM recordings WHERE call_id = calls.id OFFSET 0
    ) AS talk ON no_recording_reason IS NULL
    GROUP BY 1, 2, 3, 4`;
}
