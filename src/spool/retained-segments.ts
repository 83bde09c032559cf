import type { RecordingId } from '../base/ids.ts';
import { type ByteRange, bytesByCall, holeBytes, releasedBlocks, type SegmentRecords } from './segment-records.ts';
import type { ClosedSegment } from './spool-writer.ts';

/** Which closed segments hold records of a call. */
interface RetainedCall {
  readonly files: Set<string>;
  /** Whether its last record is in one of them, so that no more of it will come. */
  ended: boolean;
}

interface RetainedSegment {
  readonly records: SegmentRecords;
  /** By the call's index in the segment. */
  readonly bytesOf: Float64Array;
  /** The calls that are not released, and their indexes. */
  readonly waiting: Map<RecordingId, number>;
  /** Of the disk. */
  usedBytes: number;
  readonly sizeBytes: number;
  /** Of released calls, and holes. */
  releasedBytes: number;
  /** How many of them there were when the segment's holes were punched last. */
  punchedAt: number;
}

interface RetainedSegmentsOptions {
  readonly deleteFile: (file: string) => void;
  /** Much of the segment is not needed any more, while a call in it waits. */
  readonly onPartReleased: (file: string) => void;
}

/**
 * A segment's holes are punched when half of what it takes can be given back: so the spool takes at most twice of what is needed, most
 * segments are deleted without any, and one that a long call keeps costs few passes over it.
 */
const SHARE_TO_FREE = 0.5;
/** Parts of blocks stay: the holes are punched again when so much more was released. */
const SHARE_TO_FREE_AGAIN = 0.125;

/** While the disk is nearly full, for less than that: a second of some calls. */
const LEAST_TO_FREE_BYTES = 64 * 1024;

/** The closed segments and the calls in them. A segment is deleted when the last of its calls is released. */
export class RetainedSegments {
  readonly #segments = new Map<string, RetainedSegment>();
  readonly #calls = new Map<RecordingId, RetainedCall>();
  /** Released while the segment with their last record is still being written. */
  readonly #releasedEarly = new Set<RecordingId>();
  readonly #options: RetainedSegmentsOptions;

  constructor(options: RetainedSegmentsOptions) {
    this.#options = options;
  }

  /** Disk space of the segments. */
  get bytes(): number {
    return [...this.#segments.values()].reduce((sum, segment) => sum + segment.usedBytes, 0);
  }

  has(recordingId: RecordingId): boolean {
    return this.#calls.has(recordingId);
  }

  hasSegment(file: string): boolean {
    return this.#segments.has(file);
  }

  /** The closed segments with records of a call. */
  filesOf(recordingId: RecordingId): Iterable<string> {
    return this.#calls.get(recordingId)?.files ?? [];
  }

  /** Whole blocks of the segment that no call needs any more, to be given back now; null: it is deleted. */
  releasedBlocks(file: string): readonly ByteRange[] | null {
    const segment = this.#segments.get(file);
    if (segment === undefined) return null;
    const waiting = new Set(segment.waiting.values());
    segment.punchedAt = segment.releasedBytes;
    return releasedBlocks(segment.records, (index) => !waiting.has(index));
  }

  /** Its released blocks were given back to the disk; `usedBytes` is what it takes there now. */
  freed(file: string, usedBytes: number): void {
    const segment = this.#segments.get(file);
    if (segment === undefined) return;
    segment.usedBytes = usedBytes;
    // More may have been released meanwhile.
    this.#deleteOrFree(file);
  }

  /** Segments of which less than usual can be given back: for a disk that is nearly full. */
  get partlyReleased(): readonly string[] {
    const parts = [...this.#segments].filter(
      ([, { releasedBytes, punchedAt }]) => releasedBytes - punchedAt >= LEAST_TO_FREE_BYTES,
    );
    return parts.map(([file]) => file);
  }

  add({ file, sizeBytes, usedBytes = sizeBytes, recordingIds, endedIds, records }: ClosedSegment): void {
    const bytesOf = bytesByCall(records, recordingIds.length);
    const waiting = new Map<RecordingId, number>();
    const segment = {
      records,
      bytesOf,
      waiting,
      sizeBytes,
      usedBytes,
      releasedBytes: holeBytes(records),
      punchedAt: 0,
    };
    for (const [index, id] of recordingIds.entries()) {
      if (this.#releasedEarly.has(id)) segment.releasedBytes += bytesOf[index]!;
      else segment.waiting.set(id, index);
    }
    this.#segments.set(file, segment);
    for (const id of segment.waiting.keys()) this.#call(id).files.add(file);
    for (const id of endedIds) {
      if (!this.#releasedEarly.delete(id)) this.#call(id).ended = true;
    }
    this.#deleteOrFree(file);
  }

  release(recordingId: RecordingId): void {
    const call = this.#calls.get(recordingId);
    this.#calls.delete(recordingId);
    if (call === undefined || !call.ended) this.#releasedEarly.add(recordingId);
    for (const file of call?.files ?? []) {
      const segment = this.#segments.get(file)!;
      segment.releasedBytes += segment.bytesOf[segment.waiting.get(recordingId)!]!;
      segment.waiting.delete(recordingId);
      this.#deleteOrFree(file);
    }
  }

  #call(recordingId: RecordingId): RetainedCall {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = { files: new Set(), ended: false };
      this.#calls.set(recordingId, call);
    }
    return call;
  }

  #deleteOrFree(file: string): void {
    const segment = this.#segments.get(file)!;
    if (segment.waiting.size === 0) {
      this.#segments.delete(file);
      this.#options.deleteFile(file);
    } else if (isWorthFreeing(segment)) {
      this.#options.onPartReleased(file);
    }
  }
}

function isWorthFreeing({ sizeBytes, usedBytes, releasedBytes, punchedAt }: RetainedSegment): boolean {
  const isMore = releasedBytes - punchedAt >= usedBytes * SHARE_TO_FREE_AGAIN;
  return isMore && releasedBytes - (sizeBytes - usedBytes) >= usedBytes * SHARE_TO_FREE;
}
