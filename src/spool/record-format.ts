import { crc32 } from 'node:zlib';
import type { RecordingId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';

/**
 * What a segment of the spool is made of: records, one after another, each with a header of its own checksum, so that
 * a damaged payload does not hide the records behind it. All numbers little-endian.
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

/** What a record says. `packets` holds packet entries, the others JSON. Numbers are on disk: never reused. */
const RECORD_KINDS = { open: 1, legs: 2, description: 3, packets: 4, end: 5 } as const;
export type RecordKind = keyof typeof RECORD_KINDS;

const KIND_BY_NUMBER = new Map<number, RecordKind>(
  Object.entries(RECORD_KINDS).map(([kind, number]) => [number, kind as RecordKind]),
);

export interface RecordHeader {
  readonly kind: RecordKind;
  readonly recordingId: RecordingId;
  /** 0, 1, … within the call: puts records in order, and tells apart one that was written twice after a failure. */
  readonly number: number;
  readonly payloadBytes: number;
  readonly payloadCrc: number;
}

export type HeaderFault = 'cut' | 'no-magic' | 'header-damaged';

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

/** A whole record with a JSON payload. */
export function jsonRecord(header: Pick<RecordHeader, 'kind' | 'recordingId' | 'number'>, content: unknown): Buffer {
  const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), Buffer.from(JSON.stringify(content))]);
  sealRecord(record, header);
  return record;
}

/** Reads the header at `offset` of `bytes`. */
export function parseHeader(bytes: Buffer, offset = 0): Result<RecordHeader, HeaderFault> {
  if (bytes.length - offset < HEADER_BYTES) return fail('cut');
  if (bytes.compare(MAGIC, 0, MAGIC.length, offset, offset + MAGIC.length) !== 0) return fail('no-magic');
  if (crc32(bytes.subarray(offset, offset + 36)) !== bytes.readUInt32LE(offset + 36)) return fail('header-damaged');
  const kind = KIND_BY_NUMBER.get(bytes[offset + 4]!);
  const payloadBytes = bytes.readUInt32LE(offset + 12);
  if (kind === undefined || bytes[offset + 5] !== VERSION || payloadBytes > MAX_PAYLOAD_BYTES) {
    return fail('header-damaged');
  }
  return ok({
    kind,
    recordingId: recordingIdAt(bytes, offset + 16),
    number: bytes.readUInt32LE(offset + 8),
    payloadBytes,
    payloadCrc: bytes.readUInt32LE(offset + 32),
  });
}

export function payloadIsWhole(header: RecordHeader, payload: Buffer): boolean {
  return payload.length === header.payloadBytes && crc32(payload) === header.payloadCrc;
}

/** The id whose 16 bytes stand at `offset`. */
export function recordingIdAt(bytes: Buffer, offset: number): RecordingId {
  const hex = bytes.toString('hex', offset, offset + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as RecordingId;
}
