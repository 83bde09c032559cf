import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../base/errors.ts';
import { isId, type RecorderId, type RecordingId } from '../base/ids.ts';
import { nullIfMissing } from '../platform/durable-folder.ts';
import type { Logger } from '../platform/logging.ts';
import { RecoveredCalls, scanSegment } from './recover-calls.ts';
import { ReleasedLog } from './released-log.ts';
import { RetainedSegments } from './retained-segments.ts';
import type { ClosedSegment, WriterLocation } from './spool-writer.ts';
import type { SpooledCall, SpoolExtent } from './spooled-call.ts';

const SEGMENT_NAME = /^(\d{8})-\d{3}-\d{6}\.spool$/;

interface SpoolDeps {
  readonly recorderId: RecorderId;
  /** Of the segments. */
  readonly folder: string;
  readonly lock: Disposable;
  readonly releasedLog: ReleasedLog;
  readonly released: ReadonlySet<RecordingId>;
  readonly log: Logger;
}

/**
 * The folder where recorded calls wait for their MP3: finds what earlier runs left, gives writers their place, deletes
 * segments whose calls are archived. One process at a time.
 */
export class Spool {
  readonly #deps: SpoolDeps;
  /** Segments of earlier runs. */
  readonly #leftSegments: readonly string[];
  readonly #run: number;
  readonly #retained = new RetainedSegments((file) => rmSync(file, { force: true }));
  #writers = 0;

  /** Opens the spool in `folder`, creates it if need be. Throws `data-folder-in-use` when another process has it open. */
  static async open(options: { readonly folder: string; readonly log: Logger }): Promise<Spool> {
    const folder = resolve(options.folder);
    const segments = join(folder, 'segments');
    mkdirSync(segments, { recursive: true, mode: 0o700 });
    const lock = lockFolder(folder);
    try {
      const { log: releasedLog, released } = await ReleasedLog.open(join(folder, 'done.log'));
      return new Spool({
        recorderId: readOrCreateRecorderId(folder),
        folder: segments,
        lock,
        releasedLog,
        released: new Set(released),
        log: options.log,
      });
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(deps: SpoolDeps) {
    this.#deps = deps;
    this.#leftSegments = readdirSync(deps.folder)
      .filter((name) => SEGMENT_NAME.test(name))
      .sort();
    this.#run = Number(SEGMENT_NAME.exec(this.#leftSegments.at(-1) ?? '')?.[1] ?? 0) + 1;
  }

  /** Of the recorder that writes here; the same in every run. */
  get recorderId(): RecorderId {
    return this.#deps.recorderId;
  }

  /** Disk space of the closed segments. */
  get bytes(): number {
    return this.#retained.bytes;
  }

  /**
   * Finds the calls of earlier runs that are not released: ended ones as they ended, open ones as `killed`, ended with
   * their last packet and flagged `cut`. To be called once, before capture begins.
   */
  async recover(): Promise<readonly SpooledCall[]> {
    const { released, releasedLog, log } = this.#deps;
    const recovered = new RecoveredCalls();
    for (const name of this.#leftSegments) {
      this.#retained.add(this.#scan(join(this.#deps.folder, name), recovered));
    }
    const kept = [...released].filter((id) => this.#retained.has(id));
    await releasedLog.rewrite(kept);
    for (const id of kept) this.#retained.release(id);
    const lost = recovered.withoutOpenRecord.filter((id) => !released.has(id));
    if (lost.length > 0) {
      log.error({ recordingIds: lost }, 'spool: the first record of these calls is damaged; they stay in the spool');
    }
    return recovered.calls.filter((call) => !released.has(call.recordingId));
  }

  /**
   * For a writer that is gone while the process runs: where the chunks are that it wrote of the calls in `open`, by call.
   * These calls go on with another writer. Its other calls have ended, or never began: those are released.
   */
  async recoverWriter(
    { prefix }: WriterLocation,
    open: ReadonlySet<RecordingId>,
  ): Promise<ReadonlyMap<RecordingId, readonly SpoolExtent[]>> {
    const files = readdirSync(this.#deps.folder)
      .filter((name) => name.startsWith(prefix))
      .map((name) => join(this.#deps.folder, name))
      .sort();
    const left = files.filter((file) => !this.#retained.hasSegment(file));
    const needed = new Set([...open].flatMap((id) => [...this.#retained.filesOf(id)]).concat(left));
    const found = new RecoveredCalls();
    const leftSegments: ClosedSegment[] = [];
    for (const file of files.filter((name) => needed.has(name))) {
      const segment = this.#scan(file, found);
      if (left.includes(file)) leftSegments.push(segment);
      await nextTurn();
    }
    const failedStarts = this.#failedStarts(leftSegments, found, open);
    for (const segment of leftSegments) {
      this.#retained.add({ ...segment, endedIds: segment.recordingIds.filter((id) => !open.has(id)) });
    }
    for (const id of failedStarts) await this.release(id);
    return new Map([...open].map((id) => [id, found.extents(id)]));
  }

  /** Calls whose writer died while they were being started: the PBX was refused. They have no packets and no end. */
  #failedStarts(left: readonly ClosedSegment[], found: RecoveredCalls, open: ReadonlySet<RecordingId>): RecordingId[] {
    const ids = new Set(left.flatMap(({ recordingIds }) => recordingIds));
    return found.withoutEnd.filter(
      (id) => ids.has(id) && !open.has(id) && !this.#retained.has(id) && found.extents(id).length === 0,
    );
  }

  /** Resolves when it is on disk that the call does not need the spool any more. Deletes segments without other calls. */
  async release(recordingId: RecordingId): Promise<void> {
    await this.#deps.releasedLog.add(recordingId);
    this.#retained.release(recordingId);
  }

  /** Where a new writer puts its segments. */
  newWriterLocation(): WriterLocation {
    const prefix = `${String(this.#run).padStart(8, '0')}-${String(this.#writers++).padStart(3, '0')}-`;
    return { folder: this.#deps.folder, prefix };
  }

  /** To be called for each segment that a writer closes. */
  segmentClosed(segment: ClosedSegment): void {
    this.#retained.add(segment);
  }

  async close(): Promise<void> {
    await this.#deps.releasedLog.close();
    this.#deps.lock[Symbol.dispose]();
  }

  /** Adds the records of a segment to `recovered`. */
  #scan(file: string, recovered: RecoveredCalls): ClosedSegment {
    const ids = new Set<RecordingId>();
    let sizeBytes = 0;
    let skippedBytes = 0;
    for (const record of scanSegment(file, (bytes) => (skippedBytes += bytes))) {
      recovered.add(record);
      ids.add(record.header.recordingId);
      sizeBytes = record.extent.offset + record.extent.length;
    }
    if (skippedBytes > 0) {
      this.#deps.log.warn({ file, skippedBytes }, 'spool: segment truncated or damaged; the bytes were skipped');
    }
    return { file, sizeBytes, recordingIds: [...ids], endedIds: [...ids] };
  }
}

/**
 * Keeps a second process out of a spool folder. The lock is SQLite's on an empty database: the kernel releases it when
 * the process dies, however that happens. A file with a process id in it would stay, and Node has no `flock`.
 * Throws `data-folder-in-use` when another process has the lock.
 */
function lockFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new AppError('data-folder-in-use', `another process writes to the spool ${folder}`, { cause });
  }
  return { [Symbol.dispose]: () => database.close() };
}

/** The id of the recorder whose calls are in this folder; created with the folder. */
function readOrCreateRecorderId(folder: string): RecorderId {
  const file = join(folder, 'recorder-id');
  const known = readIfPresent(file);
  if (known !== null && isId(known)) return known as RecorderId;
  const id = randomUUID() as RecorderId;
  writeFileSync(file, id, { mode: 0o600, flush: true });
  return id;
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return nullIfMissing(error as NodeJS.ErrnoException);
  }
}
