import { concurrentIndexes } from './concurrent-indexes.ts';

/** The recordings that are kept, with all that is added up of them: the retention simulator reads the index alone, which is a seventh of the table. */
export const sumsOfKeptRecordings = concurrentIndexes(
  {
    recordings_kept:
      'ON recordings (tenant_id, started_at, id) INCLUDE (warsaw_day, stored_at, duration_ms, size_bytes) WHERE destroying_at IS NULL',
  },
  { replaced: ['recordings_alive'] },
);
