import type { KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AesGcmInPlace } from '../platform/aes-gcm-in-place.ts';
import { decryptGcm, encryptGcm, type GcmContext, NONCE_BYTES, TAG_BYTES } from '../platform/sealing.ts';
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
/** Version 2: the payload is encrypted by AES-256-GCM, its tag behind it. The checksum is that of what is on disk. */
const PLAIN_VERSION = 1;
const ENCRYPTED_VERSION = 2;
/** What the tag covers of the header: all but the checksums. */
const AUTHENTICATED_BYTES = 32;

/** No writer makes a longer payload; a header that says so is damaged. Chunks are far below, descriptions small. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** The payload of `packets` is packet entries, that of the others JSON. Numbers are on disk: never reused. */
const RECORD_KINDS = { open: 1, legs: 2, description: 3, packets: 4, end: 5, queued: 6 } as const;
export type RecordKind = keyof typeof RECORD_KINDS;

const KIND_BY_NUMBER = new Map<number, RecordKind>(
  Object.entries(RECORD_KINDS).map(([kind, number]) => [number, kind as RecordKind]),
);

export interface RecordHeader {
  readonly kind: RecordKind;
  readonly encrypted: boolean;
  readonly recordingId: RecordingId;
  /** 0, 1, … within the call: the order of records, and how a record written twice after a failure is recognized. */
  readonly number: number;
  readonly payloadBytes: number;
  readonly payloadCrc: number;
}

/** `unknown-format`: it is intact, and of a version or kind that a later release writes. */
type HeaderFault = 'truncated' | 'no-magic' | 'header-damaged' | 'unknown-format';

/** Fills in the header of `record`, whose payload is already in place behind it, except for the checksums. */
export function writeHeader(record: Buffer, header: Pick<RecordHeader, 'kind' | 'recordingId' | 'number'>): void {
  MAGIC.copy(record);
  record[4] = RECORD_KINDS[header.kind];
  record[5] = PLAIN_VERSION;
  record.writeUInt16LE(0, 6);
  record.writeUInt32LE(header.number, 8);
  record.writeUInt32LE(record.length - HEADER_BYTES, 12);
  record.write(header.recordingId.replaceAll('-', ''), 16, 16, 'hex');
}

/** Where a record is written, and the key of its segment; null: the segment is not encrypted. */
export interface RecordPlace {
  readonly offset: number;
  readonly key: KeyObject | null;
}

/** The bytes on disk of a record: those of `record` with its checksums, or an encrypted copy. */
export function bytesOnDisk(record: Buffer, { offset, key }: RecordPlace): readonly Buffer[] {
  if (key === null) {
    writeChecksums(record, record.subarray(HEADER_BYTES));
    return [record];
  }
  const header = Buffer.from(record.subarray(0, HEADER_BYTES));
  header[5] = ENCRYPTED_VERSION;
  header.writeUInt32LE(record.length - HEADER_BYTES + TAG_BYTES, 12);
  const payload = encryptGcm(gcmContext(header, offset, key), record.subarray(HEADER_BYTES));
  writeChecksums(header, payload);
  return [header, payload];
}

/** The length on disk of an encrypted record. */
export function sealedLength(record: Buffer): number {
  return record.length + TAG_BYTES;
}

/**
 * As `bytesOnDisk` with the key of `cipher`, into `target` at `at`, without memory for each record: a second of 1,000 calls is 18 MB.
 * Returns where it ends.
 */
export function sealRecord(record: Buffer, target: Buffer, at: number, place: SealedPlace): number {
  const end = at + sealedLength(record);
  const header = target.subarray(at, at + HEADER_BYTES);
  // What is authenticated ends at the checksums: it stands next to the payload until that is encrypted.
  const message = target.subarray(at + HEADER_BYTES - AUTHENTICATED_BYTES, end);
  record.copy(message, 0, 0, AUTHENTICATED_BYTES);
  record.copy(target, at + HEADER_BYTES, HEADER_BYTES);
  message[5] = ENCRYPTED_VERSION;
  message.writeUInt32LE(record.length - HEADER_BYTES + TAG_BYTES, 12);
  const length = message.length - TAG_BYTES;
  place.cipher.seal(message, { clearBytes: AUTHENTICATED_BYTES, length, nonce: nonceAt(place.offset) });
  message.copy(header, 0, 0, AUTHENTICATED_BYTES);
  writeChecksums(header, target.subarray(at + HEADER_BYTES, end));
  return end;
}

interface SealedPlace {
  readonly offset: number;
  readonly cipher: AesGcmInPlace;
}

function writeChecksums(header: Buffer, payload: Buffer): void {
  header.writeUInt32LE(crc32(payload), 32);
  header.writeUInt32LE(crc32(header.subarray(0, 36)), 36);
}

/**
 * The payload of a complete record as it was read from its place; null: it is not what was written. Throws `spool-unreadable`
 * when it is what was written, but the key is missing or another one.
 */
export function readPayload(record: Buffer, header: RecordHeader, { offset, key }: RecordPlace): Buffer | null {
  const payload = record.subarray(HEADER_BYTES);
  if (payload.length !== header.payloadBytes || crc32(payload) !== header.payloadCrc) return null;
  if (!header.encrypted) return payload;
  const decrypted = key === null ? null : decryptGcm(gcmContext(record, offset, key), payload);
  if (decrypted === null) throw new AppError('spool-unreadable', 'the key of the segment is not in the key store');
  return decrypted;
}

/** A segment's key encrypts one record at each offset. */
function gcmContext(header: Buffer, offset: number, key: KeyObject): GcmContext {
  return { key, nonce: nonceAt(offset), additionalData: header.subarray(0, AUTHENTICATED_BYTES) };
}

function nonceAt(offset: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(offset), NONCE_BYTES - 8);
  return nonce;
}

/** A record with a JSON payload, without its checksums. */
export function jsonRecord(header: Pick<RecordHeader, 'kind' | 'recordingId' | 'number'>, content: unknown): Buffer {
  const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), Buffer.from(JSON.stringify(content))]);
  writeHeader(record, header);
  return record;
}

/** Reads the header at the beginning of `bytes`. */
export function parseHeader(bytes: Buffer): Result<RecordHeader, HeaderFault> {
  if (bytes.length < HEADER_BYTES) return fail('truncated');
  if (bytes.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) return fail('no-magic');
  if (crc32(bytes.subarray(0, 36)) !== bytes.readUInt32LE(36)) return fail('header-damaged');
  const kind = KIND_BY_NUMBER.get(bytes[4]!);
  const payloadBytes = bytes.readUInt32LE(12);
  if (kind === undefined || !isVersion(bytes[5]!)) return fail('unknown-format');
  if (payloadBytes > MAX_PAYLOAD_BYTES) return fail('header-damaged');
  return ok({
    kind,
    encrypted: bytes[5] === ENCRYPTED_VERSION,
    recordingId: recordingIdAt(bytes, 16),
    number: bytes.readUInt32LE(8),
    payloadBytes,
    payloadCrc: bytes.readUInt32LE(32),
  });
}

/** What a later release wrote is not damage: it stays where it is until that release reads it. */
export function unknownFormat(file: string): AppError {
  return new AppError('spool-unreadable', `${file} was written by a later release: start that one again`);
}

function isVersion(version: number): boolean {
  return version === PLAIN_VERSION || version === ENCRYPTED_VERSION;
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
