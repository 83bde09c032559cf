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
