import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';
import { isFailure, noteCallEvents } from './call-events.ts';
import { keepLiveMarks } from './live-marks.ts';
import { saveReports } from './save-reports.ts';

/** A call of a known tenant that has no recording. */
export interface UnrecordedCall extends Omit<CallDescription, 'recordingId'> {
  /** Unix ms; null while it is not known. */
  readonly endedAt: number | null;
  readonly reason: NoRecordingReason;
}

/** The row of a call that is not recorded. The metadata documents are not kept: they name people. */
export function unrecordedCall(
  description: CallDescription,
  { reason, endedAt }: Pick<UnrecordedCall, 'reason' | 'endedAt'>,
): UnrecordedCall {
  const { recordingId: _, undecided: __, onDemand: ___, ...call } = description;
  return { ...call, metadata: [], endedAt, reason };
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
export function saveUnrecordedCall(db: Database, call: UnrecordedCall): Promise<CallId> {
  const row = { ...call, id: call.callId, externalId: null, noRecordingReason: call.reason };
  return inTransaction(db, async (transaction) => {
    const [id] = await saveReports(transaction, { tenantId: call.tenantId, reporter: 'session' }, [row]);
    const { tenantId, callId: liveId } = call;
    await keepLiveMarks(transaction, tenantId, [{ liveId, callId: id!, recording: null, isErased: false }]);
    await noteFailures(transaction, [call], [id!]);
    return id!;
  });
}

/** How long after a call without a recording it is asked whether it got one: from another recorder, or after its CDR. */
const FAILED_AFTER_MS = 5 * 60_000;

/** Notes the calls that have no recording although nobody chose that. `ids`: of their rows. */
export function noteFailures(
  transaction: Database,
  calls: readonly Pick<UnrecordedCall, 'tenantId' | 'startedAt' | 'endedAt' | 'reason'>[],
  ids: readonly CallId[],
): Promise<void> {
  const failed = calls.flatMap(({ tenantId, startedAt, endedAt, reason }, index) => {
    if (!isFailure(reason)) return [];
    const about = { tenantId, callId: ids[index]!, recordingId: null, reason, at: endedAt ?? startedAt };
    return [{ ...about, kind: 'call.failed' as const, afterMs: FAILED_AFTER_MS }];
  });
  return noteCallEvents(transaction, failed);
}
