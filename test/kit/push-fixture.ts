import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import {
  createDeliveryMetrics,
  makePackage,
  makePackages,
  type PushSettings,
  saveTarget,
} from '../../src/delivery/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { recordingFileName, recordingPath } from '../../src/recording/index.ts';
import { describeCall, insertTenant } from './catalog-rows.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { MemoryPushTarget } from './memory-push-target.ts';
import { addPushSubscription } from './push-rows.ts';
import { quietLog } from './quiet-log.ts';
import { storeMp3 } from './store-mp3.ts';

/** The day whose package is delivered, and the morning after. */
export const DAY = '2026-03-10';
const MORNING = '2026-03-11T05:00:00Z';

const SETTINGS: PushSettings = {
  target: {
    kind: 'ftp',
    host: 'ftp.piekarnia.pl',
    port: 21,
    login: 'piekarnia',
    password: 'ciasto',
    folder: 'nagrania',
    certificate: null,
  },
  publicKey: null,
  form: 'tree',
  readBack: false,
  connections: 3,
  bytesPerSecond: null,
  keepUndelivered: false,
  hook: null,
};

/** What a delivery needs: a real database, encrypted recordings, and a target in memory. */
export class PushFixture {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly target = new MemoryPushTarget();
  readonly log = quietLog;
  keepUndeliveredDays = 0;
  readonly metrics = createDeliveryMetrics(createMetrics());
  /** The size of each recording. */
  readonly audioBytes: number;

  constructor(db: Database, now = MORNING, audioBytes = 10_000) {
    this.db = db;
    this.clock = new ManualClock(now);
    this.audioBytes = audioBytes;
  }

  /** Adds a tenant that has the push since 10 March, and a target unless `settings` is null. */
  async tenant(settings: Partial<PushSettings> | null = {}): Promise<TenantId> {
    const tenantId = await insertTenant(this.db);
    await addPushSubscription(this.db, tenantId, Date.parse('2026-03-10T00:00:00Z'));
    if (settings !== null) await this.settings(tenantId, settings);
    return tenantId;
  }

  settings(tenantId: TenantId, changes: Partial<PushSettings>): Promise<void> {
    return saveTarget(this, tenantId, { ...SETTINGS, ...changes }, this.clock.now());
  }

  /** Adds a recording of a call that began at `start`. Default of `storedAt`: a minute later. */
  async recording(tenantId: TenantId, start = `${DAY}T10:00:00Z`, storedAt?: string): Promise<AddedRecording> {
    const startedAt = Date.parse(start);
    const id = newId<RecordingId>(startedAt);
    const call = describeCall(tenantId, { recordingId: id, startedAt });
    const clock = new ManualClock(storedAt === undefined ? startedAt + 60_000 : Date.parse(storedAt));
    const audio = randomBytes(this.audioBytes);
    await storeMp3({ db: this.db, objects: this.objects, keys: this.keys, clock }, call, audio);
    const { file_name: name } = await this.db
      .selectFrom('recordings')
      .select('file_name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(name.startsWith(recordingFileName(call).slice(0, 10))).toBe(true);
    return { id, path: recordingPath(warsawDay(startedAt), name), audio };
  }

  make(): Promise<number> {
    return makePackages({ ...this.#request, db: this.db });
  }

  /** Makes the day's package, even before it is due. */
  async packageOf(tenantId: TenantId): Promise<void> {
    await makePackage(this.db, { ...this.#request, tenantId, kind: 'day' });
  }

  /** Makes a package with all recordings of the day again. */
  async resend(tenantId: TenantId): Promise<void> {
    await makePackage(this.db, { ...this.#request, tenantId, kind: 'resend' });
  }

  get #request() {
    return { day: DAY, now: this.clock.now(), keepUndeliveredDays: this.keepUndeliveredDays } as const;
  }

  packages(tenantId: TenantId) {
    return this.db
      .selectFrom('packages')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('day')
      .orderBy('number')
      .execute();
  }

  async row(tenantId: TenantId) {
    return this.db.selectFrom('push_targets').selectAll().where('tenant_id', '=', tenantId).executeTakeFirstOrThrow();
  }
}

export interface AddedRecording {
  readonly id: RecordingId;
  /** Its path in the file tree. */
  readonly path: string;
  readonly audio: Buffer;
}

/** The target has exactly the files of the manifests, byte for byte. */
export function expectComplete(
  { files }: Pick<MemoryPushTarget, 'files'>,
  recordings: readonly AddedRecording[],
  manifests: readonly string[],
): void {
  const expected = [
    ...recordings.map(({ path }) => path),
    ...manifests.flatMap((name) => [`${name}.csv`, `${name}.json`]),
  ];
  expect([...files.keys()].sort()).toEqual(expected.sort());
  for (const { path, audio } of recordings) expect(files.get(path)!.equals(audio)).toBe(true);
  const listed = manifests.flatMap(
    (name) => (JSON.parse(files.get(`${name}.json`)!.toString()) as { recordings: ListedRecording[] }).recordings,
  );
  expect(listed.map(({ path }) => path).sort()).toEqual(recordings.map(({ path }) => path).sort());
  for (const { path, sizeBytes, sha256 } of listed) {
    expect(files.get(path)).toHaveLength(sizeBytes);
    expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
  }
}

/** A recording in a manifest. */
interface ListedRecording {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
