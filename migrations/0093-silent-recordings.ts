import { concurrentIndexes } from './concurrent-indexes.ts';

/** Recordings in which nobody spoke for ten seconds or longer, newest first. */
export const migration = concurrentIndexes({
  recordings_by_silence: `ON recordings (tenant_id, started_at DESC, id DESC) INCLUDE (longest_silence_ms) WHERE longest_silence_ms >= 10000`,
});
