import { concurrentIndexes } from './concurrent-indexes.ts';

const CHAIN = "coalesce(tenant_id, '00000000-0000-0000-0000-000000000000')";

/**
 * Notes by any three characters in a row of their text, and the audit log by who did something and by what was done: with the place in the chain and the
 * time, so that a page of a period is read from the index.
 */
export const migration = concurrentIndexes({
  call_notes_by_text: 'ON call_notes USING gin (number_parts(tenant_id, folded_note(text))) WITH (fastupdate = off)',
  audit_events_of_actor: `ON audit_events (${CHAIN}, actor, seq, at)`,
  audit_events_of_action: `ON audit_events (${CHAIN}, action, seq, at)`,
});
