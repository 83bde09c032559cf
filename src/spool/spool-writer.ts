import type { KeyObject } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import { AesGcmInPlace } from '../platform/aes-gcm-in-place.ts';
import { CallWriter, ChunkPool, type OpenRecord, type PendingRecord } from './call-writer.ts';
import { bytesOnDisk, sealedLength, sealRecord } from './record-format.ts';
import { type CreateSegment, type SegmentFile, segmentFilesIn, segmentName } from './segment-file.ts';
import { segmentKey } from './segment-key.ts';
import { type SegmentRecords, SegmentRecordList } from './segment-records.ts';
import type { SpoolExtent } from './spooled-call.ts';

/** A segment of this size is closed and the next one begun: disk space is freed of closed ones only. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

/** Encrypted records are written in parts of so much, or alone: what a processor keeps near itself. */
const PART_BYTES = 1024 * 1024;

/**
 * Numbers that a call's records have in one writer: four days of three records a second. The number has 32 bits, so a call
 * may be continued 4,095 times.
 */
export const RECORDS_PER_WRITER = 2 ** 20;

interface SpoolWriterOptions {
  readonly location: WriterLocation;
  readonly clock: Clock;
  readonly events: SpoolWriterEvents;
  readonly maxBufferedBytes?: number;
  readonly segmentBytes?: number;
  /** Instead of files in the location's folder. */
  readonly create?: CreateSegment;
}

/** Where one writer puts its segments. Plain data, for a worker thread. */
export interface WriterLocation {
  readonly folder: string;
  /** Of the file names; unique among all writers of the folder. The writer adds a number. */
  readonly prefix: string;
  /** From which the segments' keys are derived; null: they are not encrypted. */
  readonly key: Uint8Array | null;
}

interface SpoolWriterEvents {
  segmentClosed(segment: ClosedSegment): void;
  /** `file` is on disk up to `length`. */
  synced(batch: { readonly durationMs: number; readonly bytes: number } & SyncedFile): void;
  /** A write failed; each flush tries again. */
  failed(error: Error): void;
}

/** How much of a segment is on disk. Plain data. */
export interface SyncedFile {
  readonly file: string;
  readonly length: number;
}

/** A segment that is never written to again, and the calls it holds. Plain data. */
export interface ClosedSegment {
  readonly file: string;
  readonly sizeBytes: number;
  /** What it takes on the disk; missing: as much. */
  readonly usedBytes?: number;
  readonly recordingIds: readonly RecordingId[];
  /** Those of them whose last record is here. */
  readonly endedIds: readonly RecordingId[];
  readonly records: SegmentRecords;
}

interface OpenSegment {
  readonly file: SegmentFile;
  readonly key: KeyObject | null;
  /** By this key; null: not encrypted, or not by this Node. */
  readonly cipher: AesGcmInPlace | null;
  readonly records: SegmentRecordList;
  readonly endedIds: Set<RecordingId>;
  length: number;
}

/**
 * The write-ahead log of one media worker. Records queue in memory; each flush writes all of them with one `writev`
 * and syncs once. A record leaves memory only after its sync has succeeded. After a failed write or sync nothing is
 * known about the pages in between (a second `fdatasync` may report success for data that is lost), so the segment
 * is truncated to what was synced, closed, and the same records are written again to a new one.
 */
export class SpoolWriter {
  readonly #options: SpoolWriterOptions;
  readonly #create: CreateSegment;
  readonly #pool: ChunkPool;
  readonly #openCalls = new Set<RecordingId>();
  #queue: PendingRecord[] = [];
  /** Of encrypted records, while they are written. */
  #part: Buffer | null = null;
  #segment: OpenSegment | null = null;
  #segmentsCreated = 0;
  #flushing: Promise<void> | null = null;
  #failing = false;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
    this.#create = options.create ?? segmentFilesIn(options.location.folder);
    this.#pool = new ChunkPool(options.maxBufferedBytes);
  }

  open(call: OpenRecord): CallWriter {
    return this.#newCallWriter(call);
  }

  /**
   * Continues a call whose writer is gone, the `times`th time; `call` has what is known of it now. What the earlier writer had
   * on disk stays part of the call.
   */
  reopen(call: OpenRecord, times: number): CallWriter {
    const writer = this.#newCallWriter(call, times * RECORDS_PER_WRITER);
    writer.updateLegs(call.legs);
    writer.updateDescription(call.description);
    return writer;
  }

  #newCallWriter(open: OpenRecord, firstRecord = 0): CallWriter {
    const encrypted = this.#options.location.key !== null;
    return new CallWriter({
      enqueue: (record) => this.#enqueue(record),
      pool: this.#pool,
      open,
      encrypted,
      firstRecord,
    });
  }

  /** Whether the last attempt to write failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Bytes of packets in memory. */
  get bufferedBytes(): number {
    return this.#pool.usedBytes;
  }

  /** Bytes on disk of the segment that is being written. */
  get segmentBytes(): number {
    return this.#segment?.length ?? 0;
  }

  /** Writes and syncs what is queued. Resolves true when all that was queued at the call is on disk, false after a failure. */
  async flush(): Promise<boolean> {
    const wanted = this.#queue.length > 0;
    while (this.#flushing !== null) await this.#flushing;
    if (!wanted || this.#queue.length === 0) return !this.#failing;
    this.#flushing = this.#writeQueue();
    await this.#flushing;
    return !this.#failing;
  }

  /** Flushes once more and closes the segment; false when the flush failed. */
  async close(): Promise<boolean> {
    const written = await this.flush();
    await this.#closeSegment();
    return written;
  }

  #enqueue(record: PendingRecord): void {
    if (record.ends) this.#openCalls.delete(record.recordingId);
    else this.#openCalls.add(record.recordingId);
    this.#queue.push(record);
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
      this.#flushing = null;
    }
  }

  async #writeBatch(batch: readonly PendingRecord[]): Promise<void> {
    const { clock, events } = this.#options;
    const begun = clock.monotonicMs();
    const segment = (this.#segment ??= await this.#createSegment());
    const before = segment.length;
    const written = await this.#write(batch, segment);
    await segment.file.sync();
    for (const record of written) addToSegment(segment, record);
    const { length } = segment;
    const durationMs = clock.monotonicMs() - begun;
    events.synced({ durationMs, bytes: length - before, file: segment.file.path, length });
    if (this.#isFinished(segment)) await this.#closeSegment();
  }

  /** One after the other at the end of the segment; encrypted ones in parts, whose memory is used again. */
  async #write(batch: readonly PendingRecord[], segment: OpenSegment): Promise<PlacedRecord[]> {
    const { file, key, cipher, length } = segment;
    const placed: PlacedRecord[] = [];
    let offset = length;
    let used = 0;
    const put = (record: PendingRecord, bytes: number): void => {
      placed.push({ record, extent: { file: file.path, offset, length: bytes } });
      offset += bytes;
    };
    const flushPart = async (): Promise<void> => {
      if (used > 0) await file.write([this.#part!.subarray(0, used)], offset - used);
      used = 0;
    };
    if (cipher === null) {
      const buffers = batch.flatMap((record) => {
        const onDisk = bytesOnDisk(record.bytes, { offset, key });
        put(
          record,
          onDisk.reduce((sum, part) => sum + part.length, 0),
        );
        return onDisk;
      });
      await file.write(buffers, length);
      return placed;
    }
    this.#part ??= Buffer.allocUnsafeSlow(PART_BYTES);
    for (const record of batch) {
      const bytes = sealedLength(record.bytes);
      if (used + bytes > PART_BYTES) await flushPart();
      if (bytes > PART_BYTES) {
        await file.write(bytesOnDisk(record.bytes, { offset, key }), offset);
        put(record, bytes);
        continue;
      }
      sealRecord(record.bytes, this.#part, used, { offset, cipher });
      put(record, bytes);
      used += bytes;
    }
    await flushPart();
    return placed;
  }

  /** Full; or no call is open that would write to it, so that the spool of an idle recorder becomes empty. */
  #isFinished(segment: OpenSegment): boolean {
    const full = segment.length >= (this.#options.segmentBytes ?? SEGMENT_BYTES);
    return full || (this.#openCalls.size === 0 && this.#queue.length === 0);
  }

  async #createSegment(): Promise<OpenSegment> {
    const { prefix, key } = this.#options.location;
    const file = await this.#create(segmentName(prefix, this.#segmentsCreated++));
    const own = key && segmentKey(key, file.path);
    const cipher = own && AesGcmInPlace.create(own.export());
    return { file, key: own, cipher, records: new SegmentRecordList(), endedIds: new Set(), length: 0 };
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#segment;
    if (segment === null) return;
    this.#segment = null;
    segment.cipher?.free();
    // All of it is synced: a failure to close it is none of its records, which must not be written again, as their memory is used for others.
    await segment.file.close().catch(() => {});
    this.#options.events.segmentClosed({
      file: segment.file.path,
      sizeBytes: segment.length,
      recordingIds: segment.records.recordingIds,
      endedIds: [...segment.endedIds],
      records: segment.records.records,
    });
  }

  /** The file may hold some or all records of the failed batch: recovery recognizes them by their numbers. */
  async #abandonSegment(): Promise<void> {
    // The disk that has just failed may fail here too. One that comes back is another one to a file that is open: it is left all the same.
    await this.#segment?.file.truncate(this.#segment.length).catch(() => {});
    await this.#closeSegment();
  }
}

interface PlacedRecord {
  readonly record: PendingRecord;
  readonly extent: SpoolExtent;
}

function addToSegment(segment: OpenSegment, { record, extent }: PlacedRecord): void {
  segment.length += extent.length;
  segment.records.add(record.recordingId, segment.length);
  if (record.ends) segment.endedIds.add(record.recordingId);
  record.onSynced(extent);
}
