import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { SpoolWriter } from './index.ts';

/** Reads a segment by FORMAT.md alone: nothing of the code that reads or writes one. */

const RUN_KEY = createHash('sha256').update('of a run').digest();

/** Of PNG (ISO 15948, annex D). */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

interface DocumentedRecord {
  readonly kind: number;
  readonly version: number;
  readonly number: number;
  readonly recordingId: string;
  readonly payload: Buffer;
}

function readSegment(folder: string, name: string, runKey: Buffer | null): DocumentedRecord[] {
  const file = readFileSync(join(folder, name));
  const records: DocumentedRecord[] = [];
  for (let offset = 0; offset < file.length; ) {
    const header = file.subarray(offset, offset + 40);
    expect(header.toString('latin1', 0, 4)).toBe('FNTK');
    expect(header.readUInt32LE(36)).toBe(crc32(header.subarray(0, 36)));
    expect(header.readUInt16LE(6)).toBe(0);
    const length = header.readUInt32LE(12);
    const onDisk = file.subarray(offset + 40, offset + 40 + length);
    expect(header.readUInt32LE(32)).toBe(crc32(onDisk));
    const hex = header.toString('hex', 16, 32);
    records.push({
      kind: header[4]!,
      version: header[5]!,
      number: header.readUInt32LE(8),
      recordingId: hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'),
      payload: runKey === null ? onDisk : decrypted({ header, onDisk, offset, runKey, name }),
    });
    offset += 40 + length;
  }
  return records;
}

interface EncryptedRecord {
  readonly header: Buffer;
  readonly onDisk: Buffer;
  readonly offset: number;
  readonly runKey: Buffer;
  readonly name: string;
}

function decrypted({ header, onDisk, offset, runKey, name }: EncryptedRecord): Buffer {
  const key = Buffer.from(hkdfSync('sha256', runKey, '', `fonoteka spool segment ${name}`, 32));
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(offset), 4);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(header.subarray(0, 32)).setAuthTag(onDisk.subarray(-16));
  return Buffer.concat([decipher.update(onDisk.subarray(0, -16)), decipher.final()]);
}

const KINDS = { open: 1, legs: 2, description: 3, packets: 4, end: 5 };

test.each([
  ['encrypted', RUN_KEY, 2],
  ['not encrypted', null, 1],
])('a segment is as FORMAT.md says: %s', async (_, key, version) => {
  const folder = temporaryFolder();
  const writer = new SpoolWriter({
    location: { folder, prefix: '00000007-002-', key },
    clock: new ManualClock(),
    events: { segmentClosed: () => {}, synced: () => {}, failed: (error) => expect.unreachable(error.message) },
  });
  const description = callDescription({ caller: '+48512345678' });
  const call = writer.open({ captureStartedAt: 1000, description, legs: TWO_PCMA_LEGS });
  const packets = [
    { leg: 0, arrivedAtMs: 1000.25, bytes: Uint8Array.from([128, 8, 1, 2, 3]) },
    { leg: 1, arrivedAtMs: 1020.5, bytes: Uint8Array.from([128, 8, 4]) },
  ];
  for (const packet of packets) call.append(packet);
  call.updateLegs(TWO_PCMA_LEGS.slice(0, 1));
  call.updateDescription({ ...description, direction: 'outbound' });
  const ended = call.end({ endedAt: 2000, endReason: 'hang-up' });
  await writer.flush();
  await ended;
  const resumed = writer.reopen({ captureStartedAt: 1000, description, legs: TWO_PCMA_LEGS }, 1);
  void resumed.end({ endedAt: 3000, endReason: 'hang-up' });
  await writer.close();

  expect(readdirSync(folder)).toEqual(['00000007-002-000000.spool', '00000007-002-000001.spool']);
  const records = readSegment(folder, '00000007-002-000000.spool', key);
  expect(records.every((record) => record.version === version)).toBe(true);
  expect(new Set(records.map(({ recordingId }) => recordingId))).toEqual(new Set([description.recordingId]));
  expect(records.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  const payload = (kind: keyof typeof KINDS): Buffer => records.find((record) => record.kind === KINDS[kind])!.payload;
  const json = (kind: keyof typeof KINDS): unknown => JSON.parse(payload(kind).toString());
  expect(json('open')).toEqual({ captureStartedAt: 1000, description, legs: TWO_PCMA_LEGS });
  expect(json('legs')).toEqual(TWO_PCMA_LEGS.slice(0, 1));
  expect(json('description')).toEqual({ ...description, direction: 'outbound' });
  expect(json('end')).toEqual({ endedAt: 2000, endReason: 'hang-up' });
  expect(entriesOf(payload('packets'))).toEqual(packets);
  const later = readSegment(folder, '00000007-002-000001.spool', key);
  expect(later.map(({ kind, number }) => [kind, number - 2 ** 20])).toEqual([
    [KINDS.open, 0],
    [KINDS.legs, 1],
    [KINDS.description, 2],
    [KINDS.end, 3],
  ]);
});

function entriesOf(payload: Buffer): unknown[] {
  const entries: unknown[] = [];
  for (let at = 0; at < payload.length; ) {
    const length = payload.readUInt16LE(at + 10);
    const bytes = Uint8Array.from(payload.subarray(at + 12, at + 12 + length));
    entries.push({ leg: payload.readUInt16LE(at + 8), arrivedAtMs: payload.readDoubleLE(at), bytes });
    at += 12 + length;
  }
  return entries;
}
