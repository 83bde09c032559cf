import type { RecordingId } from '../base/ids.ts';

/** Of the holes in segments: the block of most file systems, and a page of memory. Where it is larger, the file system zeroes a part of one. */
export const RELEASED_BLOCK_BYTES = 4096;

/** In the place of a call's index: a hole, and what is no intact record. */
const HOLE = 0xffffffff;
const DAMAGED = 0xfffffffe;

/** Which call each record of a segment is of, in the file's order. Plain data, 8 bytes a record. */
export interface SegmentRecords {
  /** The index of its call in the segment's `recordingIds`. */
  readonly owners: Uint32Array;
  /** Where it ends, and the next one begins. No segment is nearly as long as 4 GB. */
  readonly ends: Uint32Array;
}

/** The list while the segment is written, or scanned. */
export class SegmentRecordList {
  readonly #indexes = new Map<RecordingId, number>();
  readonly #owners: number[] = [];
  readonly #ends: number[] = [];

  add(recordingId: RecordingId, end: number): void {
    let index = this.#indexes.get(recordingId);
    if (index === undefined) {
      index = this.#indexes.size;
      this.#indexes.set(recordingId, index);
    }
    this.#push(index, end);
  }

  /** Bytes that are no record. */
  addSkipped(cause: 'truncated' | 'released' | 'damaged', end: number): void {
    this.#push(cause === 'released' ? HOLE : DAMAGED, end);
  }

  get recordingIds(): readonly RecordingId[] {
    return [...this.#indexes.keys()];
  }

  get records(): SegmentRecords {
    return { owners: Uint32Array.from(this.#owners), ends: Uint32Array.from(this.#ends) };
  }

  #push(owner: number, end: number): void {
    this.#owners.push(owner);
    this.#ends.push(end);
  }
}

/** How many bytes each call has in a segment, by its index. */
export function bytesByCall({ owners, ends }: SegmentRecords, calls: number): Float64Array {
  const bytes = new Float64Array(calls);
  let start = 0;
  for (const [index, owner] of owners.entries()) {
    const end = ends[index]!;
    if (owner < calls) bytes[owner]! += end - start;
    start = end;
  }
  return bytes;
}

export function holeBytes({ owners, ends }: SegmentRecords): number {
  return owners.reduce((sum, owner, index) => (owner === HOLE ? sum + ends[index]! - (ends[index - 1] ?? 0) : sum), 0);
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The whole blocks in which there is nothing but records of released calls, and holes. */
export function releasedBlocks(
  { owners, ends }: SegmentRecords,
  isReleased: (index: number) => boolean,
): readonly ByteRange[] {
  const blocks: ByteRange[] = [];
  let from = 0;
  let isRun = false;
  let end = 0;
  const endRun = (): void => {
    const start = Math.ceil(from / RELEASED_BLOCK_BYTES) * RELEASED_BLOCK_BYTES;
    const stop = Math.floor(end / RELEASED_BLOCK_BYTES) * RELEASED_BLOCK_BYTES;
    if (isRun && stop > start) blocks.push({ start, end: stop });
  };
  for (const [index, owner] of owners.entries()) {
    const isFree = owner === HOLE || (owner !== DAMAGED && isReleased(owner));
    if (isFree !== isRun) {
      endRun();
      from = end;
      isRun = isFree;
    }
    end = ends[index]!;
  }
  endRun();
  return blocks;
}
