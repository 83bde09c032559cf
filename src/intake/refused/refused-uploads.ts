import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Clock, inTime } from '../../base/clock.ts';
import type { RefusedUploadId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, labelledCounter, type Registry } from '../../platform/metrics.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { OpenTemporaryFile, readTemporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';
import { BEGINNING_BYTES, beginsAs } from './begins-as.ts';
import { removeEndedRefused, storeRefused } from './refused-objects.ts';
import { type NewRefusedUpload, noteNotStored, placeRefused } from './refused-rows.ts';

/** How long the answer to the PBX waits for it: HTTP clients of PBXs wait 30 s and more. Then it goes on behind the answer. */
const MAX_DELAY_MS = 10_000;
/** At once: as many as uploads. More only if the store hangs; their files would fill the disk. */
const MAX_AT_ONCE = 8;

interface RefusedUploadsDeps {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly keys: Pick<KeyStore, 'getOrCreate' | 'delete'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** For files that are being stored. Used by this process alone, on the file system of the uploads. */
  readonly folder: string;
  /** Of all that are kept; 0: none are. */
  readonly maxBytes: number;
}

type UploadToKeep = Omit<NewRefusedUpload, 'beginsAs' | 'sizeBytes' | 'sha256'>;

/** `busy`: too many at once. `not-kept`: empty, or too large; listed without its file. `failed`: database or store. */
const OUTCOMES = ['kept', 'repeated', 'not-kept', 'busy', 'failed'] as const;

/** Keeps the files of refused uploads aside for a day, so that support finds out why. Never changes or delays the answer for long. */
export class RefusedUploads {
  readonly #deps: RefusedUploadsDeps;
  readonly #count: Counter<'outcome'>;
  readonly #displaced: Counter;
  #underWay = 0;

  constructor(deps: RefusedUploadsDeps) {
    this.#deps = deps;
    const registry = deps.metrics;
    this.#count = labelledCounter({
      registry,
      name: 'fonoteka_refused_uploads_total',
      help: 'Uploads whose audio could not be used, by what became of the file.',
      labels: { outcome: OUTCOMES },
    });
    this.#displaced = new Counter({
      name: 'fonoteka_refused_uploads_displaced_total',
      help: 'Refused uploads removed before their day was over, for newer ones: the oldest of a source that sent too many.',
      registers: [registry],
    });
    mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Takes the file of a refused upload over. Returns the id under which support finds it; null: nothing is kept of it. Never rejects.
   */
  async keep(file: TemporaryFile, refused: UploadToKeep): Promise<RefusedUploadId | null> {
    if (this.#deps.maxBytes === 0) return null;
    if (this.#underWay >= MAX_AT_ONCE) {
      this.#count.inc({ outcome: 'busy' });
      return null;
    }
    let id: RefusedUploadId | null = null;
    this.#underWay += 1;
    const work = this.#keep(file, refused, (placed) => {
      id = placed;
    }).finally(() => {
      this.#underWay -= 1;
    });
    await inTime(this.#deps.clock, MAX_DELAY_MS, work);
    return id;
  }

  /** Never rejects. */
  async #keep(
    { path, key }: TemporaryFile,
    refused: UploadToKeep,
    onPlaced: (id: RefusedUploadId) => void,
  ): Promise<void> {
    const own = { path: join(this.#deps.folder, randomUUID()), key };
    try {
      await rename(path, own.path);
      this.#count.inc({ outcome: await this.#store(own, refused, onPlaced) });
    } catch (err) {
      this.#count.inc({ outcome: 'failed' });
      this.#deps.log.warn({ err, sourceId: refused.sourceId }, 'intake: a refused upload could not be kept aside');
    } finally {
      await rm(own.path, { force: true }).catch(() => {});
    }
  }

  async #store(
    file: TemporaryFile,
    refused: UploadToKeep,
    onPlaced: (id: RefusedUploadId) => void,
  ): Promise<(typeof OUTCOMES)[number]> {
    const { db, clock, maxBytes } = this.#deps;
    const { size: sizeBytes } = await stat(file.path);
    const described = { ...refused, sizeBytes, beginsAs: beginsAs(beginningOf(file)), sha256: await sha256Of(file) };
    const { id, outcome, displaced } = await placeRefused(db, described, { maxBytes, now: clock.now() });
    onPlaced(id);
    this.#displaced.inc(displaced.length);
    // First: if what has ended cannot be removed, nothing is added.
    if (displaced.length > 0) await this.#remove(displaced, id);
    if (outcome !== 'to-store') return outcome;
    await storeRefused(this.#deps, { id, tenantId: refused.tenantId, file, sizeBytes });
    return 'kept';
  }

  async #remove(displaced: readonly RefusedUploadId[], added: RefusedUploadId): Promise<void> {
    try {
      await removeEndedRefused(this.#deps, { ids: displaced });
    } catch (error) {
      await noteNotStored(this.#deps.db, added);
      throw error;
    }
  }
}

async function sha256Of(file: TemporaryFile): Promise<Buffer> {
  const hash = createHash('sha256');
  await pipeline(readTemporaryFile(file), hash);
  return hash.digest();
}

function beginningOf(file: TemporaryFile): Buffer {
  using open = new OpenTemporaryFile(file, 'read');
  return open.read(0, BEGINNING_BYTES);
}
