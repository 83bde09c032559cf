import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type CallId, type CallNoteId, isId, newId, type RecordingId, type UserId } from '../base/ids.ts';
import { isRecordingOf, isVisibleNote, type TenantScope } from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Author, type NotesDeps, recordChange, withCall } from './of-call.ts';

/** Notes of one call: the player draws and lists all of them. */
const MAX_NOTES_OF_CALL = 200;

/** A moment of a recording. */
interface Moment {
  readonly recordingId: RecordingId;
  readonly atMs: number;
}

export interface CallNote {
  readonly id: CallNoteId;
  /** Null: about the call. */
  readonly moment: Moment | null;
  readonly text: string;
  readonly authorId: UserId;
  /** Null: the author's account is removed. */
  readonly author: string | null;
  /** Unix ms. */
  readonly createdAt: number;
  readonly changedAt: number | null;
}

interface NewNote {
  readonly text: string;
  readonly moment: Moment | null;
}

/** Those of a call that the scope may read: by their moments, those about the call first. */
export async function notesOfCall(db: Database, scope: TenantScope, callId: CallId): Promise<CallNote[]> {
  const rows = await db
    .selectFrom('call_notes')
    .leftJoin('users', 'users.id', 'call_notes.author_id')
    .where('call_notes.tenant_id', '=', scope.tenantId)
    .where('call_notes.call_id', '=', callId)
    .where(isVisibleNote(scope))
    .select(['call_notes.id', 'recording_id', 'at_ms', 'text', 'author_id', 'users.login', 'call_notes.created_at'])
    .select('changed_at')
    .orderBy(sql`at_ms NULLS FIRST`)
    .orderBy('call_notes.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    moment: row.recording_id === null ? null : { recordingId: row.recording_id, atMs: row.at_ms! },
    text: row.text,
    authorId: row.author_id,
    author: row.login,
    createdAt: row.created_at.getTime(),
    changedAt: row.changed_at?.getTime() ?? null,
  }));
}

/** Throws `not-found` (of the call, or of the recording in it), `request-invalid`, `too-many-notes`. */
export function addNote(deps: NotesDeps, author: Author, callId: string, note: NewNote): Promise<CallNoteId> {
  const now = deps.clock.now();
  return withCall(deps, author, callId, async (transaction, call) => {
    if (note.moment !== null) await requireMoment(transaction, author.scope, call, note.moment);
    const { count } = await transaction
      .selectFrom('call_notes')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('tenant_id', '=', author.scope.tenantId)
      .where('call_id', '=', call)
      .executeTakeFirstOrThrow();
    if (count >= MAX_NOTES_OF_CALL) throw new AppError('too-many-notes');
    const id = newId<CallNoteId>(now);
    await transaction
      .insertInto('call_notes')
      .values({
        tenant_id: author.scope.tenantId,
        call_id: call,
        id,
        recording_id: note.moment?.recordingId ?? null,
        at_ms: note.moment?.atMs ?? null,
        text: note.text,
        author_id: author.userId,
        created_at: new Date(now),
      })
      .execute();
    await recordChange(deps, transaction, author, { action: 'note-added', callId: call, detail: { note: id } });
    return id;
  });
}

async function requireMoment(
  db: Database,
  scope: TenantScope,
  callId: CallId,
  { recordingId, atMs }: Moment,
): Promise<void> {
  const recording = await db
    .selectFrom('recordings')
    .where(isRecordingOf(scope))
    .where('recordings.id', '=', recordingId)
    .where('recordings.call_id', '=', callId)
    .select('recordings.duration_ms')
    .executeTakeFirst();
  if (recording === undefined) throw new AppError('not-found');
  if (atMs > recording.duration_ms) throw new AppError('request-invalid', 'atMs is beyond the end of the recording');
}

/** Its author's, or by an administrator. Throws `not-found`, `not-allowed`. */
export function changeNote(
  deps: NotesDeps,
  author: Author,
  { callId, noteId, text }: { readonly callId: string; readonly noteId: string; readonly text: string },
): Promise<void> {
  return withCall(deps, author, callId, async (transaction, call) => {
    await requireOwn(transaction, author, call, noteId);
    await transaction
      .updateTable('call_notes')
      .set({ text, changed_at: new Date(deps.clock.now()) })
      .where('tenant_id', '=', author.scope.tenantId)
      .where('call_id', '=', call)
      .where('id', '=', noteId as CallNoteId)
      .execute();
    await recordChange(deps, transaction, author, { action: 'note-changed', callId: call, detail: { note: noteId } });
  });
}

/** Its author's, or by an administrator. Throws `not-found`, `not-allowed`. */
export function removeNote(deps: NotesDeps, author: Author, callId: string, noteId: string): Promise<void> {
  return withCall(deps, author, callId, async (transaction, call) => {
    await requireOwn(transaction, author, call, noteId);
    await transaction
      .deleteFrom('call_notes')
      .where('tenant_id', '=', author.scope.tenantId)
      .where('call_id', '=', call)
      .where('id', '=', noteId as CallNoteId)
      .execute();
    await recordChange(deps, transaction, author, { action: 'note-removed', callId: call, detail: { note: noteId } });
  });
}

async function requireOwn(transaction: Database, author: Author, callId: CallId, noteId: string): Promise<void> {
  const note = isId(noteId)
    ? await transaction
        .selectFrom('call_notes')
        .where('call_notes.tenant_id', '=', author.scope.tenantId)
        .where('call_notes.call_id', '=', callId)
        .where('call_notes.id', '=', noteId as CallNoteId)
        .where(isVisibleNote(author.scope))
        .select('call_notes.author_id')
        .executeTakeFirst()
    : undefined;
  if (note === undefined) throw new AppError('not-found');
  if (!author.isAdmin && note.author_id !== author.userId) throw new AppError('not-allowed');
}
