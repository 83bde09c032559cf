import { concurrentIndexes } from './concurrent-indexes.ts';

/** What somebody of the operator's staff did, in the logs of all tenants: the newest first, without reading the others' events. */
export const migration = concurrentIndexes({ audit_events_by_actor: 'ON audit_events (actor, at)' });
