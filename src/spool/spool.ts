import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { RecorderId, RecordingId } from '../base/ids.ts';
import { systemClock } from '../platform/clock.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import { DurableQueue } from './durable-queue.ts';
import { DamagedSegments } from './damaged-segments.ts';
import { DeadWriters, type WrittenExtents } from './dead-writers.ts';
import { RecoveredCalls } from './recover-calls.ts';
import { recoverSegment } from './recover-segment.ts';
import { canFreeParts, ReleaseSpace } from './release-space.ts';
import { ReleasedLog } from './released-log.ts';
import { RetainedSegments } from './retained-segments.ts';
import type { ScannedSegment } from './scan-segment.ts';
import { runKeyId } from './segment-key.ts';
import { checkMounted, lockFolder, prepareRun, readOrCreateRecorderId } from './spool-folder.ts';
import type { SpoolObserver } from './spool-observer.ts';
import type { ClosedSegment, SyncedFile, WriterLocation } from './spool-writer.ts';
import { compareSegmentNames, lengthOfEnded, runOfSegment, segmentPrefix } from './segment-file.ts';
import type { SpooledCall } from './spooled-call.ts';

interface SpoolOptions {
  readonly folder: string;
  /** Where the spool's id is remembered, on another disk than the spool's if that has one of its own. */
  readonly idFile?: string;
  /** For the key of each run; without it the spool is not encrypted. */
  readonly keys?: KeyStore;
  readonly clock?: Clock;
  readonly log: Logger;
  /** Missing: nothing copies the spool. */
  readonly observer?: SpoolObserver;
}

interface SpoolDeps {
  readonly run: number;
  /** Of this run. */
  readonly key: Uint8Array | null;
  readonly keys: KeyStore | null;
  readonly recorderId: RecorderId;
  /** Of the segments. */
  readonly folder: string;
  /** Of the segments of the queue. */
  readonly queueFolder: string;
  readonly damaged: DamagedSegments;
  readonly lock: Disposable;
  readonly releasedLog: ReleasedLog;
  readonly released: ReadonlySet<RecordingId>;
  readonly log: Logger;
  readonly observer: SpoolObserver | null;
  /** Whether the disk takes a part of a segment back. */
  readonly canFreeParts: boolean;
}

/**
 * The folder where recorded calls wait for their MP3: finds what earlier runs left, gives writers their place, deletes
 * segments whose calls are archived. One process at a time.
 */
export class Spool {
  readonly #deps: SpoolDeps;
  /** Segments of earlier runs that could not be read yet. */
  #unread: readonly string[];
  /** While some cannot be read: what was found in the others, which calls of it were returned, which are released. */
  #recovered = new RecoveredCalls();
  readonly #notOrdered: SpooledCall[] = [];
  readonly #handedOver = new Set<RecordingId>();
  readonly #released: Set<RecordingId>;
  #waitingCalls = 0;
  readonly #deadWriters: DeadWriters;
  #recoveredBefore = false;
  readonly #retained = new RetainedSegments({
    deleteFile: (file) => this.#deleteSegment(file),
    onPartReleased: (file) => this.#space.free(file),
  });
  readonly #space: ReleaseSpace;
  /** Released, but the disk did not delete them. */
  readonly #undeleted = new Set<string>();
  #writers = 0;

  /**
   * Opens the spool in `folder`, creates it if need be. Throws `data-folder-in-use` when another process has it open,
   * `storage-not-mounted` when it is not the one of the last start.
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    const folder = resolve(options.folder);
    checkMounted(folder, options.idFile);
    const segments = join(folder, 'segments');
    const damaged = join(folder, 'damaged');
    const queueFolder = join(folder, 'unsaved');
    for (const made of [segments, damaged, queueFolder]) mkdirSync(made, { recursive: true, mode: 0o700 });
    await using opened = new AsyncDisposableStack();
    const lock = opened.use(lockFolder(folder));
    const recorderId = readOrCreateRecorderId(folder, options.idFile);
    const { log: releasedLog, released } = await ReleasedLog.open(join(folder, 'done.log'));
    opened.defer(() => releasedLog.close());
    const spool = new Spool({
      recorderId,
      ...(await prepareRun({ recorderId, keys: options.keys ?? null, folders: [segments, damaged, queueFolder] })),
      folder: segments,
      queueFolder,
      damaged: new DamagedSegments({ folder: damaged, clock: options.clock ?? systemClock, log: options.log }),
      lock,
      releasedLog,
      released: new Set(released),
      log: options.log,
      observer: options.observer ?? null,
      canFreeParts: await canFreeParts(segments, options.log),
    });
    opened.move();
    return spool;
  }

  private constructor(deps: SpoolDeps) {
    this.#deps = deps;
    this.#released = new Set(deps.released);
    this.#space = new ReleaseSpace({
      blocksOf: (file) => this.#retained.releasedBlocks(file),
      onFreed: (file, bytes) => this.#retained.freed(file, bytes),
      isPossible: deps.canFreeParts,
      log: deps.log,
    });
    this.#deadWriters = new DeadWriters({
      folder: deps.folder,
      retained: this.#retained,
      log: deps.log,
      scan: (file, recovered) => this.#scan({ file, runKey: deps.key }, recovered),
      retain: (segment) => this.#retain(segment),
      release: (recordingId) => this.release(recordingId),
    });
    this.#unread = readdirSync(deps.folder)
      .filter((name) => runOfSegment(name) !== null)
      .sort(compareSegmentNames);
  }

  /** Of the recorder that writes here; the same in every run. */
  get recorderId(): RecorderId {
    return this.#deps.recorderId;
  }

  /** Of this run: opens the chunks of its calls; null: they are not encrypted. */
  get key(): Uint8Array | null {
    return this.#deps.key;
  }

  /** Disk space of the closed segments, without their holes. */
  get bytes(): number {
    return this.#retained.bytes;
  }

  /** What cannot be read at the moment: segments of earlier runs, calls that wait for one, dead writers of this run. */
  get unreadable(): number {
    return this.#leftUnreadable + this.#deadWriters.unreadable;
  }

  /** Of earlier runs. */
  get #leftUnreadable(): number {
    return this.#unread.length + this.#waitingCalls;
  }

  /**
   * Finds the calls of earlier runs that are not released: ended ones as they ended, open ones as `killed`, ended with
   * their last packet and flagged `cut`. To be called once before capture begins, and again while there are segments that
   * cannot be read: until they can, a call waits that may have a part in one. Each call is returned once.
   */
  async recover(): Promise<readonly SpooledCall[]> {
    await this.#deadWriters.tryAgain();
    const unread = [];
    for (const name of this.#unread) if (!(await this.#tryToRecover(name))) unread.push(name);
    this.#unread = unread;
    const kept = [...this.#released].filter((id) => this.#retained.has(id));
    if (!this.#recoveredBefore && this.#unread.length === 0) await this.#shortenReleasedLog(kept);
    this.#recoveredBefore = true;
    for (const id of kept) this.#retained.release(id);
    const { ids, withoutOpenRecord } = this.#recovered;
    const waiting = ids.filter((id) => !this.#released.has(id) && !this.#handedOver.has(id));
    const found = waiting.map((id) => this.#handOver(id)).filter((call) => call !== null);
    this.#waitingCalls = waiting.length - found.length;
    const calls = await this.#withoutUndecided(found);
    if (this.#leftUnreadable > 0) return calls;
    const lost = withoutOpenRecord.filter((id) => !this.#released.has(id));
    if (lost.length > 0) {
      this.#deps.log.error(
        { recordingIds: lost },
        'spool: the first record of these calls is damaged; they stay in the spool',
      );
    }
    this.#recovered = new RecoveredCalls();
    this.#handedOver.clear();
    this.#released.clear();
    return calls;
  }

  /** Calls recorded on demand that nobody had ordered, as `recover` found them, each once: to be destroyed when the history has them. */
  takeNotOrdered(): readonly SpooledCall[] {
    return this.#notOrdered.splice(0);
  }

  /** A call of which it was not known whether it may be recorded is destroyed, unheard. */
  async #withoutUndecided(calls: readonly SpooledCall[]): Promise<readonly SpooledCall[]> {
    for (const call of calls) {
      const { undecided, onDemand } = call.description;
      if (undecided && onDemand) this.#notOrdered.push(call);
      else if (undecided) await this.destroyUnheard(call.recordingId);
    }
    return calls.filter(({ description }) => !description.undecided);
  }

  /** A call that is not to be kept. Never rejects: while the disk fails it waits, unheard, for the next start. */
  async destroyUnheard(recordingId: RecordingId): Promise<void> {
    const { log } = this.#deps;
    try {
      await this.release(recordingId);
      log.info(
        { recordingId },
        'spool: a call was destroyed that was not to be kept when the recorder stopped: its tenant was not known, or nobody had ordered it',
      );
    } catch (error) {
      log.warn(
        { recordingId, error: String(error) },
        'spool: a call that was not to be kept could not be destroyed; the next start tries again',
      );
    }
  }

  /** A disk that is full or fails must not keep the calls from being archived: that is what makes room on it. */
  async #shortenReleasedLog(kept: readonly RecordingId[]): Promise<void> {
    try {
      await this.#deps.releasedLog.rewrite(kept);
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'spool: the list of released calls stays longer than it need be');
    }
  }

  /**
   * For a writer that is gone while the process runs: where the chunks are that it wrote of the calls in `open`, by call.
   * These calls go on with another writer. Its other calls have ended, or never began: those are released. While its segments
   * cannot be read the result waits for `recover`, which tries again; it rejects with `spool-unreadable` at `stopWaiting`.
   */
  recoverWriter(location: WriterLocation, open: ReadonlySet<RecordingId>): Promise<WrittenExtents> {
    return this.#deadWriters.recover({ location, open });
  }

  /** Before the shutdown: who waits for what cannot be read does so no longer. The next start recovers it. */
  stopWaiting(): void {
    this.#deadWriters.stopWaiting();
  }

  /** Resolves when it is on disk that the call does not need the spool any more. Deletes segments without other calls. */
  async release(recordingId: RecordingId): Promise<void> {
    await this.#deps.releasedLog.add(recordingId);
    if (this.#leftUnreadable > 0) this.#released.add(recordingId);
    this.#retained.release(recordingId);
  }

  /** Keeps a copy of a segment in which damage was found, for some days, in `damaged/` of the spool. */
  keepDamaged(file: string): void {
    this.#deps.damaged.keep(file);
  }

  /** For a disk that is nearly full: gives back what is left of released calls, also where it is little. */
  freeAll(): void {
    for (const file of this.#retained.partlyReleased) this.#space.free(file);
  }

  /** Deletes what could not be deleted before, and copies of damaged segments that were kept long enough. `now` is Unix ms. */
  tidy(now: number): void {
    for (const file of this.#undeleted) this.#deleteSegment(file);
    this.#deps.damaged.deleteOld(now);
  }

  /** Never throws: that a segment stays harms no call, and a later attempt or the next start deletes it. */
  #deleteSegment(file: string): void {
    try {
      rmSync(file, { force: true });
      this.#undeleted.delete(file);
      this.#deps.observer?.deleted(file);
    } catch (error) {
      if (!this.#undeleted.has(file)) {
        this.#deps.log.error({ file, error: String(error) }, 'spool: a segment cannot be deleted; trying again');
      }
      this.#undeleted.add(file);
    }
  }

  /** Where a new writer puts its segments. */
  newWriterLocation(): WriterLocation {
    const { folder, run, key } = this.#deps;
    return { folder, prefix: segmentPrefix(run, this.#writers++), key };
  }

  /** The queue beside the calls, with what earlier runs left in it. To be called once. */
  async openQueue(): Promise<DurableQueue> {
    const { queueFolder, log, observer } = this.#deps;
    const location = { ...this.newWriterLocation(), folder: queueFolder };
    return DurableQueue.open({
      location,
      runKeyOf: (name) => this.#runKeyOf(name),
      log,
      ...(observer !== null && { observer }),
    });
  }

  /** To be called for each segment that a writer closes. */
  segmentClosed(segment: ClosedSegment): void {
    this.#retain(segment);
  }

  /** To be called after each regular flush of a media worker: what is on disk of its segments. */
  flushed(files: readonly SyncedFile[]): void {
    for (const synced of files) this.#deps.observer?.synced(synced);
    this.#deps.observer?.flushed();
  }

  #retain(segment: ClosedSegment): void {
    this.#deps.observer?.synced({ file: segment.file, length: segment.sizeBytes });
    this.#retained.add(segment);
  }

  async close(): Promise<void> {
    await this.#space.close();
    await this.#deps.releasedLog.close();
    this.#deps.lock[Symbol.dispose]();
  }

  /** Null: a part of the call may be where it cannot be read at the moment. */
  #handOver(recordingId: RecordingId): SpooledCall | null {
    if (this.#unread.length > 0 && !this.#recovered.isComplete(recordingId)) return null;
    try {
      const call = this.#recovered.call(recordingId);
      this.#handedOver.add(recordingId);
      return call;
    } catch (error) {
      this.#deps.log.error({ recordingId, error: String(error) }, 'spool: a call cannot be read; trying again');
      return null;
    }
  }

  /** False: the segment cannot be read at the moment. */
  async #tryToRecover(name: string): Promise<boolean> {
    const { folder, log, observer } = this.#deps;
    const file = join(folder, name);
    try {
      const runKey = await this.#runKeyOf(name);
      this.#retain(this.#scan({ file, runKey }, this.#recovered));
      return true;
    } catch (error) {
      observer?.synced({ file, length: lengthOfEnded(file) });
      log.error({ file, error: String(error) }, 'spool: a segment of an earlier run cannot be read; trying again');
      return false;
    }
  }

  /** Of the run that wrote a segment; null: it is not there, or the spool is not encrypted. */
  async #runKeyOf(name: string): Promise<Uint8Array | null> {
    const { keys, recorderId } = this.#deps;
    return keys === null ? null : keys.get(runKeyId(recorderId, runOfSegment(name)!));
  }

  /** Adds the records of a segment to `recovered`. */
  #scan(segment: ScannedSegment, recovered: RecoveredCalls): ClosedSegment {
    return recoverSegment({ segment, recovered, onDamaged: (file) => this.keepDamaged(file), log: this.#deps.log });
  }
}
