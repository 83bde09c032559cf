import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll } from 'vitest';
import { newId, type RecordingId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { ok } from '../../src/base/result.ts';
import { Uploads } from '../../src/intake/index.ts';
import { WatchedFolder, type WatchedFolderDeps } from '../../src/intake/watched-folder/watched-folder.ts';
import type { KeyStore } from '../../src/platform/key-store.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { ObjectStore } from '../../src/platform/object-store.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { readTemporaryFile, type TemporaryFile } from '../../src/platform/temporary-file.ts';
import type { DirectorySource } from '../../src/tenants/index.ts';
import { testDatabase } from './database.ts';
import { fakeDirectory, readerOf } from './fake-directory.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { quietLog } from './quiet-log.ts';
import { sealedAudio } from './sealed-audio.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const SETTLE_MS = 60_000;
const OWN_NUMBER = '+48221234567';
/** What a sidecar has to say. The call is not over its retention. */
export const SIDECAR = {
  startedAt: new Date(Date.now() - 3_600_000).toISOString(),
  caller: '512345678',
  callee: OWN_NUMBER,
};

interface BenchOptions {
  readonly db: Database;
  readonly path: string;
  readonly tenantId: TenantId;
  readonly source: DirectorySource;
  readonly objects?: ObjectStore;
  readonly keys?: KeyStore;
  readonly changes?: Partial<WatchedFolderDeps>;
}

/** A watched folder with real uploads, whose encoder keeps the audio as it is. */
export class WatchBench {
  readonly clock = new ManualClock(Date.now());
  readonly metrics = createMetrics();
  readonly objects: ObjectStore;
  readonly path: string;
  readonly watched: WatchedFolder;
  /** A test may replace `accept`. */
  readonly uploads: Uploads;
  /** The audio that was stored, as text. */
  readonly stored: string[] = [];
  /** What the encoder does first. */
  beforeEncoding: () => Promise<void> = async () => {};

  constructor({ db, path, tenantId, source, objects, keys, changes }: BenchOptions) {
    this.path = path;
    this.objects = objects ?? new MemoryObjectStore();
    const { clock, metrics } = this;
    this.uploads = new Uploads({
      directory: readerOf(fakeDirectory([{ id: tenantId, numbers: [OWN_NUMBER] }], [])),
      encoding: () => ({ encodeFile: (file, { recordingId }) => this.#encode(file, recordingId) }),
      folder: join(path, '..', 'uploads'),
      objects: this.objects,
      keys: keys ?? new MemoryKeyStore(),
      db,
      clock,
      metrics,
      maxAudioBytes: 10_000,
    });
    const sources = async () => [source];
    const options = { settleMs: SETTLE_MS, doneDays: 7, sources, uploads: this.uploads, clock, log: quietLog, metrics };
    this.watched = new WatchedFolder({ path, ...options, ...changes });
  }

  /** Looks, waits until what is there has settled, and looks again. */
  async settle(): Promise<void> {
    await this.watched.round();
    this.clock.advance(SETTLE_MS);
    await this.watched.round();
  }

  write(path: string, content: string | object): string {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** The files below a folder, by their paths. */
  files(folder = '.'): string[] {
    const root = join(this.path, folder);
    const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const paths = entries.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
    return paths.filter((path) => path !== '.fonoteka.lock').sort();
  }

  /** The code in the text beside a failed file of the sub-folder `PBX`. */
  reasonOf(name: string): string {
    return readFileSync(join(this.path, 'PBX/failed', `${name}.reason.txt`), 'utf8').split(':', 1)[0]!;
  }

  async value(name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> {
    const { values } = await this.metrics.getSingleMetric(name)!.get();
    return values.find((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))?.value;
  }

  async #encode(file: TemporaryFile, recordingId: RecordingId) {
    await this.beforeEncoding();
    const audio = String(await buffer(readTemporaryFile(file)));
    this.stored.push(audio);
    const waveform = { sliceMs: 20, caller: [0], callee: [0] };
    const recording = { ...sealedAudio(recordingId, Buffer.from(audio)), durationMs: 5000, waveform, legs: [] };
    return ok({ recording, mixed: false, cut: false, damaged: false });
  }
}

export function watchedSource(id: SourceId, changes: Partial<DirectorySource> = {}): DirectorySource {
  return { id, name: 'PBX', defaultTenantId: null, timeZone: 'Europe/Warsaw', ...changes };
}

/** A database with two tenants and the source `PBX`, for the tests of a file; `bench` makes a folder with its sub-folder. */
export function watchedTenants() {
  const { db } = testDatabase();
  const [tenantId, otherTenant] = [newId<TenantId>(1), newId<TenantId>(2)];
  const sourceId = newId<SourceId>(1);
  beforeAll(async () => {
    await db
      .insertInto('tenants')
      .values([
        { id: tenantId, name: 'Piekarnia' },
        { id: otherTenant, name: 'Kwiaciarnia' },
      ])
      .execute();
    await db.insertInto('sources').values({ id: sourceId, name: 'PBX' }).execute();
  });

  function bench(changes: Partial<WatchedFolderDeps> = {}, source = watchedSource(sourceId)): WatchBench {
    const path = join(temporaryFolder(), 'watch');
    mkdirSync(join(path, 'PBX'), { recursive: true });
    return new WatchBench({ db, path, tenantId, source, changes });
  }

  return { db, tenantId, otherTenant, sourceId, bench };
}
