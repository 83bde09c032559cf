import { createSecretKey, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import type { RecordingId } from '../base/ids.ts';
import { AesGcmInPlace } from '../platform/aes-gcm-in-place.ts';
import { readSpooledCall, Spool, type SpooledCall, SpoolWriter } from './index.ts';
import { bytesOnDisk, HEADER_BYTES, sealedLength, sealRecord, writeHeader } from './record-format.ts';

test('a record encrypted in place is the one that node:crypto makes, and nothing around it changes', () => {
  const key = createSecretKey(randomBytes(32));
  const cipher = AesGcmInPlace.create(key.export())!;
  const target = Buffer.alloc(40_000);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20_000 }),
      fc.integer({ min: 0, max: 5000 }),
      fc.nat(),
      fc.uuid(),
      (payload, at, offset, id) => {
        const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), payload]);
        writeHeader(record, { kind: 'packets', recordingId: id as RecordingId, number: 7 });
        const before = Buffer.from(record);
        target.fill(0xee);
        const end = sealRecord(record, target, at, { offset, cipher });
        expect(end).toBe(at + sealedLength(record));
        expect(target.subarray(at, end)).toEqual(Buffer.concat(bytesOnDisk(record, { offset, key })));
        expect([...target.subarray(0, at), ...target.subarray(end)].every((byte) => byte === 0xee)).toBe(true);
        // It is written again when the disk fails.
        expect(record).toEqual(before);
      },
    ),
    { numRuns: 50 },
  );
  cipher.free();
});

test('more than a part of encrypted records is written at once, and read again', async () => {
  const spool = await Spool.open({ folder: temporaryFolder(), keys: new MemoryKeyStore(), log });
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: new ManualClock(),
    events: { segmentClosed: () => {}, synced: () => {}, failed: (error) => expect.unreachable(error.message) },
  });
  const description = callDescription();
  const call = writer.open({ captureStartedAt: 0, description, legs: TWO_PCMA_LEGS });
  const PACKETS = 2000;
  for (let number = 0; number < PACKETS; number++)
    call.append({ leg: number % 2, arrivedAtMs: number, bytes: new Uint8Array(1500).fill(number) });
  const ended = call.end({ endedAt: 0, endReason: 'hang-up' });
  expect(await writer.flush()).toBe(true);
  const extents = await ended;
  const spooled = { recordingId: description.recordingId, extents, spoolKey: spool.key } as unknown as SpooledCall;
  let number = 0;
  for (const { arrivedAtMs, leg, bytes } of readSpooledCall(spooled)) {
    expect([arrivedAtMs, leg, bytes.length, bytes[1499]]).toEqual([number, number % 2, 1500, number & 0xff]);
    number++;
  }
  expect(number).toBe(PACKETS);
  await writer.close();
  await spool.close();
});
