import { concurrentIndexes } from './concurrent-indexes.ts';

/** PBXs use the ids of calls again: the same id weeks later is another call. */
export const migration = concurrentIndexes(
  {
    calls_by_correlation_id: 'ON calls (tenant_id, correlation_id) WHERE correlation_id IS NOT NULL',
    calls_by_cdr_id: 'ON calls (tenant_id, external_id) WHERE external_id IS NOT NULL',
  },
  { replaced: ['calls_once', 'calls_by_external_id'] },
);
