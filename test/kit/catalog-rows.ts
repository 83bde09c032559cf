import { createHash } from 'node:crypto';
import { type CallId, newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import { insertParties } from '../../src/archive/recording-rows.ts';
import { saveCall } from '../../src/calls/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { type CallDescription, recordedParties, recordingFileName } from '../../src/recording/index.ts';
import { addSubscription } from '../../src/tenants/index.ts';

/** Inserts a tenant without numbers and accounts. */
export async function insertTenant(db: Database, name = 'Piekarnia'): Promise<TenantId> {
  const id = newId<TenantId>(Date.now());
  await db.insertInto('tenants').values({ id, name }).execute();
  return id;
}

/** Adds the extended retention: `units` × 30 days more. `from`, `until`: Unix ms. */
export async function addExtendedRetention(
  db: Database,
  tenantId: TenantId,
  { units, from = 0, until = null }: { readonly units: number; readonly from?: number; readonly until?: number | null },
): Promise<void> {
  const when = { startsAt: from, endsAt: until, orderedAt: from };
  await addSubscription(db, { tenantId, service: 'extended-retention', units, orderedBy: 'test', ...when });
}

/** An outbound call at 10:00 on 10 March 2026, with the given changes. */
export function describeCall(tenantId: TenantId, changes: Partial<CallDescription> = {}): CallDescription {
  return {
    callId: newId<CallId>(Date.now()),
    recordingId: newId<RecordingId>(Date.now()),
    tenantId,
    sourceId: null,
    startedAt: Date.parse('2026-03-10T09:00:00Z'),
    answeredAt: Date.parse('2026-03-10T09:00:05Z'),
    direction: 'outbound',
    caller: '+48221234567',
    callee: '+48512345678',
    dialled: null,
    extensions: [],
    correlationId: null,
    flags: [],
    metadata: [],
    ...changes,
  };
}

/** Inserts the rows of a recorded call, as the archive does. */
export async function insertRecordedCall(db: Database, call: CallDescription, ordinal = 1): Promise<CallId> {
  const callId = await saveCall(db, call, { endedAt: call.startedAt + 65_000 });
  await db
    .insertInto('recordings')
    .values({
      id: call.recordingId,
      tenant_id: call.tenantId,
      call_id: callId,
      started_at: new Date(call.startedAt),
      warsaw_day: warsawDay(call.startedAt),
      file_name: recordingFileName(call, ordinal),
      object_key: `objects/${call.recordingId}`,
      size_bytes: 240_000,
      duration_ms: 60_000,
      sha256: createHash('sha256').update(call.recordingId).digest(),
      waveform: JSON.stringify({ sliceMs: 100, caller: [1, 2], callee: [3, 4] }),
      stored_at: new Date(call.startedAt + 66_000),
    })
    .execute();
  const audio = { startedAt: call.startedAt, durationMs: 60_000 };
  const parties = recordedParties({ description: call, endedAt: call.startedAt + 65_000 }, audio);
  if (call.parties !== undefined) await insertParties(db, [{ recordingId: call.recordingId, parties }]);
  return callId;
}
