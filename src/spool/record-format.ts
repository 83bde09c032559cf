import { crc32 } from 'node:zlib';
import type { RecordingId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { SpooledPacket } from './spooled-call.ts';

/**
 * A segment of the spool is a sequence of records. Each header has a checksum of its own, so that a damaged payload
 * does not hide the records behind it. All numbers little-endian.
 *
 *  offset  0      4     5        6         8                 12      16            32           36          40
 *          magic  kind  version  reserved  number in call    length  recordingId   payload CRC  header CRC  payload …
 */
export const HEADER_BYTES = 40;

/** `FNTK` in the order of the file. */
export const MAGIC = Buffer.from('FNTK', 'latin1');
const VERSION = 1;

/** No writer makes a longer payload; a header that says so is damaged. Chunks are far below, descriptions small. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** The payload of `packets` is packet entries, that of the others JSON. Numbers are on disk: never reused. */
const RECORD_KINDS = { open: 1, legs: 2, description: 3, packets: 4, end: 5 } as const;
export type RecordKind = keyof typeof RECORD_KINDS;

const KIND_BY_NUMBER = new Map<number, RecordKind>(
  Object.entries(RECORD_KINDS).map(([kind, number]) => [number, kind as RecordKind]),
);

export interface RecordHeader {
  readonly kind: RecordKind;
  readonly recordingId: RecordingId;
  /** 0, 1, … within the call: the order of records, and how a record written twice after a failure is recognized. */
  readonly number: number;
  readonly payloadBytes: number;
  readonly payloadCrc: number;
}

type HeaderFault = 'truncated' | 'no-magic' | 'header-damaged';

/** Fills in the first `HEADER_BYTES` of `record`, whose payload is already in place behind them. */
export function sealRecord(record: Buffer, header: Pick<RecordHeader, 'kind' | 'recordingId' | 'number'>): void {
  MAGIC.copy(record);
  record[4] = RECORD_KINDS[header.kind];
  record[5] = VERSION;
  record.writeUInt16LE(0, 6);
  record.writeUInt32LE(header.number, 8);
  record.writeUInt32LE(record.length - HEADER_BYTES, 12);
  record.write(header.recordingId.replaceAll('-', ''), 16, 16, 'hex');
  record.writeUInt32LE(crc32(record.subarray(HEADER_BYTES)), 32);
  record.writeUInt32LE(crc32(record.subarray(0, 36)), 36);
}

/** A complete record with a JSON payload. */
export function jsonRecord(header: Pick<RecordHeader, 'kind' | 'recordingId' | 'number'>, content: unknown): Buffer {
  const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), Buffer.from(JSON.stringify(content))]);
  sealRecord(record, header);
  return record;
}

/** Reads the header at the beginning of `bytes`. */
export function parseHeader(bytes: Buffer): Result<RecordHeader, HeaderFault> {
  if (bytes.length < HEADER_BYTES) return fail('truncated');
  if (bytes.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) return fail('no-magic');
  if (crc32(bytes.subarray(0, 36)) !== bytes.readUInt32LE(36)) return fail('header-damaged');
  const kind = KIND_BY_NUMBER.get(bytes[4]!);
  const payloadBytes = bytes.readUInt32LE(12);
  if (kind === undefined || bytes[5] !== VERSION || payloadBytes > MAX_PAYLOAD_BYTES) return fail('header-damaged');
  return ok({
    kind,
    recordingId: recordingIdAt(bytes, 16),
    number: bytes.readUInt32LE(8),
    payloadBytes,
    payloadCrc: bytes.readUInt32LE(32),
  });
}

export function isPayloadIntact(header: RecordHeader, payload: Buffer): boolean {
  return payload.length === header.payloadBytes && crc32(payload) === header.payloadCrc;
}

/** The id whose 16 bytes are at `offset`. */
export function recordingIdAt(bytes: Buffer, offset: number): RecordingId {
  const hex = bytes.toString('hex', offset, offset + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as RecordingId;
}

/**
 * A packet within a `packets` record: arrival (float64, Unix ms), leg (uint16), length (uint16), then the packet.
 * Little-endian. The arrival is a double, not a difference to the chunk's first, because the clock may be set while
 * a chunk is open; the four bytes it costs are 2% of a packet.
 */
export const ENTRY_HEADER_BYTES = 12;

/** Writes the entry at `offset` and returns the offset of the next one. The caller has checked that it fits. */
export function writePacketEntry(view: DataView, target: Buffer, offset: number, packet: SpooledPacket): number {
  view.setFloat64(offset, packet.arrivedAtMs, true);
  view.setUint16(offset + 8, packet.leg, true);
  view.setUint16(offset + 10, packet.bytes.length, true);
  target.set(packet.bytes, offset + ENTRY_HEADER_BYTES);
  return offset + ENTRY_HEADER_BYTES + packet.bytes.length;
}

/** The packets of a record's payload, as views into it. Stops at an entry that does not fit. */
export function* readPacketEntries(payload: Buffer): Generator<SpooledPacket> {
  let offset = 0;
  while (offset + ENTRY_HEADER_BYTES <= payload.length) {
    const start = offset + ENTRY_HEADER_BYTES;
    const end = start + payload.readUInt16LE(offset + 10);
    if (end > payload.length) return;
    yield {
      arrivedAtMs: payload.readDoubleLE(offset),
      leg: payload.readUInt16LE(offset + 8),
      bytes: payload.subarray(start, end),
    };
    offset = end;
  }
}
