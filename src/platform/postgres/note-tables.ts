import type { CallId, CallNoteId, RecordingId, TenantId, UserId } from '../../base/ids.ts';
import type { Nullable, SetOnce } from './columns.ts';

/** What people of a tenant wrote about a call. */
export interface CallNotesTable {
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  id: SetOnce<CallNoteId>;
  /** With `at_ms`: the note is about this moment of the recording. Both null: about the call. */
  recording_id: SetOnce<RecordingId | null>;
  at_ms: SetOnce<number | null>;
  text: string;
  author_id: SetOnce<UserId>;
  created_at: SetOnce<Date>;
  changed_at: Nullable<Date>;
}

export interface CallTagsTable {
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  /** As `normalizeTag` gives it. */
  tag: SetOnce<string>;
  added_by: SetOnce<UserId>;
  added_at: SetOnce<Date>;
}

/** What was noted of a call that runs: a note, and the author's own mark for review, when the call has a row. */
export interface LiveMarksTable {
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  /** Of the note. */
  id: SetOnce<CallNoteId>;
  at: SetOnce<Date>;
  text: SetOnce<string>;
  for_review: SetOnce<boolean>;
  author_id: SetOnce<UserId>;
}

/** Marks „do sprawdzenia”. */
export interface CallReviewsTable {
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  for_user_id: SetOnce<UserId>;
  from_user_id: UserId;
  note: string;
  created_at: Date;
  done_at: Nullable<Date>;
  done_by: Nullable<UserId>;
}
