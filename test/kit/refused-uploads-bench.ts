import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { newId, type RecordingId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import type { AudioFault, EncodedAudioFile } from '../../src/encoding/index.ts';
import {
  listRefused,
  RefusedUploads,
  removeEndedRefused,
  type ReportedCall,
  requireRefused,
  Uploads,
} from '../../src/intake/index.ts';
import { openRefused } from '../../src/intake/refused/refused-objects.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { readTemporaryFile, type TemporaryFile } from '../../src/platform/temporary-file.ts';
import type { DirectorySource } from '../../src/tenants/index.ts';
import { fakeDirectory, type FakeTenant, readerOf } from './fake-directory.ts';
import type { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { quietLog } from './quiet-log.ts';
import { sealedAudio } from './sealed-audio.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Encoded = Result<EncodedAudioFile, AudioFault>;
const UNREADABLE: AudioFault = { kind: 'unreadable', reason: 'no-sound' };

export const REFUSED_TENANT = newId<TenantId>(1);
/** PBXs that send what cannot be used. */
export const REFUSED_SOURCES: readonly DirectorySource[] = [1, 2, 3, 4, 5].map((at) => ({
  id: newId<SourceId>(at),
  name: `PBX ${at}`,
  defaultTenantId: null,
  timeZone: null,
}));
const [FIRST] = REFUSED_SOURCES as [DirectorySource];

export async function insertRefusedSources(db: Database): Promise<void> {
  await db.insertInto('tenants').values({ id: REFUSED_TENANT, name: 'Piekarnia' }).execute();
  for (const { id, name } of REFUSED_SOURCES) {
    await db
      .insertInto('sources')
      .values({ id, name, api_key_hash: Buffer.from(id) })
      .execute();
  }
}

interface BenchSettings {
  readonly maxBytes?: number;
  readonly tenant?: Partial<FakeTenant>;
  /** Where the rows of refused uploads are written. */
  readonly keeping?: Database;
}

export const REFUSED_CALL: ReportedCall = {
  externalId: null,
  tenantId: null,
  caller: '+48512345678',
  callee: '+48221234567',
  direction: null,
  startedAt: Date.parse('2026-03-10T09:00:00Z'),
  endedAt: null,
};

/** Uploads whose audio cannot be used, until `encodeFile` is another one. */
export class RefusedUploadsBench {
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly metrics = createMetrics();
  readonly folder = temporaryFolder();
  readonly uploads: Uploads;
  readonly #db: Database;
  readonly #clock: ManualClock;
  encodeFile: (file: TemporaryFile, recordingId: RecordingId) => Promise<Encoded> = async () => fail(UNREADABLE);

  constructor(
    db: Database,
    clock: ManualClock,
    { maxBytes = 1_000_000, tenant = {}, keeping = db }: BenchSettings = {},
  ) {
    this.#db = db;
    this.#clock = clock;
    const { objects, keys, metrics } = this;
    const shared = { objects, keys, clock, metrics };
    const folder = join(this.folder, 'refused');
    this.uploads = new Uploads({
      ...shared,
      db,
      directory: this.directory(tenant),
      encoding: () => ({ encodeFile: (file, { recordingId }) => this.encodeFile(file, recordingId) }),
      folder: join(this.folder, 'uploads'),
      refused: new RefusedUploads({ ...shared, db: keeping, log: quietLog, folder, maxBytes }),
    });
  }

  directory(tenant: Partial<FakeTenant> = {}) {
    const sources = REFUSED_SOURCES.map(({ id }) => ({ id, address: '' }));
    return readerOf(fakeDirectory([{ id: REFUSED_TENANT, numbers: ['+48221234567'], ...tenant }], sources));
  }

  /** The refusal of an upload, a millisecond after the one before. */
  async refusal(content: string, { from = FIRST, ...call }: Partial<ReportedCall> & { from?: DirectorySource } = {}) {
    this.#clock.advance(1);
    const reported = { ...REFUSED_CALL, ...call };
    const audio = async () => Readable.from([Buffer.from(content)]);
    const error = await this.uploads.accept({ source: from, call: reported, audio }).catch((reason: unknown) => reason);
    return error as { code: string; message: string; refusedUploadId: string | null };
  }

  async content(id: string): Promise<string> {
    const refused = await requireRefused({ db: this.#db, clock: this.#clock }, id);
    return String(await buffer(await openRefused(this, refused)));
  }

  listed(from = FIRST) {
    return listRefused(this.#db, { now: this.#clock.now(), sourceId: from.id });
  }

  removeEnded() {
    const { objects, keys } = this;
    return removeEndedRefused({ objects, keys, db: this.#db, clock: this.#clock, log: quietLog });
  }

  get leftovers(): string[] {
    return ['uploads', 'refused'].flatMap((name) => readdirSync(join(this.folder, name)));
  }

  async count(name: string, outcome?: string): Promise<number> {
    const { values } = await this.metrics.getSingleMetric(name)!.get();
    return values.find(({ labels }) => outcome === undefined || labels['outcome'] === outcome)!.value;
  }
}

/** An encoder that passes the audio on as if it were MP3. */
export async function encodedAudio(file: TemporaryFile, recordingId: RecordingId): Promise<Encoded> {
  const waveform = { sliceMs: 20, caller: [0], callee: [0] };
  const sealed = sealedAudio(recordingId, await buffer(readTemporaryFile(file)));
  const recording = { ...sealed, durationMs: 5000, waveform, legs: [] };
  return ok({ recording, mixed: false, cut: false, damaged: false });
}
