import type { KeyObject } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { RecordingId } from '../base/ids.ts';
import type { CallDescription } from '../recording/index.ts';
import type { EndRecord, OpenRecord } from './call-writer.ts';
import { readFully, readSpooledCall } from './read-spooled-call.ts';
import { HEADER_BYTES, MAGIC, parseHeader, readPayload, type RecordHeader, unknownFormat } from './record-format.ts';
import { segmentKey } from './segment-key.ts';
import { RECORDS_PER_WRITER } from './spool-writer.ts';
import { type SpooledCall, type SpooledLeg, type SpoolExtent, withEndFlag, withFlag } from './spooled-call.ts';

/** What has been found of one call so far. Records may come twice and in any order: their numbers sort them. */
interface CallRecords {
  /** Of the run that wrote it. */
  spoolKey: Uint8Array | null;
  /** The numbers of the records that were found, payloads of packets unread. */
  readonly numbers: Set<number>;
  endNumber: number | null;
  open: OpenRecord | null;
  legs: Numbered<readonly SpooledLeg[]> | null;
  description: Numbered<CallDescription> | null;
  end: EndRecord | null;
  readonly chunks: Map<number, SpoolExtent>;
}

interface Numbered<T> {
  readonly number: number;
  readonly value: T;
}

/** Assembles calls from the records of any number of segments. */
export class RecoveredCalls {
  readonly #calls = new Map<RecordingId, CallRecords>();

  /** False: the record is damaged, and left out. */
  add(record: ScannedRecord): boolean {
    const { recordingId, number, kind } = record.header;
    const call = this.#recordsOf(recordingId);
    call.spoolKey = record.runKey;
    if (kind === 'packets') {
      call.chunks.set(number, record.extent);
      call.numbers.add(number);
      return true;
    }
    const content = record.payload();
    if (content === null) return false;
    call.numbers.add(number);
    if (kind === 'end') call.endNumber = number;
    const value: unknown = JSON.parse(content.toString());
    if (kind === 'open') call.open = value as OpenRecord;
    else if (kind === 'end') call.end = value as EndRecord;
    else if (kind === 'legs') call.legs = latest(call.legs, { number, value: value as readonly SpooledLeg[] });
    else call.description = latest(call.description, { number, value: value as CallDescription });
    return true;
  }

  /** Every call whose `open` record could be read, in the order they were found. */
  get ids(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.open !== null).map(([recordingId]) => recordingId);
  }

  /** All of them. Throws `spool-unreadable`. */
  get calls(): readonly SpooledCall[] {
    return this.ids.map((id) => this.call(id));
  }

  /** Whether all records of the call were found, from the first to the last. Not known of a call with several writers. */
  isComplete(recordingId: RecordingId): boolean {
    const { numbers, endNumber } = this.#recordsOf(recordingId);
    return endNumber !== null && numbers.size === endNumber + 1;
  }

  /** One of `ids`. Throws `spool-unreadable`. */
  call(recordingId: RecordingId): SpooledCall {
    const records = this.#recordsOf(recordingId);
    return assemble(recordingId, records, records.open!);
  }

  /** Where the chunks of a call are, in the call's order. */
  extents(recordingId: RecordingId): readonly SpoolExtent[] {
    const records = this.#calls.get(recordingId);
    return records === undefined ? [] : extentsOf(records);
  }

  /** Calls without an `end` record. */
  get withoutEnd(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.end === null).map(([recordingId]) => recordingId);
  }

  /** Calls whose `open` record is damaged: their tenant is not known. */
  get withoutOpenRecord(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.open === null).map(([recordingId]) => recordingId);
  }

  #recordsOf(recordingId: RecordingId): CallRecords {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = {
        spoolKey: null,
        numbers: new Set(),
        endNumber: null,
        open: null,
        legs: null,
        description: null,
        end: null,
        chunks: new Map(),
      };
      this.#calls.set(recordingId, call);
    }
    return call;
  }
}

function latest<T>(known: Numbered<T> | null, found: Numbered<T>): Numbered<T> {
  return known !== null && known.number > found.number ? known : found;
}

function assemble(recordingId: RecordingId, records: CallRecords, open: OpenRecord): SpooledCall {
  const description = records.description?.value ?? open.description;
  const endReason = records.end?.endReason ?? 'killed';
  const call: SpooledCall = {
    recordingId,
    description: withEndFlag(isRecordMissing(records) ? withFlag(description, 'damaged') : description, endReason),
    legs: records.legs?.value ?? open.legs,
    captureStartedAt: open.captureStartedAt,
    endedAt: records.end?.endedAt ?? open.captureStartedAt,
    endReason,
    spoolKey: records.spoolKey,
    extents: extentsOf(records),
  };
  return records.end === null ? { ...call, endedAt: lastArrivalMs(call) ?? call.endedAt } : call;
}

function extentsOf({ chunks }: CallRecords): readonly SpoolExtent[] {
  return [...chunks].sort(([a], [b]) => a - b).map(([, extent]) => extent);
}

/**
 * Each writer of a call numbers its records without gaps, so that a damaged or lost one shows. What a dead writer had in
 * memory does not: its last record is not known.
 */
function isRecordMissing({ numbers }: CallRecords): boolean {
  const counts = new Map<number, { records: number; next: number }>();
  for (const number of numbers) {
    const writer = Math.floor(number / RECORDS_PER_WRITER);
    const { records, next } = counts.get(writer) ?? { records: 0, next: 0 };
    counts.set(writer, { records: records + 1, next: Math.max(next, (number % RECORDS_PER_WRITER) + 1) });
  }
  return [...counts.values()].some(({ records, next }) => records < next);
}

/** Arrival of the last packet in the last chunk that is not damaged; null: there is none. Throws `spool-unreadable`. */
export function lastArrivalMs(call: SpooledCall): number | null {
  for (const extent of call.extents.toReversed()) {
    let latest: number | null = null;
    for (const packet of readSpooledCall({ ...call, extents: [extent] })) latest = packet.arrivedAtMs;
    if (latest !== null) return Math.round(latest);
  }
  return null;
}

interface ScannedRecord {
  readonly header: RecordHeader;
  readonly runKey: Uint8Array | null;
  /** The complete record, header included. */
  readonly extent: SpoolExtent;
  /** Reads and checks the payload; null when it is damaged. Only until the scan moves on. */
  readonly payload: () => Buffer | null;
}

export interface ScannedSegment {
  readonly file: string;
  /** Of the run that wrote it; null: it is not encrypted. */
  readonly runKey?: Uint8Array | null;
}

export interface SkippedBytes {
  readonly bytes: number;
  /** The beginning of a record at the end of the segment, as a killed recorder leaves it; anything else is damage. */
  readonly isTruncated: boolean;
}

/** How much is searched at a time for the next record behind damage. */
const SEARCH_BYTES = 256 * 1024;

/**
 * The records of a segment in the file's order, from header to header, payloads unread. Bytes that are no record are
 * skipped up to the next intact header and reported to `onSkipped`; a record truncated by the file's end is left out.
 * Throws when the file cannot be read, or a later release wrote it.
 */
export function* scanSegment(
  { file, runKey = null }: ScannedSegment,
  onSkipped: (skipped: SkippedBytes) => void = () => {},
): Generator<ScannedRecord, void, void> {
  const descriptor = openSync(file, 'r');
  const key = runKey && segmentKey(runKey, file);
  try {
    const size = fstatSync(descriptor).size;
    let offset = 0;
    while (offset < size) {
      const header = parseHeader(readAt(descriptor, offset, HEADER_BYTES));
      if (!header.ok && header.reason === 'unknown-format') throw unknownFormat(file);
      const length = header.ok ? HEADER_BYTES + header.value.payloadBytes : 0;
      if (header.ok && offset + length <= size) {
        const record = { header: header.value, runKey, extent: { file, offset, length } };
        yield { ...record, payload: () => payloadOf(descriptor, record, key) };
        offset += length;
      } else {
        const next = findHeader(descriptor, offset + 1, size);
        const isTruncated = next === size && (header.ok || size - offset < HEADER_BYTES);
        onSkipped({ bytes: next - offset, isTruncated });
        offset = next;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function payloadOf(
  descriptor: number,
  { header, extent: { offset, length } }: Omit<ScannedRecord, 'payload'>,
  key: KeyObject | null,
): Buffer | null {
  return readPayload(readAt(descriptor, offset, length), header, { offset, key });
}

/** Where the next intact header begins, or `size` when there is none. */
function findHeader(descriptor: number, from: number, size: number): number {
  let offset = from;
  while (offset < size) {
    const window = readAt(descriptor, offset, SEARCH_BYTES);
    for (let at = window.indexOf(MAGIC); at !== -1; at = window.indexOf(MAGIC, at + 1)) {
      const header = parseHeader(readAt(descriptor, offset + at, HEADER_BYTES));
      if (header.ok || header.reason === 'unknown-format') return offset + at;
    }
    if (window.length < SEARCH_BYTES) return size;
    offset += SEARCH_BYTES - (MAGIC.length - 1);
  }
  return size;
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readFully(descriptor, buffer, offset));
}
