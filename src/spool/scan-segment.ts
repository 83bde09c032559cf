import type { KeyObject } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFully } from './read-spooled-call.ts';
import { HEADER_BYTES, MAGIC, parseHeader, readPayload, type RecordHeader, unknownFormat } from './record-format.ts';
import { RELEASED_BLOCK_BYTES } from './segment-records.ts';
import { segmentKey } from './segment-key.ts';
import type { SpoolExtent } from './spooled-call.ts';

export interface ScannedRecord {
  readonly header: RecordHeader;
  readonly runKey: Uint8Array | null;
  /** The complete record, header included. */
  readonly extent: SpoolExtent;
  /** Reads and checks the payload; null when it is damaged. Only until the scan moves on. */
  readonly payload: () => Buffer | null;
  /** Whether a hole begins in it: it is of a released call. */
  readonly isReleased: () => boolean;
}

export interface ScannedSegment {
  readonly file: string;
  /** Of the run that wrote it; null: it is not encrypted. */
  readonly runKey?: Uint8Array | null;
}

export interface SkippedBytes {
  readonly offset: number;
  readonly bytes: number;
  /**
   * - `truncated`: the beginning of a record at the end of the segment, or zeros, as a kill or a loss of power leaves it.
   * - `released`: a hole, records of calls that were released.
   * - `damaged`: anything else.
   */
  readonly cause: 'truncated' | 'released' | 'damaged';
}

/**
 * The records of a segment in the file's order, from header to header, payloads of packets unchecked. Bytes that are no record are
 * skipped up to the next intact header and reported to `onSkipped`; a record truncated by the file's end is left out.
 * Throws when the file cannot be read, or a later release wrote it.
 */
export function* scanSegment(
  { file, runKey = null }: ScannedSegment,
  onSkipped: (skipped: SkippedBytes) => void = () => {},
): Generator<ScannedRecord, void, void> {
  using reader = new SegmentReader(file);
  const { size } = reader;
  const key = runKey && segmentKey(runKey, file);
  for (let offset = 0; offset < size; ) {
    const header = parseHeader(reader.read(offset, HEADER_BYTES));
    if (!header.ok && header.reason === 'unknown-format') throw unknownFormat(file);
    const length = header.ok ? HEADER_BYTES + header.value.payloadBytes : 0;
    if (header.ok && offset + length <= size) {
      const record = { header: header.value, runKey, extent: { file, offset, length } };
      const isReleased = (): boolean => hasHole(reader, record.extent);
      yield { ...record, payload: () => payloadOf(reader, record, key), isReleased };
      offset += length;
    } else {
      const next = findHeader(reader, offset + 1);
      const isCutOff = header.ok || size - offset < HEADER_BYTES;
      onSkipped({ offset, bytes: next - offset, cause: causeOf(reader, { offset, next, isCutOff }) });
      offset = next;
    }
  }
}

function payloadOf(
  reader: SegmentReader,
  { header, extent: { offset, length } }: Pick<ScannedRecord, 'header' | 'extent'>,
  key: KeyObject | null,
): Buffer | null {
  return readPayload(reader.read(offset, length), header, { offset, key });
}

/** Where the next intact header begins, or the segment's end when there is none. */
function findHeader(reader: SegmentReader, from: number): number {
  const { size } = reader;
  let offset = from;
  while (offset < size) {
    const window = reader.read(offset, WINDOW_BYTES);
    const at = window.indexOf(MAGIC);
    if (at === -1) {
      if (offset + window.length >= size) return size;
      offset += window.length - (MAGIC.length - 1);
      continue;
    }
    const header = parseHeader(reader.read(offset + at, HEADER_BYTES));
    if (header.ok || header.reason === 'unknown-format') return offset + at;
    offset += at + 1;
  }
  return size;
}

interface SkippedRange {
  readonly offset: number;
  readonly next: number;
  /** It begins as a record does. */
  readonly isCutOff: boolean;
}

/**
 * Zeros to the segment's end are what the disk had allocated, and not written, when the power went. What damage does to the disk is not
 * taken for a hole, unless it is a block of zeros; then the numbers of the call's records show that one is missing.
 */
function causeOf(reader: SegmentReader, { offset, next, isCutOff }: SkippedRange): SkippedBytes['cause'] {
  if (isHole(reader, offset)) return 'released';
  if (next < reader.size) return 'damaged';
  const zeros = reader.read(offset, 1)[0] === 0 ? offset : nextBlock(offset);
  return isCutOff || (zeros < next && isZero(reader, zeros, next)) ? 'truncated' : 'damaged';
}

/** The block at `offset` is zeros; or the next one is, and what is before it is the beginning of a header. */
function isHole(reader: SegmentReader, offset: number): boolean {
  const next = nextBlock(offset);
  return (
    isBlockZero(reader, next - RELEASED_BLOCK_BYTES) || (next - offset < HEADER_BYTES && isBlockZero(reader, next))
  );
}

/** Whether one of the blocks that begin in the record is. */
function hasHole(reader: SegmentReader, { offset, length }: SpoolExtent): boolean {
  for (let block = nextBlock(offset); block < offset + length; block += RELEASED_BLOCK_BYTES) {
    if (isBlockZero(reader, block)) return true;
  }
  return false;
}

/** The first block that begins behind an offset. */
function nextBlock(offset: number): number {
  return (Math.floor(offset / RELEASED_BLOCK_BYTES) + 1) * RELEASED_BLOCK_BYTES;
}

function isBlockZero(reader: SegmentReader, block: number): boolean {
  return isZero(reader, block, block + RELEASED_BLOCK_BYTES);
}

function isZero(reader: SegmentReader, from: number, to: number): boolean {
  for (let offset = from; offset < to; offset += ZEROS.length) {
    const wanted = Math.min(ZEROS.length, to - offset);
    const bytes = reader.read(offset, wanted);
    if (bytes.length < wanted || bytes.compare(ZEROS, 0, wanted) !== 0) return false;
  }
  return true;
}

const ZEROS = Buffer.alloc(RELEASED_BLOCK_BYTES);

/** How much is read at a time. */
const WINDOW_BYTES = 64 * 1024;

/** Reads a segment from the beginning to the end in large pieces: most of its pages are needed, each has a header or two. */
class SegmentReader implements Disposable {
  readonly size: number;
  readonly #descriptor: number;
  #buffer = Buffer.alloc(0);
  /** What is in the buffer. */
  #from = 0;
  #to = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    try {
      this.size = fstatSync(this.#descriptor).size;
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** Shorter where the segment ends. Valid until the next read. */
  read(offset: number, length: number): Buffer {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#from || end > this.#to) this.#fill(offset, end - offset);
    return this.#buffer.subarray(offset - this.#from, Math.min(end, this.#to) - this.#from);
  }

  #fill(offset: number, length: number): void {
    const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.size));
    if (this.#buffer.length < wanted) this.#buffer = Buffer.allocUnsafeSlow(wanted);
    this.#from = offset;
    this.#to = offset;
    this.#to += readFully(this.#descriptor, this.#buffer, offset);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}
