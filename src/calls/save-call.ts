import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallDescription } from '../recording/index.ts';
import { callFromRow, rowFromCall } from './call-row.ts';
import { type CallFacts, mergeCalls } from './merge-calls.ts';
import type { UnrecordedCall } from './unrecorded-call.ts';

/** An insert and the look that follows it can miss each other only while another writer deletes the row. */
const SAVE_ATTEMPTS = 3;

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
  return save(db, call.tenantId, { ...call, id: call.callId, endedAt, noRecordingReason: null });
}

/** Writes the row of a call without a recording. A call that already has one stays a recorded call. */
export function noteUnrecordedCall(db: Database, call: UnrecordedCall): Promise<CallId> {
  return save(db, call.tenantId, { ...call, id: call.callId, noRecordingReason: call.reason });
}

function save(db: Database, tenantId: TenantId, call: CallFacts): Promise<CallId> {
  if (db.isTransaction) return saveWithin(db, tenantId, call);
  return db.transaction().execute((transaction) => saveWithin(transaction, tenantId, call));
}

async function saveWithin(transaction: Database, tenantId: TenantId, call: CallFacts): Promise<CallId> {
  for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt++) {
    if (await insert(transaction, tenantId, call)) return call.id;
    const known = await lockKnownCall(transaction, tenantId, call);
    if (known === undefined) continue;
    const merged = rowFromCall(mergeCalls(known, call));
    await transaction.updateTable('calls').set(merged).where('id', '=', known.id).execute();
    return known.id;
  }
  throw new Error(`call ${call.id} can neither be written nor found`);
}

async function insert(transaction: Database, tenantId: TenantId, call: CallFacts): Promise<boolean> {
  const inserted = await transaction
    .insertInto('calls')
    .values({ ...rowFromCall(call), id: call.id, tenant_id: tenantId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

async function lockKnownCall(
  transaction: Database,
  tenantId: TenantId,
  call: CallFacts,
): Promise<CallFacts | undefined> {
  const row = await transaction
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((is) => is.or([is('id', '=', call.id), is('correlation_id', '=', call.correlationId)]))
    .orderBy((is) => is('correlation_id', 'is not distinct from', call.correlationId), 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row && callFromRow(row);
}
