import type { RecordingId } from '../base/ids.ts';
import type { CreateSegment, SegmentFile } from './segment-file.ts';
import type { SpoolExtent } from './spooled-call.ts';

/** A segment that has grown so far is closed and the next one begun: the unit in which disk space is given back. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

/** A record on its way to the disk. */
export interface PendingRecord {
  readonly recordingId: RecordingId;
  readonly bytes: Buffer;
  /** The last record of its call. */
  readonly ends: boolean;
  /** Called when the record is on disk for good; from then on the log does not look at `bytes` any more. */
  readonly onSynced: (extent: SpoolExtent) => void;
}

/** A segment that will not be written to any more, and whose calls it holds. Plain data. */
export interface ClosedSegment {
  readonly file: string;
  readonly sizeBytes: number;
  readonly recordingIds: readonly RecordingId[];
  /** Those of them whose last record is here. */
  readonly endedIds: readonly RecordingId[];
}

export interface SegmentLogEvents {
  closed(segment: ClosedSegment): void;
  synced(batch: { readonly durationMs: number; readonly bytes: number }): void;
  /** A write failed; the log tries again with each flush. */
  failed(error: Error): void;
}

export interface SegmentLogOptions {
  readonly create: CreateSegment;
  /** Names begin so; the log adds a number. Unique among all logs of the folder. */
  readonly prefix: string;
  readonly segmentBytes?: number;
  readonly monotonicMs: () => number;
  readonly events: SegmentLogEvents;
}

interface OpenSegment {
  readonly file: SegmentFile;
  readonly recordingIds: Set<RecordingId>;
  readonly endedIds: Set<RecordingId>;
  length: number;
}

/**
 * The write-ahead log of one media worker. Records queue in memory; each flush writes all of them with one `writev`
 * and syncs once. A record leaves memory only after its sync has succeeded. After a failed write or sync nothing is
 * known about the pages in between (a second `fdatasync` may claim success for data that is gone), so the segment
 * is cut back to what was good, closed, and the same records are written anew to a fresh one.
 */
export class SegmentLog {
  readonly #options: SegmentLogOptions;
  readonly #openCalls = new Set<RecordingId>();
  #queue: PendingRecord[] = [];
  #segment: OpenSegment | null = null;
  #segmentsMade = 0;
  #running: Promise<void> | null = null;
  #failing = false;

  constructor(options: SegmentLogOptions) {
    this.#options = options;
  }

  /** Whether the last attempt to write failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /** What the segment written at the moment has on disk. */
  get segmentBytes(): number {
    return this.#segment?.length ?? 0;
  }

  enqueue(record: PendingRecord): void {
    if (record.ends) this.#openCalls.delete(record.recordingId);
    else this.#openCalls.add(record.recordingId);
    this.#queue.push(record);
  }

  /** Writes what is queued. Resolves true when all that was queued at the call is on disk, false after a failure. */
  async flush(): Promise<boolean> {
    const wanted = this.#queue.length > 0;
    while (this.#running !== null) await this.#running;
    if (!wanted || this.#queue.length === 0) return !this.#failing;
    this.#running = this.#writeQueue();
    await this.#running;
    return !this.#failing;
  }

  /** Writes what is queued, closes the segment. */
  async close(): Promise<boolean> {
    const written = await this.flush();
    await this.#closeSegment();
    return written;
  }

  async #writeQueue(): Promise<void> {
    const batch = this.#queue;
    this.#queue = [];
    try {
      await this.#writeBatch(batch);
      this.#failing = false;
    } catch (error) {
      this.#queue = [...batch, ...this.#queue];
      this.#failing = true;
      await this.#abandonSegment();
      this.#options.events.failed(error as Error);
    } finally {
      this.#running = null;
    }
  }

  async #writeBatch(batch: readonly PendingRecord[]): Promise<void> {
    const begun = this.#options.monotonicMs();
    const segment = (this.#segment ??= await this.#createSegment());
    const buffers = batch.map((record) => record.bytes);
    await segment.file.write(buffers, segment.length);
    await segment.file.sync();
    const before = segment.length;
    for (const record of batch) note(segment, record);
    this.#options.events.synced({
      durationMs: this.#options.monotonicMs() - begun,
      bytes: segment.length - before,
    });
    if (this.#segmentIsFinished(segment)) await this.#closeSegment();
  }

  /** Full; or nobody is going to write to it: so that the spool of an idle recorder comes down to nothing. */
  #segmentIsFinished(segment: OpenSegment): boolean {
    const full = segment.length >= (this.#options.segmentBytes ?? SEGMENT_BYTES);
    return full || (this.#openCalls.size === 0 && this.#queue.length === 0);
  }

  async #createSegment(): Promise<OpenSegment> {
    const number = String(this.#segmentsMade++).padStart(6, '0');
    const file = await this.#options.create(`${this.#options.prefix}${number}.spool`);
    return { file, recordingIds: new Set(), endedIds: new Set(), length: 0 };
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#segment;
    if (segment === null) return;
    this.#segment = null;
    await segment.file.close();
    this.#options.events.closed({
      file: segment.file.path,
      sizeBytes: segment.length,
      recordingIds: [...segment.recordingIds],
      endedIds: [...segment.endedIds],
    });
  }

  /** The records of a failed batch may be in the file in part or whole: recovery knows them again by number. */
  async #abandonSegment(): Promise<void> {
    try {
      await this.#segment?.file.truncate(this.#segment.length);
      await this.#closeSegment();
    } catch {
      // The disk that has just failed may fail here too; the segment is found again at the next start.
    }
  }
}

function note(segment: OpenSegment, record: PendingRecord): void {
  segment.recordingIds.add(record.recordingId);
  if (record.ends) segment.endedIds.add(record.recordingId);
  const extent = { file: segment.file.path, offset: segment.length, length: record.bytes.length };
  segment.length += record.bytes.length;
  record.onSynced(extent);
}
