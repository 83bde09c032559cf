import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { RecordingId } from '../base/ids.ts';
import type { CallDescription } from '../recording/index.ts';
import type { EndRecord, OpenRecord } from './call-writer.ts';
import { readSpooledCall } from './read-spooled-call.ts';
import { HEADER_BYTES, isPayloadIntact, MAGIC, parseHeader, type RecordHeader } from './record-format.ts';
import { type SpooledCall, type SpooledLeg, type SpoolExtent, withEndFlag } from './spooled-call.ts';

/** What has been found of one call so far. Records may come twice and in any order: their numbers sort them. */
interface CallRecords {
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

  add(record: ScannedRecord): void {
    const { recordingId, number, kind } = record.header;
    const call = this.#recordsOf(recordingId);
    if (kind === 'packets') {
      call.chunks.set(number, record.extent);
      return;
    }
    const content = record.payload();
    if (content === null) return;
    const value: unknown = JSON.parse(content.toString());
    if (kind === 'open') call.open = value as OpenRecord;
    else if (kind === 'end') call.end = value as EndRecord;
    else if (kind === 'legs') call.legs = latest(call.legs, { number, value: value as readonly SpooledLeg[] });
    else call.description = latest(call.description, { number, value: value as CallDescription });
  }

  /** Every call whose `open` record could be read, in the order they were found. */
  get calls(): readonly SpooledCall[] {
    const calls: SpooledCall[] = [];
    for (const [recordingId, records] of this.#calls) {
      if (records.open !== null) calls.push(assemble(recordingId, records, records.open));
    }
    return calls;
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
      call = { open: null, legs: null, description: null, end: null, chunks: new Map() };
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
    description: withEndFlag(description, endReason),
    legs: records.legs?.value ?? open.legs,
    captureStartedAt: open.captureStartedAt,
    endedAt: records.end?.endedAt ?? open.captureStartedAt,
    endReason,
    extents: extentsOf(records),
  };
  return records.end === null ? { ...call, endedAt: lastArrivalMs(call) ?? call.endedAt } : call;
}

function extentsOf({ chunks }: CallRecords): readonly SpoolExtent[] {
  return [...chunks].sort(([a], [b]) => a - b).map(([, extent]) => extent);
}

/** Arrival of the last packet in the last chunk that can be read. */
function lastArrivalMs(call: SpooledCall): number | null {
  for (const extent of call.extents.toReversed()) {
    let latest: number | null = null;
    for (const packet of readSpooledCall({ ...call, extents: [extent] })) latest = packet.arrivedAtMs;
    if (latest !== null) return Math.round(latest);
  }
  return null;
}

interface ScannedRecord {
  readonly header: RecordHeader;
  /** The complete record, header included. */
  readonly extent: SpoolExtent;
  /** Reads and checks the payload; null when it is damaged. Only until the scan moves on. */
  readonly payload: () => Buffer | null;
}

/** How much is searched at a time for the next record behind damage. */
const SEARCH_BYTES = 256 * 1024;

/**
 * The records of a segment in the file's order, from header to header, payloads unread. Bytes that are no record are
 * skipped up to the next intact header and reported to `onSkipped`; a record truncated by the file's end is left out.
 */
export function* scanSegment(
  file: string,
  onSkipped: (bytes: number) => void = () => {},
): Generator<ScannedRecord, void, void> {
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    let offset = 0;
    while (offset < size) {
      const header = parseHeader(readAt(descriptor, offset, HEADER_BYTES));
      const length = header.ok ? HEADER_BYTES + header.value.payloadBytes : 0;
      if (header.ok && offset + length <= size) {
        yield scannedRecord(descriptor, header.value, { file, offset, length });
        offset += length;
      } else {
        const next = findHeader(descriptor, offset + 1, size);
        onSkipped(next - offset);
        offset = next;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function scannedRecord(descriptor: number, header: RecordHeader, extent: SpoolExtent): ScannedRecord {
  return {
    header,
    extent,
    payload: () => {
      const payload = readAt(descriptor, extent.offset + HEADER_BYTES, header.payloadBytes);
      return isPayloadIntact(header, payload) ? payload : null;
    },
  };
}

/** Where the next intact header begins, or `size` when there is none. */
function findHeader(descriptor: number, from: number, size: number): number {
  let offset = from;
  while (offset < size) {
    const window = readAt(descriptor, offset, SEARCH_BYTES);
    for (let at = window.indexOf(MAGIC); at !== -1; at = window.indexOf(MAGIC, at + 1)) {
      if (parseHeader(readAt(descriptor, offset + at, HEADER_BYTES)).ok) return offset + at;
    }
    if (window.length < SEARCH_BYTES) return size;
    offset += SEARCH_BYTES - (MAGIC.length - 1);
  }
  return size;
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
}
