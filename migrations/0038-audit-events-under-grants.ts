import { concurrentIndexes } from './concurrent-indexes.ts';

/** What was heard under a listening grant. */
export const migration = concurrentIndexes({
  audit_events_under_grant: "ON audit_events ((detail ->> 'grant')) WHERE detail ->> 'grant' IS NOT NULL",
});
