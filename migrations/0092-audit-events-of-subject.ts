import { concurrentIndexes } from './concurrent-indexes.ts';

/** What was done with one recording: for its call's time line and evidence, and for requests of data subjects. */
export const migration = concurrentIndexes({
  audit_events_of_subject: 'ON audit_events (subject, seq) WHERE subject IS NOT NULL',
});
