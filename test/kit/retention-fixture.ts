import { buffer } from 'node:stream/consumers';
import { type ReadableRecording, openAudio } from '../../src/archive/index.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import type { KeyStore } from '../../src/platform/key-store.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import {
  type DataPeriods,
  type HoldRequest,
  MonotonicReference,
  type RetentionDeps,
  type RetentionRun,
  runRetention,
} from '../../src/retention/index.ts';
import { describeCall } from './catalog-rows.ts';
import { DEFAULT_PERIODS } from './default-periods.ts';
import { ManualClock } from './manual-clock.ts';
import { keyStoreOf, type MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { quietLog } from './quiet-log.ts';
import { storeMp3 } from './store-mp3.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The MP3 of a recording. */
export function audioOf(id: RecordingId): Buffer {
  return Buffer.from(`the audio of ${id}`.repeat(100));
}

/** What retention needs: a real database, encrypted recordings and keys in memory, clocks that agree. */
export class RetentionFixture<Keys extends KeyStore = MemoryKeyStore> implements RetentionDeps {
  readonly db: Database;
  readonly clock = new ManualClock('2026-05-20T10:00:00Z');
  readonly objects = new MemoryObjectStore();
  readonly keys: Keys;
  readonly audit: AuditLog;
  readonly log = quietLog;
  keepUndeliveredDays = 0;
  periods: DataPeriods = DEFAULT_PERIODS;
  monotonicReference = new MonotonicReference(this.clock);
  databaseNow = async (): Promise<number> => this.clock.now();

  /** `keys`: by default in memory. */
  constructor(db: Database, keys = keyStoreOf(db) as KeyStore as Keys) {
    this.db = db;
    this.keys = keys;
    this.audit = new AuditLog(db, this.clock);
  }

  /** Adds a recording of a call that began `daysOld` × 24 hours ago, stored a minute after it began. */
  async recording(tenantId: TenantId, daysOld: number): Promise<RecordingId> {
    const startedAt = this.clock.now() - daysOld * DAY_MS;
    const recordingId = newId<RecordingId>(startedAt);
    const { db, objects, keys } = this;
    const clock = new ManualClock(startedAt + 60_000);
    await storeMp3(
      { db, objects, keys, clock },
      describeCall(tenantId, { recordingId, startedAt }),
      audioOf(recordingId),
    );
    return recordingId;
  }

  run(options: Parameters<typeof runRetention>[1] = {}): Promise<RetentionRun> {
    return runRetention(this, { confirmClock: true, ...options });
  }

  async row(id: RecordingId) {
    return this.db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  /** The recordings that are destroyed. */
  async destroyed(): Promise<Set<RecordingId>> {
    const rows = await this.db.selectFrom('recordings').select('id').where('destroyed_at', 'is not', null).execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** Reads a recording as the API and FTP do. */
  async audio(id: RecordingId): Promise<Buffer> {
    return buffer(await openAudio(this, readable(await this.row(id))));
  }

  /** By a person whom no limits bind. */
  readonly by = (tenantId: TenantId, recordingId: RecordingId): HoldRequest & { readonly isLimited: false } => ({
    isLimited: false,
    tenantId,
    recordingId,
    by: 'anna',
    actor: 'a user’s id',
    address: '192.0.2.7',
  });
}

type RecordingRow = Awaited<ReturnType<RetentionFixture['row']>>;

export function readable(row: RecordingRow): ReadableRecording {
  return {
    id: row.id,
    objectKey: row.object_key,
    sizeBytes: row.size_bytes,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
}
