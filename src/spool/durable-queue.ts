import type { KeyObject } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CallId, RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { bytesOnDisk, HEADER_BYTES, jsonRecord, MAX_PAYLOAD_BYTES } from './record-format.ts';
import { scanSegment, type SkippedBytes } from './scan-segment.ts';
import {
  compareSegmentNames,
  type CreateSegment,
  lengthOfEnded,
  SEGMENT_ENDING,
  type SegmentFile,
  segmentFilesIn,
  segmentName,
} from './segment-file.ts';
import { segmentKey } from './segment-key.ts';
import type { SpoolObserver } from './spool-observer.ts';
import type { WriterLocation } from './spool-writer.ts';

/** What may wait, in memory and again on disk: some 100,000 refused calls of half a KiB, ten minutes at 170 a second. */
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

/** A segment of this size is closed and the next one begun: a segment is deleted when nothing in it waits any more. */
const SEGMENT_BYTES = 1024 * 1024;

export interface DurableQueueOptions {
  /** Where its segments are written. The names of earlier runs' segments are in the same folder. */
  readonly location: WriterLocation;
  /** Of the run that wrote a segment, by its file name; null: the segment is not encrypted. */
  readonly runKeyOf: (name: string) => Promise<Uint8Array | null>;
  readonly log: Logger;
  readonly observer?: SpoolObserver;
  readonly maxQueuedBytes?: number;
  /** Instead of files in the location's folder. */
  readonly create?: CreateSegment;
}

interface Segment {
  readonly path: string;
  readonly key: KeyObject | null;
  /** Null: closed. */
  file: SegmentFile | null;
  length: number;
  /** Ids of the items in it that are still in the queue. */
  readonly waiting: Set<CallId>;
  /** It is being written, or could not be read: it must stay. */
  isKept: boolean;
}

interface QueuedItem {
  readonly id: CallId;
  readonly record: Buffer;
  /** Where it is, or is being written. */
  segment: Segment | null;
  isSynced: boolean;
}

interface QueuedContent {
  readonly id: CallId;
  readonly content: unknown;
}

/** `synced`: it survives a loss of power. `unsynced`: the disk fails; it is in memory only. `full`: it was not taken. */
type QueueOutcome = 'synced' | 'unsynced' | 'full';

/**
 * A queue of JSON values by their ids, in memory and in segments of the spool's records, so that it survives a crash. An
 * item that was removed may come back after a crash, while another one of its segment waits: what is done with an item is
 * done again without harm. One process at a time: the spool's lock covers it.
 */
export class DurableQueue {
  readonly #options: DurableQueueOptions;
  readonly #create: CreateSegment;
  /** In the order they came. */
  readonly #items = new Map<CallId, QueuedItem>();
  #unsynced: QueuedItem[] = [];
  #open: Segment | null = null;
  #segmentsCreated = 0;
  #queuedBytes = 0;
  #writing: Promise<void> | null = null;
  /** Segments of earlier runs that could not be read yet. */
  #unread: Segment[] = [];
  /** Items that were found, but not as they were written. */
  damaged = 0;

  /** Opens the queue and finds what earlier runs left. */
  static async open(options: DurableQueueOptions): Promise<DurableQueue> {
    const queue = new DurableQueue(options);
    const names = readdirSync(options.location.folder)
      .filter((name) => name.endsWith(SEGMENT_ENDING))
      .sort(compareSegmentNames);
    queue.#unread = names.map((name) => leftSegment(join(options.location.folder, name)));
    await queue.readUnread();
    return queue;
  }

  private constructor(options: DurableQueueOptions) {
    this.#options = options;
    this.#create = options.create ?? segmentFilesIn(options.location.folder);
  }

  get size(): number {
    return this.#items.size;
  }

  /** Segments of earlier runs that cannot be read at the moment. */
  get unreadable(): number {
    return this.#unread.length;
  }

  /** Tries to read what could not be read before. Items found now are behind those that are in the queue. */
  async readUnread(): Promise<void> {
    const unread = [];
    for (const segment of this.#unread) if (!(await this.#recoverSegment(segment))) unread.push(segment);
    this.#unread = unread;
  }

  /** The oldest item. */
  get first(): QueuedContent | null {
    return this.items().next().value ?? null;
  }

  /** All items, the oldest first. */
  *items(): Generator<QueuedContent> {
    for (const { id, record } of this.#items.values()) {
      yield { id, content: JSON.parse(record.toString('utf8', HEADER_BYTES)) };
    }
  }

  /** Resolves when the item is on disk, or cannot be written now. Items that are added at the same time share one sync. */
  async add(id: CallId, content: unknown): Promise<QueueOutcome> {
    const record = jsonRecord({ kind: 'queued', recordingId: id as string as RecordingId, number: 0 }, content);
    const { maxQueuedBytes = MAX_QUEUED_BYTES } = this.#options;
    const isTooLarge = record.length > MAX_PAYLOAD_BYTES;
    if (isTooLarge || this.#queuedBytes + record.length > maxQueuedBytes) return 'full';
    const item: QueuedItem = { id, record, segment: null, isSynced: false };
    this.remove(id);
    this.#items.set(id, item);
    this.#queuedBytes += record.length;
    this.#unsynced.push(item);
    await this.sync();
    return item.isSynced ? 'synced' : 'unsynced';
  }

  /** Tries to write what is not on disk yet. */
  async sync(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#unsynced.length === 0) return;
    this.#writing = this.#writeUnsynced().finally(() => (this.#writing = null));
    await this.#writing;
  }

  remove(id: CallId): void {
    const item = this.#items.get(id);
    if (item === undefined) return;
    this.#items.delete(id);
    this.#queuedBytes -= item.record.length;
    if (item.segment === null) return;
    item.segment.waiting.delete(id);
    this.#deleteIfEmpty(item.segment);
  }

  async close(): Promise<void> {
    await this.sync();
    await this.#closeSegment();
  }

  async #writeUnsynced(): Promise<void> {
    const batch = this.#unsynced.filter((item) => this.#items.get(item.id) === item);
    this.#unsynced = [];
    if (batch.length === 0) return;
    try {
      const segment = (this.#open ??= await this.#createSegment());
      await this.#writeBatch(segment, batch);
      if (segment.length >= SEGMENT_BYTES) await this.#closeSegment();
      this.#deleteIfEmpty(segment);
    } catch (error) {
      this.#unsynced = [...batch, ...this.#unsynced];
      const details = { error: String(error), items: this.#unsynced.length };
      this.#options.log.error(details, 'spool: the queue cannot be written; its items are in memory only');
      await this.#abandonSegment();
    }
  }

  async #writeBatch(segment: Segment, batch: readonly QueuedItem[]): Promise<void> {
    segment.isKept = true;
    for (const item of batch) {
      item.segment = segment;
      segment.waiting.add(item.id);
    }
    try {
      const { buffers, length } = placeRecords(batch, segment);
      await segment.file!.write(buffers, segment.length);
      await segment.file!.sync();
      segment.length = length;
      this.#options.observer?.synced({ file: segment.path, length });
      for (const item of batch) item.isSynced = true;
    } catch (error) {
      for (const item of batch) {
        item.segment = null;
        segment.waiting.delete(item.id);
      }
      throw error;
    } finally {
      segment.isKept = false;
    }
  }

  async #createSegment(): Promise<Segment> {
    const { prefix, key } = this.#options.location;
    const file = await this.#create(segmentName(prefix, this.#segmentsCreated++));
    return {
      path: file.path,
      key: key && segmentKey(key, file.path),
      file,
      length: 0,
      waiting: new Set(),
      isKept: false,
    };
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#open;
    this.#open = null;
    const file = segment?.file;
    if (segment != null) segment.file = null;
    await file?.close();
  }

  /** After a failure nothing is known about what was written last; the same items go to a new segment. */
  async #abandonSegment(): Promise<void> {
    const segment = this.#open;
    if (segment === null) return;
    this.#open = null;
    const { file } = segment;
    segment.file = null;
    try {
      await file?.truncate(segment.length);
      await file?.close();
    } catch {
      // The disk that has just failed may fail here too: what is too much is found at the next start, and saved twice.
    }
    this.#deleteIfEmpty(segment);
  }

  #deleteIfEmpty(segment: Segment): void {
    if (segment.waiting.size > 0 || segment.isKept) return;
    if (segment === this.#open) this.#open = null;
    const { file } = segment;
    segment.file = null;
    try {
      file?.close().catch(() => {});
      rmSync(segment.path, { force: true });
      this.#options.observer?.deleted(segment.path);
    } catch (error) {
      // Its items are added again at the next start, which does no harm.
      this.#options.log.warn({ file: segment.path, error: String(error) }, 'spool: a segment of the queue stays');
    }
  }

  /** False: the segment cannot be read at the moment. What was found in it before that is in the queue already. */
  async #recoverSegment(segment: Segment): Promise<boolean> {
    const { runKeyOf, log } = this.#options;
    const file = segment.path;
    const onSkipped = (skipped: SkippedBytes): void =>
      log.warn({ file, ...skipped }, 'spool: a segment of the queue is truncated or damaged; the bytes were skipped');
    try {
      let damaged = 0;
      let length = 0;
      for (const { header, extent, payload } of scanSegment(
        { file, runKey: await runKeyOf(basename(file)) },
        onSkipped,
      )) {
        length = extent.offset + extent.length;
        const content = payload();
        if (content === null) damaged += 1;
        else this.#addRecovered(segment, header.recordingId as string as CallId, content);
      }
      this.damaged += damaged;
      this.#options.observer?.synced({ file, length });
      segment.isKept = false;
      this.#deleteIfEmpty(segment);
      return true;
    } catch (error) {
      this.#options.observer?.synced({ file, length: lengthOfEnded(file) });
      log.error({ file, error: String(error) }, 'spool: a segment of the queue cannot be read; trying again');
      return false;
    }
  }

  #addRecovered(segment: Segment, id: CallId, content: Buffer): void {
    if (this.#items.has(id)) return;
    const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), content]);
    this.#items.set(id, { id, record, segment, isSynced: true });
    segment.waiting.add(id);
    this.#queuedBytes += record.length;
  }
}

/** Of an earlier run: it must stay until it was read. */
function leftSegment(path: string): Segment {
  return { path, key: null, file: null, length: 0, waiting: new Set(), isKept: true };
}

/** The records as they are on disk, one after the other at the end of the segment, and its length with them. */
function placeRecords(batch: readonly QueuedItem[], { key, length }: Segment) {
  const buffers: Buffer[] = [];
  let offset = length;
  for (const { record } of batch) {
    const written = bytesOnDisk(record, { offset, key });
    buffers.push(...written);
    offset += written.reduce((sum, { length: bytes }) => sum + bytes, 0);
  }
  return { buffers, length: offset };
}
