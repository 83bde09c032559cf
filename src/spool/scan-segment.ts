import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { HEADER_BYTES, MAGIC, parseHeader, payloadIsWhole, type RecordHeader } from './record-format.ts';
import type { SpoolExtent } from './spooled-call.ts';

/** A record as it was found. Its payload is read, and checked, when asked for. */
export interface FoundRecord {
  readonly header: RecordHeader;
  /** The whole record, header included. */
  readonly extent: SpoolExtent;
  /** Null when it is damaged. Only while the scan stands at this record. */
  readonly payload: () => Buffer | null;
}

/** How much is searched at a time for the next record behind damage. */
const SEARCH_BYTES = 256 * 1024;

/**
 * The records of a segment in the file's order, from header to header, payloads unread. Bytes that are no record are
 * skipped up to the next header that is whole and told to `onSkipped`; a record that the file's end cuts is not given.
 */
export function* scanSegment(
  file: string,
  onSkipped: (bytes: number) => void = () => {},
): Generator<FoundRecord, void, void> {
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    let offset = 0;
    while (offset < size) {
      const header = parseHeader(readAt(descriptor, offset, HEADER_BYTES));
      const length = header.ok ? HEADER_BYTES + header.value.payloadBytes : 0;
      if (header.ok && offset + length <= size) {
        yield foundRecord(descriptor, header.value, { file, offset, length });
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

function foundRecord(descriptor: number, header: RecordHeader, extent: SpoolExtent): FoundRecord {
  return {
    header,
    extent,
    payload: () => {
      const payload = readAt(descriptor, extent.offset + HEADER_BYTES, header.payloadBytes);
      return payloadIsWhole(header, payload) ? payload : null;
    },
  };
}

/** Where the next whole header begins, or `size` when there is none. */
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
