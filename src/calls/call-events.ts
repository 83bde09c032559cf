import { sql } from 'kysely';
import { type CallEventId, type CallId, newId, type RecordingId, type TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallFlag, NoRecordingReason } from '../recording/index.ts';

/** - `call.failed`: a recording is missing that should be there, or nothing can be heard in it. */
export const CALL_EVENTS = ['call.recorded', 'call.failed', 'recording.deleted'] as const;
export type CallEventKind = (typeof CALL_EVENTS)[number];

interface CallEvent {
  readonly tenantId: TenantId;
  readonly kind: CallEventKind;
  /** Null: only the recording is known. */
  readonly callId: CallId | null;
  readonly recordingId: RecordingId | null;
  readonly reason: string | null;
  /** Unix ms. */
  readonly at: number;
  /** Handled so much later. */
  readonly afterMs?: number;
}

/**
 * Notes what happened to calls for the hooks and mail rules of their tenants, in the transaction of what it reports. Of tenants that have
 * none nothing is written.
 */
export async function noteCallEvents(transaction: Database, events: readonly CallEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ tenantId, kind, callId, recordingId, reason, at, afterMs = 0 }) => ({
    tenant_id: tenantId,
    id: newId<CallEventId>(at),
    kind,
    call_id: callId,
    recording_id: recordingId,
    reason,
    at: new Date(at),
    due_at: new Date(at + afterMs),
  }));
  await sql`INSERT INTO call_events (tenant_id, id, kind, call_id, recording_id, reason, at, due_at)
    SELECT tenant_id, id, kind, call_id, recording_id, reason, at, due_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS given (tenant_id uuid, id uuid, kind text, call_id uuid, recording_id uuid,
      reason text, at timestamptz, due_at timestamptz)
    WHERE EXISTS (SELECT FROM call_hooks WHERE call_hooks.tenant_id = given.tenant_id AND enabled)
      OR EXISTS (SELECT FROM call_mail_rules WHERE call_mail_rules.tenant_id = given.tenant_id AND enabled
        AND given.kind = 'call.recorded')`.execute(transaction);
}

/** Reasons that nobody chose: a recording was to be expected. */
const FAILURES: readonly NoRecordingReason[] = [
  'not-entitled',
  'suspended',
  'no-capacity',
  'no-usable-media',
  'not-offered',
];

export function isFailure(reason: NoRecordingReason): boolean {
  return FAILURES.includes(reason);
}

/** The reason of a call that its recorder cannot archive; not one of its row, as it has none. */
export const STUCK = 'stuck';

/** Flags of recordings in which nothing can be heard. */
const UNUSABLE: readonly CallFlag[] = ['no-audio', 'not-decodable'];

/** Why nothing can be heard in a recording; undefined: it can be used. */
export function unusableBecause(flags: readonly CallFlag[]): CallFlag | undefined {
  return UNUSABLE.find((flag) => flags.includes(flag));
}
