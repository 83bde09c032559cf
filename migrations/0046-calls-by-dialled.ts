import { concurrentIndexes } from './concurrent-indexes.ts';

/** For the search by number: few calls have a dialled number of their own. */
export const migration = concurrentIndexes({
  calls_by_dialled: 'ON calls (tenant_id, dialled, started_at DESC) WHERE dialled IS NOT NULL',
});
