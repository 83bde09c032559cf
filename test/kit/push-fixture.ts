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
import { describeCall, giveTenant } from './catalog-rows.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { MemoryPushTarget } from './memory-push-target.ts';
import { givePush } from './push-rows.ts';
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

/** A delivery on a real database, with recordings truly encrypted, to a target in memory. */
export class PushFixture {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly target = new MemoryPushTarget();
  readonly log = quietLog;
  readonly metrics = createDeliveryMetrics(createMetrics());
  /** Of each recording. */
  readonly soundBytes: number;

  constructor(db: Database, now = MORNING, soundBytes = 10_000) {
    this.db = db;
    this.clock = new ManualClock(now);
    this.soundBytes = soundBytes;
  }

  /** A tenant that has the push since the first of March, and a target unless said otherwise. */
  async tenant(settings: Partial<PushSettings> | null = {}): Promise<TenantId> {
    const tenantId = await giveTenant(this.db);
    await givePush(this.db, tenantId, Date.parse('2026-03-10T00:00:00Z'));
    if (settings !== null) await this.settings(tenantId, settings);
    return tenantId;
  }

  settings(tenantId: TenantId, changes: Partial<PushSettings>): Promise<void> {
    return saveTarget(this, tenantId, { ...SETTINGS, ...changes }, this.clock.now());
  }

  /** A recording of a call that began then; stored a minute later, or when said. Gives its path in the tree. */
  async recording(tenantId: TenantId, start = `${DAY}T10:00:00Z`, storedAt?: string): Promise<Sent> {
    const startedAt = Date.parse(start);
    const id = newId<RecordingId>(startedAt);
    const call = describeCall(tenantId, { recordingId: id, startedAt });
    const clock = new ManualClock(storedAt === undefined ? startedAt + 60_000 : Date.parse(storedAt));
    const sound = randomBytes(this.soundBytes);
    await storeMp3({ db: this.db, objects: this.objects, keys: this.keys, clock }, call, sound);
    const { file_name: name } = await this.db
      .selectFrom('recordings')
      .select('file_name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(name.startsWith(recordingFileName(call).slice(0, 10))).toBe(true);
    return { id, path: recordingPath(warsawDay(startedAt), name), sound };
  }

  make(): Promise<number> {
    return makePackages({ db: this.db, now: this.clock.now() });
  }

  /** The day's package, whatever the time is. */
  async packageOf(tenantId: TenantId): Promise<void> {
    await makePackage(this.db, { tenantId, day: DAY, kind: 'day', now: this.clock.now() });
  }

  /** Everything of the day, once more. */
  async resend(tenantId: TenantId): Promise<void> {
    await makePackage(this.db, { tenantId, day: DAY, kind: 'resend', now: this.clock.now() });
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

export interface Sent {
  readonly id: RecordingId;
  readonly path: string;
  /** What was said, to be found again at the target. */
  readonly sound: Buffer;
}

/** The tree at the target is the manifest's, byte for byte, and nothing else is there. */
export function expectWhole(
  { files }: Pick<MemoryPushTarget, 'files'>,
  recordings: readonly Sent[],
  manifests: readonly string[],
): void {
  const expected = [
    ...recordings.map(({ path }) => path),
    ...manifests.flatMap((name) => [`${name}.csv`, `${name}.json`]),
  ];
  expect([...files.keys()].sort()).toEqual(expected.sort());
  for (const { path, sound } of recordings) expect(files.get(path)!.equals(sound)).toBe(true);
  const told = manifests.flatMap(
    (name) => (JSON.parse(files.get(`${name}.json`)!.toString()) as { recordings: ToldRecording[] }).recordings,
  );
  expect(told.map(({ path }) => path).sort()).toEqual(recordings.map(({ path }) => path).sort());
  for (const { path, sizeBytes, sha256 } of told) {
    expect(files.get(path)).toHaveLength(sizeBytes);
    expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
  }
}

/** As a manifest tells of it. */
interface ToldRecording {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
