import { type RawBuilder, sql } from 'kysely';

/** A call's duration in ms, of `calls`: from the answer (or, unknown, the start) to the end; one that was not answered only rang. Null: it has not ended. */
export const CALL_DURATION_MS: RawBuilder<number | null> =
  sql`CASE WHEN calls.no_recording_reason = 'not-answered' THEN 0
  ELSE greatest(0, extract(epoch FROM calls.ended_at - coalesce(calls.answered_at, calls.started_at)) * 1000) END`;

/** Where the bands of `call_duration_band` begin (migration 0077), ms; before the first is band 0. */
const BAND_STARTS_MS = [1, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((seconds) => seconds * 1000);

export interface DurationSpan {
  readonly minDurationMs?: number | undefined;
  readonly maxDurationMs?: number | undefined;
}

const bandOf = (durationMs: number): number => BAND_STARTS_MS.filter((start) => start <= durationMs).length;

/** The bands in which calls of these durations are. */
export function bandsOf({ minDurationMs = 0, maxDurationMs = Number.MAX_SAFE_INTEGER }: DurationSpan): number[] {
  const [first, last] = [bandOf(minDurationMs), bandOf(maxDurationMs)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Condition on `calls`; null: any duration will do. A call that has not ended has none. */
export function lasted({ minDurationMs, maxDurationMs }: DurationSpan): RawBuilder<boolean> | null {
  if (minDurationMs === undefined && maxDurationMs === undefined) return null;
  const most = maxDurationMs === undefined ? sql`` : sql` AND ${CALL_DURATION_MS} <= ${maxDurationMs}`;
  return sql`(${CALL_DURATION_MS} >= ${minDurationMs ?? 0}${most})`;
}
