import { sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import { addWarsawDays, warsawDay } from '../base/warsaw-time.ts';
import { keepLiveMarks, noteCallEvents, saveCalls, unusableBecause } from '../calls/index.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { ObjectKey } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  type CallDescription,
  erasedFileName,
  type LegQuality,
  type RecordedParty,
  type RecordedPause,
  recordingFileName,
} from '../recording/index.ts';
import { retentionDays, serviceHistories } from '../tenants/index.ts';
import { dayKeyId } from './wrapping-keys.ts';
import { type WrappedKey, wrapByStoredKeys } from './data-key.ts';

/** Recordings of one tenant with the same direction and parties that began in the same second. */
const MAX_SAME_NAME = 1000;

export interface AddRecordingRequest {
  /** With all flags. */
  readonly description: CallDescription;
  /** Unix ms. */
  readonly endedAt: number;
  readonly pauses: readonly RecordedPause[];
  readonly parties: readonly RecordedParty[];
  /** Null: its packets were not received here. */
  readonly quality: readonly LegQuality[] | null;
  readonly encoded: Pick<EncodedRecording, 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform' | 'talk'>;
  readonly objectKey: ObjectKey;
  /** Decrypts the object. */
  readonly dataKey: Uint8Array;
  /** Unix ms. */
  readonly storedAt: number;
  /** Done in the same transaction. If it throws, nothing is written. */
  readonly inSameTransaction?: ((transaction: Database) => Promise<void>) | undefined;
}

/** As JSON has them. */
const COLUMN_TYPES = {
  id: 'uuid',
  tenant_id: 'uuid',
  call_id: 'uuid',
  started_at: 'timestamptz',
  warsaw_day: 'date',
  file_name: 'text',
  object_key: 'text',
  size_bytes: 'int8',
  duration_ms: 'int8',
  sha256: 'bytea',
  waveform: 'jsonb',
  talk_caller_ms: 'int4',
  talk_callee_ms: 'int4',
  silence_ms: 'int4',
  longest_silence_ms: 'int4',
  flags: 'text[]',
  pauses: 'jsonb',
  quality: 'jsonb',
  stored_at: 'timestamptz',
  key_id: 'text',
  wrapped_key: 'bytea',
} as const satisfies Record<keyof RecordingRow, string>;

export type RecordingOf = Pick<CallDescription, 'tenantId' | 'recordingId'>;

export interface AddRecordingDeps {
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

/** Which of these recordings have their row, or are in the destruction log: their rows may be gone, and they must not come back from a spool. */
export async function archivedOf(db: Database, ids: readonly RecordingOf[]): Promise<ReadonlySet<RecordingId>> {
  const { rows } = await sql<{ id: RecordingId }>`
    SELECT id FROM recordings WHERE tenant_id = ANY(${tenantsOf(ids)}::uuid[]) AND id = ANY(${idsOf(ids)}::uuid[])
    UNION SELECT recording_id FROM destruction_log WHERE recording_id = ANY(${idsOf(ids)}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Whether each of these recordings has its row: then all earlier steps are complete. Looks after every transaction that might still
 * write it has ended: that of a killed process, or one whose `COMMIT` got no answer. The object of such a row must not be replaced by
 * one with another key. Null: there is such a transaction; `storedWhenSettled` waits for it.
 */
export async function storedIfSettled(db: Database, ids: readonly RecordingOf[]): Promise<(boolean | null)[]> {
  // Statements of their own: the second one sees what was committed before the first one got the locks.
  const { rows } = await sql<{ id: RecordingId; settled: boolean }>`
    SELECT id, pg_try_advisory_xact_lock(hashtextextended('fonoteka recording ' || id, 0)) AS settled
    FROM unnest(${idsOf(ids)}::text[]) AS id`.execute(db);
  const unsettled = new Set(rows.filter(({ settled }) => !settled).map(({ id }) => id));
  const stored = await storedOf(db, ids);
  return ids.map(({ recordingId }) => (unsettled.has(recordingId) ? null : stored.has(recordingId)));
}

/** The same of one, when such transactions have ended. */
export async function storedWhenSettled(db: Database, recording: RecordingOf): Promise<boolean> {
  await lockRecordings(db, [recording.recordingId]);
  return (await storedOf(db, [recording])).size > 0;
}

/**
 * Writes the rows of the calls and of the recordings in one transaction, with their file names and their data keys wrapped for the days
 * they expire. From then on they are listed. False: a recording has its row already, of another recorder that had taken the call over.
 */
export function addRecordings(
  { db, keys }: AddRecordingDeps,
  recordings: readonly AddRecordingRequest[],
): Promise<boolean[]> {
  return db.transaction().execute(async (transaction) => {
    const ids = recordings.map(({ description }) => description);
    await lockRecordings(transaction, idsOf(ids));
    const stored = await storedOf(transaction, ids);
    const added = recordings.filter(({ description }) => !stored.has(description.recordingId));
    if (added.length > 0) await insertRecordings({ db: transaction, keys }, added);
    return recordings.map(({ description }) => !stored.has(description.recordingId));
  });
}

async function insertRecordings(
  { db: transaction, keys }: AddRecordingDeps,
  recordings: readonly AddRecordingRequest[],
): Promise<void> {
  for (const { inSameTransaction } of recordings) await inSameTransaction?.(transaction);
  const wrapped = await wrapByDayKeys(transaction, keys, recordings);
  const callIds = await saveCallsOf(transaction, recordings);
  const erased = await erasedOf(transaction, [...callIds.values()]);
  const rows = recordings.map((recording) => {
    const { description } = recording;
    const call_id = callIds.get(recording)!;
    const isErased = erased.has(call_id);
    // As an erasure names it: the usual name has the number that was erased.
    const file_name = isErased ? erasedFileName(description.recordingId) : recordingFileName(description, 1);
    return { recording, isErased, row: { ...rowOf(recording, wrapped.get(recording)!), call_id, file_name } };
  });
  const inserted = await insertRows(
    transaction,
    rows.map(({ row }) => row),
  );
  for (const { recording, isErased, row } of rows) {
    if (inserted.has(row.id)) continue;
    if (isErased) throw new Error(`recording ${row.id}: another one has its name`);
    await insertWithFileName(transaction, recording.description, row);
  }
  await keepMarks(transaction, rows);
  await insertParties(
    transaction,
    rows
      .filter(({ isErased }) => !isErased)
      .map(({ row, recording }) => ({ recordingId: row.id, parties: recording.parties })),
  );
  await noteCallEvents(
    transaction,
    rows.flatMap(({ row, recording: { description, storedAt } }) => {
      const about = { tenantId: row.tenant_id, callId: row.call_id, recordingId: row.id, at: storedAt };
      const reason = unusableBecause(description.flags);
      const recorded = { ...about, kind: 'call.recorded', reason: null } as const;
      return reason === undefined ? [recorded] : [recorded, { ...about, kind: 'call.failed', reason }];
    }),
  );
}

interface NewRow {
  readonly recording: AddRecordingRequest;
  readonly isErased: boolean;
  readonly row: Pick<RecordingRow, 'call_id' | 'duration_ms'>;
}

/** What people noted of the calls while they ran. */
async function keepMarks(transaction: Database, rows: readonly NewRow[]): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(rows, ({ recording }) => recording.description.tenantId)) {
    const calls = own.map(({ recording: { description }, isErased, row }) => ({
      liveId: description.callId,
      callId: row.call_id,
      recording: {
        id: description.recordingId,
        startedAt: description.startedAt,
        durationMs: row.duration_ms,
      },
      isErased,
    }));
    await keepLiveMarks(transaction, tenantId, calls);
  }
}

/** Of each tenant at once; tenants in one order, as each one's calls are locked. */
async function saveCallsOf(
  transaction: Database,
  recordings: readonly AddRecordingRequest[],
): Promise<Map<AddRecordingRequest, CallId>> {
  const ids = new Map<AddRecordingRequest, CallId>();
  const byTenant = Map.groupBy(recordings, ({ description }) => description.tenantId);
  for (const [tenantId, own] of [...byTenant].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const calls = own.map(({ description, endedAt }) => ({ call: description, endedAt }));
    const saved = await saveCalls(transaction, tenantId, calls);
    for (const [at, recording] of own.entries()) ids.set(recording, saved[at]!);
  }
  return ids;
}

/** The calls that were erased at the request of a data subject before their recordings were stored. */
async function erasedOf(transaction: Database, callIds: readonly CallId[]): Promise<ReadonlySet<CallId>> {
  const rows = await transaction
    .selectFrom('calls')
    .select('id')
    .where('id', '=', sql<CallId>`ANY(${callIds}::uuid[])`)
    .where('erased_by', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

type RecordingRow = ReturnType<typeof rowOf> & { readonly call_id: CallId; readonly file_name: string };

/** In one statement, however many they are. Returns those whose file name was free. */
async function insertRows(transaction: Database, rows: readonly RecordingRow[]): Promise<ReadonlySet<RecordingId>> {
  const columns = Object.entries(COLUMN_TYPES);
  const names = sql.join(columns.map(([name]) => sql.ref(name)));
  const typed = sql.join(columns.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
  const { rows: inserted } = await sql<{ id: RecordingId }>`
    INSERT INTO recordings (${names})
    SELECT ${names} FROM json_to_recordset(${JSON.stringify(rows)}::json) AS given (${typed})
    ON CONFLICT (tenant_id, warsaw_day, file_name) DO NOTHING RETURNING id`.execute(transaction);
  return new Set(inserted.map(({ id }) => id));
}

/** Inserts the row with the first file name that no other recording of the tenant's day has. */
async function insertWithFileName(
  transaction: Database,
  description: CallDescription,
  row: RecordingRow,
): Promise<void> {
  for (;;) {
    const ordinal = await firstFreeOrdinal(transaction, description);
    if (ordinal > MAX_SAME_NAME) break;
    // The insert waits for a concurrent transaction with the same name; only its commit makes this one take another.
    const inserted = await insertRows(transaction, [{ ...row, file_name: recordingFileName(description, ordinal) }]);
    if (inserted.size > 0) return;
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
  recordings: readonly { readonly recordingId: RecordingId; readonly parties: AddRecordingRequest['parties'] }[],
): Promise<void> {
  const rows = recordings.flatMap(({ recordingId, parties }) =>
    parties.map(({ number, side, from, until, fromMs, untilMs }, position) => ({
      recording_id: recordingId,
      position,
      number,
      side,
      from_at: new Date(from),
      until_at: new Date(until),
      from_ms: fromMs,
      until_ms: untilMs,
    })),
  );
  if (rows.length > 0) await transaction.insertInto('call_parties').values(rows).execute();
}

/** In one order, so that two transactions that lock several do not wait for each other. */
async function lockRecordings(transaction: Database, ids: readonly RecordingId[]): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('fonoteka recording ' || id, 0))
    FROM unnest(${ids.toSorted()}::text[]) AS id`.execute(transaction);
}

async function storedOf(db: Database, ids: readonly RecordingOf[]): Promise<ReadonlySet<RecordingId>> {
  const rows = await db
    .selectFrom('recordings')
    .select('id')
    .where('tenant_id', '=', sql<TenantId>`ANY(${tenantsOf(ids)}::uuid[])`)
    .where('id', '=', sql<RecordingId>`ANY(${idsOf(ids)}::uuid[])`)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

function tenantsOf(recordings: readonly RecordingOf[]): TenantId[] {
  return [...new Set(recordings.map(({ tenantId }) => tenantId))];
}

function idsOf(recordings: readonly RecordingOf[]): RecordingId[] {
  return recordings.map(({ recordingId }) => recordingId);
}

async function wrapByDayKeys(
  transaction: Database,
  keys: AddRecordingDeps['keys'],
  recordings: readonly AddRecordingRequest[],
): Promise<Map<AddRecordingRequest, WrappedKey>> {
  const histories = await serviceHistories(transaction, tenantsOf(recordings.map(({ description }) => description)));
  const toWrap = recordings.map(({ description: { tenantId, recordingId, startedAt }, dataKey, storedAt }) => {
    const days = retentionDays(histories.get(tenantId) ?? [], storedAt);
    return { recordingId, dataKey, keyId: dayKeyId(tenantId, startedAt, addWarsawDays(startedAt, days)) };
  });
  const wrapped = await wrapByStoredKeys(transaction, keys, toWrap);
  return new Map(recordings.map((recording, at) => [recording, wrapped[at]!]));
}

/** As JSON has it. */
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
    sha256: bytea(encoded.sha256),
    waveform: encoded.waveform,
    talk_caller_ms: encoded.talk?.callerMs ?? null,
    talk_callee_ms: encoded.talk?.calleeMs ?? null,
    silence_ms: encoded.talk?.silenceMs ?? null,
    longest_silence_ms: encoded.talk?.longestSilenceMs ?? null,
    flags: description.flags,
    pauses,
    quality,
    stored_at: new Date(storedAt),
    key_id: keyId,
    wrapped_key: bytea(wrappedKey),
  };
}

function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
