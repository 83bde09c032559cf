import { type Insertable, sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import { addWarsawDays, warsawDay } from '../base/warsaw-time.ts';
import { saveCall } from '../calls/index.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { ObjectKey } from '../platform/object-store.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import {
  type CallDescription,
  erasedFileName,
  type LegQuality,
  type RecordedParty,
  type RecordedPause,
  recordingFileName,
} from '../recording/index.ts';
import { retentionDays, serviceHistory } from '../tenants/index.ts';
import { dayKeyId } from './wrapping-keys.ts';
import { type WrappedKey, wrapByStoredKey } from './data-key.ts';

/** Recordings of one tenant with the same direction and parties that began in the same second. */
const MAX_SAME_NAME = 1000;

interface AddRecordingRequest {
  /** With all flags. */
  readonly description: CallDescription;
  /** Unix ms. */
  readonly endedAt: number;
  readonly pauses: readonly RecordedPause[];
  readonly parties: readonly RecordedParty[];
  /** Null: its packets were not received here. */
  readonly quality: readonly LegQuality[] | null;
  readonly encoded: Pick<EncodedRecording, 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform'>;
  readonly objectKey: ObjectKey;
  /** Decrypts the object. */
  readonly dataKey: Uint8Array;
  /** Unix ms. */
  readonly storedAt: number;
  /** Done in the same transaction. If it throws, nothing is written. */
  readonly inSameTransaction?: ((transaction: Database) => Promise<void>) | undefined;
}

interface AddRecordingDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
}

/** The object of a recording; null: it has no row. */
export async function objectOfRecording(db: Database, tenantId: TenantId, id: RecordingId): Promise<string | null> {
  const row = await db
    .selectFrom('recordings')
    .select('object_key')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.object_key ?? null;
}

/** Whether it is in the destruction log. Its row may be gone, and it must not come back from a spool. */
export async function isDestroyed(db: Database, id: RecordingId): Promise<boolean> {
  const entry = await db
    .selectFrom('destruction_log')
    .select('recording_id')
    .where('recording_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  return entry !== undefined;
}

/** Whether the recording has its row: then all earlier steps are complete. */
export async function hasRecording(db: Database, tenantId: TenantId, id: RecordingId): Promise<boolean> {
  return (await objectOfRecording(db, tenantId, id)) !== null;
}

/**
 * The same, after every transaction that might still write the row has ended: that of a killed process, or one whose
 * `COMMIT` got no answer. The object of such a row must not be replaced by one with another key.
 */
export function hasRecordingWhenSettled(db: Database, tenantId: TenantId, id: RecordingId): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await lockRecording(transaction, id);
    return hasRecording(transaction, tenantId, id);
  });
}

/**
 * Writes the call's row and the recording's in one transaction, with its file name and its data key wrapped for the day
 * it expires. From then on the recording is listed. False: it has its row already, of another recorder that had taken the call over.
 */
export function addRecording({ db, keys }: AddRecordingDeps, recording: AddRecordingRequest): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const { description, endedAt } = recording;
    await lockRecording(transaction, description.recordingId);
    if (await hasRecording(transaction, description.tenantId, description.recordingId)) return false;
    await recording.inSameTransaction?.(transaction);
    const wrapped = await wrapByDayKey(transaction, keys, recording);
    const callId = await saveCall(transaction, description, { endedAt });
    const row = { ...rowOf(recording, wrapped), call_id: callId };
    if (await isErased(transaction, callId)) {
      // As an erasure names it: the usual name has the number that was erased.
      const file_name = erasedFileName(description.recordingId);
      await transaction
        .insertInto('recordings')
        .values({ ...row, file_name })
        .execute();
    } else {
      await insertWithFileName(transaction, description, row);
      await insertParties(transaction, description.recordingId, recording.parties);
    }
    return true;
  });
}

/** The call was erased at the request of a data subject before its recording was stored. */
async function isErased(transaction: Database, callId: CallId): Promise<boolean> {
  const { erased_by } = await transaction
    .selectFrom('calls')
    .select('erased_by')
    .where('id', '=', callId)
    .executeTakeFirstOrThrow();
  return erased_by !== null;
}

/** Inserts the row with the first file name that no other recording of the tenant's day has. */
async function insertWithFileName(
  transaction: Database,
  description: CallDescription,
  row: Omit<Insertable<Schema['recordings']>, 'file_name'>,
): Promise<void> {
  for (let ordinal = 1; ordinal <= MAX_SAME_NAME; ordinal = await firstFreeOrdinal(transaction, description)) {
    // The insert waits for a concurrent transaction with the same name; only its commit makes this one take another.
    const inserted = await transaction
      .insertInto('recordings')
      .values({ ...row, file_name: recordingFileName(description, ordinal) })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'warsaw_day', 'file_name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted !== undefined) return;
  }
  throw new Error(`recording ${description.recordingId}: ${MAX_SAME_NAME} others have its name`);
}

async function firstFreeOrdinal(transaction: Database, description: CallDescription): Promise<number> {
  const names = Array.from({ length: MAX_SAME_NAME }, (_, index) => recordingFileName(description, index + 1));
  const rows = await transaction
    .selectFrom('recordings')
    .select('file_name')
    .where('tenant_id', '=', description.tenantId)
    .where('warsaw_day', '=', warsawDay(description.startedAt))
    .where('file_name', '=', sql<string>`ANY(${names})`)
    .execute();
  const taken = new Set(rows.map((row) => row.file_name));
  const free = names.findIndex((name) => !taken.has(name));
  return (free < 0 ? names.length : free) + 1;
}

export async function insertParties(
  transaction: Database,
  recordingId: RecordingId,
  parties: AddRecordingRequest['parties'],
): Promise<void> {
  if (parties.length === 0) return;
  const rows = parties.map(({ number, side, from, until, fromMs, untilMs }, position) => ({
    recording_id: recordingId,
    position,
    number,
    side,
    from_at: new Date(from),
    until_at: new Date(until),
    from_ms: fromMs,
    until_ms: untilMs,
  }));
  await transaction.insertInto('call_parties').values(rows).execute();
}

async function lockRecording(transaction: Database, id: RecordingId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka recording ${id}`}, 0))`.execute(transaction);
}

async function wrapByDayKey(
  transaction: Database,
  keys: AddRecordingDeps['keys'],
  { description: { tenantId, recordingId, startedAt }, dataKey, storedAt }: AddRecordingRequest,
): Promise<WrappedKey> {
  const days = retentionDays(await serviceHistory(transaction, tenantId), storedAt);
  const keyId = dayKeyId(tenantId, startedAt, addWarsawDays(startedAt, days));
  return wrapByStoredKey(transaction, keys, { recordingId, dataKey, keyId });
}

function rowOf(
  { description, encoded, pauses, quality, objectKey, storedAt }: AddRecordingRequest,
  { keyId, wrappedKey }: WrappedKey,
) {
  return {
    id: description.recordingId,
    tenant_id: description.tenantId,
    started_at: new Date(description.startedAt),
    warsaw_day: warsawDay(description.startedAt),
    object_key: objectKey,
    size_bytes: encoded.sizeBytes,
    duration_ms: encoded.durationMs,
    sha256: encoded.sha256,
    waveform: JSON.stringify(encoded.waveform),
    flags: [...description.flags],
    pauses: JSON.stringify(pauses),
    quality: quality === null ? null : JSON.stringify(quality),
    stored_at: new Date(storedAt),
    key_id: keyId,
    wrapped_key: wrappedKey,
  };
}
