import { concurrentIndexes } from './concurrent-indexes.ts';

/**
 * Lists by duration and by the reason of a missing recording; and totals of a time, which read the index only. The last one is
 * `calls_by_start` with what they add up: that one goes.
 */
export const migration = concurrentIndexes(
  {
    calls_by_duration: `ON calls (tenant_id, call_duration_band(started_at, answered_at, ended_at, no_recording_reason), direction, started_at DESC, id DESC)
      INCLUDE (answered_at, ended_at, no_recording_reason)`,
    calls_by_reason: `ON calls (tenant_id, no_recording_reason, direction, started_at DESC, id DESC) WHERE no_recording_reason IS NOT NULL`,
    calls_by_start_with_totals: `ON calls (tenant_id, started_at DESC, id DESC) INCLUDE (direction, answered_at, ended_at, no_recording_reason)`,
  },
  { replaced: ['calls_by_start'] },
);
