import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallDescription } from '../recording/index.ts';
import type { CallRecord } from './call-record.ts';
import { rowFromCall } from './call-row.ts';
import { knownCall, lockCallsOf, type Teller } from './known-call.ts';
import { type CallFacts, mergeCalls } from './merge-calls.ts';
import type { UnrecordedCall } from './unrecorded-call.ts';

/**
 * Writes the row of a recorded call, in the caller's transaction with its recording. Returns the id to
 * attach the recording to: another than the description's where the PBX has told of this call before
 * (same tenant and correlation id). Saving a call again is harmless. `endedAt` is Unix ms.
 */
export function saveCall(
  db: Database,
  call: CallDescription,
  { endedAt }: { readonly endedAt: number | null },
): Promise<CallId> {
  const facts = { ...call, id: call.callId, endedAt, externalId: null, noRecordingReason: null };
  return save(db, call.tenantId, facts, 'session');
}

/** Writes the row of a call without a recording. A call that already has one stays a recorded call. */
export function noteUnrecordedCall(db: Database, call: UnrecordedCall): Promise<CallId> {
  const facts = { ...call, id: call.callId, externalId: null, noRecordingReason: call.reason };
  return save(db, call.tenantId, facts, 'session');
}

/** Writes what a call record tells: of a call of its own, or more about one whose session is known. */
export function noteCallRecord(db: Database, call: CallRecord): Promise<CallId> {
  const facts = { ...call, id: call.callId, correlationId: null, noRecordingReason: call.reason };
  return save(db, call.tenantId, facts, 'record');
}

function save(db: Database, tenantId: TenantId, call: CallFacts, teller: Teller): Promise<CallId> {
  if (db.isTransaction) return saveWithin(db, tenantId, call, teller);
  return db.transaction().execute((transaction) => saveWithin(transaction, tenantId, call, teller));
}

async function saveWithin(transaction: Database, tenantId: TenantId, call: CallFacts, teller: Teller): Promise<CallId> {
  await lockCallsOf(transaction, tenantId);
  const known = await knownCall(transaction, tenantId, call, teller);
  if (known === undefined) {
    await insert(transaction, tenantId, call);
    return call.id;
  }
  const merged = rowFromCall(mergeCalls(known, call));
  await transaction.updateTable('calls').set(merged).where('id', '=', known.id).execute();
  return known.id;
}

async function insert(transaction: Database, tenantId: TenantId, call: CallFacts): Promise<void> {
  const row = { ...rowFromCall(call), id: call.id, tenant_id: tenantId };
  const inserted = await transaction
    .insertInto('calls')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new Error(`call ${call.id} can neither be written nor found`);
}
