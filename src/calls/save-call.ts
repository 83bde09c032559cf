import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';
import { keepLiveMarks } from './live-marks.ts';
import { saveReports } from './save-reports.ts';

/** A call of a known tenant that has no recording. */
export interface UnrecordedCall extends Omit<CallDescription, 'recordingId'> {
  /** Unix ms; null while it is not known. */
  readonly endedAt: number | null;
  readonly reason: NoRecordingReason;
}

/**
 * Writes the row of a recorded call, in the caller's transaction with its recording. Returns the id of the row, which
 * the recording refers to. It differs from the description's id if the call has a row already (same tenant and
 * correlation id). Saving a call again changes nothing. `endedAt` is Unix ms.
 */
export async function saveCall(
  db: Database,
  call: CallDescription,
  { endedAt }: { readonly endedAt: number | null },
): Promise<CallId> {
  const [id] = await saveCalls(db, call.tenantId, [{ call, endedAt }]);
  return id!;
}

interface RecordedCall {
  readonly call: CallDescription;
  readonly endedAt: number | null;
}

/** The same for several calls of a tenant, in their order. */
export function saveCalls(db: Database, tenantId: TenantId, calls: readonly RecordedCall[]): Promise<CallId[]> {
  const rows = calls.map(({ call, endedAt }) => ({
    ...call,
    id: call.callId,
    endedAt,
    externalId: null,
    noRecordingReason: null,
  }));
  return saveReports(db, { tenantId, reporter: 'session' }, rows);
}

/**
 * Writes the row of a call without a recording. A call that has a recording keeps it. Saving a call again changes nothing,
 * also not what a CDR has added since.
 */
export async function saveUnrecordedCall(db: Database, call: UnrecordedCall): Promise<CallId> {
  const row = { ...call, id: call.callId, externalId: null, noRecordingReason: call.reason };
  const [id] = await saveReports(db, { tenantId: call.tenantId, reporter: 'session' }, [row]);
  const { tenantId, callId: liveId } = call;
  await keepLiveMarks(db, tenantId, [{ liveId, callId: id!, recording: null, isErased: false }]);
  return id!;
}
