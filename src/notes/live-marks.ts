import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type CallId, type CallNoteId, newId } from '../base/ids.ts';
import { findLiveCall } from '../live/index.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { type Author, type NotesDeps, recordChange } from './of-call.ts';

/** Of one call: more than a person writes while it runs. */
const MAX_MARKS_OF_CALL = 50;
/** Of a call that has never got a row: a recorder's disk was lost. A late one comes with its recorder within days. */
const FORGOTTEN_AFTER_DAYS = 30;

interface NewMark {
  readonly text: string;
  /** The author wants to look at the call later. */
  readonly forReview: boolean;
  /** How long ago the moment was that is meant. */
  readonly agoMs: number;
}

/** Notes something of a call that runs. When the call has a row, it is a note of it. Throws `not-found`, `too-many-notes`. */
export function markLiveCall(
  deps: NotesDeps,
  author: Author,
  callId: string,
  { text, forReview, agoMs }: NewMark,
): Promise<CallNoteId> {
  const now = deps.clock.now();
  const { tenantId } = author.scope;
  return inTransaction(deps.db, async (transaction) => {
    const call = await findLiveCall(transaction, author.scope, callId as CallId, now);
    if (call === null) throw new AppError('not-found');
    await sql`DELETE FROM live_marks
      WHERE at < ${new Date(now)}::timestamptz - ${FORGOTTEN_AFTER_DAYS} * interval '1 day'`.execute(transaction);
    const id = newId<CallNoteId>(now);
    const at = new Date(Math.max(call.startedAt, now - agoMs));
    const { numAffectedRows } =
      await sql`INSERT INTO live_marks (tenant_id, call_id, id, at, text, for_review, author_id)
      SELECT ${tenantId}, ${call.callId}, ${id}, ${at}::timestamptz, ${text}, ${forReview}, ${author.userId}
      WHERE (SELECT count(*) FROM live_marks WHERE tenant_id = ${tenantId} AND call_id = ${call.callId}) < ${MAX_MARKS_OF_CALL}
    `.execute(transaction);
    if (numAffectedRows !== 1n) throw new AppError('too-many-notes');
    const detail = { note: id, live: true };
    await recordChange(deps, transaction, author, { action: 'note-added', callId: call.callId, detail });
    return id;
  });
}
