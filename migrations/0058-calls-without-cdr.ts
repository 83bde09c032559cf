import { concurrentIndexes } from './concurrent-indexes.ts';

/** The session of a CDR without a common id is found by its numbers; of a main number there may be thousands a day. */
export const migration = concurrentIndexes({
  calls_without_cdr: 'ON calls (tenant_id, caller, callee, started_at) WHERE external_id IS NULL',
});
