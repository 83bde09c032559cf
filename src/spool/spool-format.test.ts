import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { callDescription, spoolCall } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { readSpooledCall, type SpooledCall, type SpooledPacket, type SpoolExtent } from './index.ts';
import { HEADER_BYTES } from './record-format.ts';
import { RecoveredCalls } from './recover-calls.ts';
import { scanSegment } from './scan-segment.ts';

const packet = fc.record({
  leg: fc.integer({ min: 0, max: 3 }),
  arrivedAtMs: fc.double({ min: 0, max: 4e12, noNaN: true }),
  bytes: fc.uint8Array({ maxLength: 2048 }),
});

/** Packets as values that outlive the reading. */
function packetsOf(call: SpooledCall, damaged: SpoolExtent[] = []): SpooledPacket[] {
  const packets = readSpooledCall(call, (chunk) => damaged.push(chunk));
  return packets.map((packet) => ({ ...packet, bytes: Uint8Array.from(packet.bytes) })).toArray();
}

/** Numbered packets of 40 bytes, enough of them for `chunks` chunks. */
function numberedPackets(chunks: number): SpooledPacket[] {
  return Array.from({ length: chunks * 390 - 195 }, (_, index) => ({
    leg: index % 2,
    arrivedAtMs: 1000 + index * 20,
    bytes: new Uint8Array(40).fill(index),
  }));
}

function recovered(file: string): readonly SpooledCall[] {
  const found = new RecoveredCalls();
  for (const record of scanSegment({ file })) found.add(record);
  return found.calls;
}

test('what is written is read again, whatever the packets are', async () => {
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(packet, { maxLength: 60 }), async (packets) => {
      expect(packetsOf(await spoolCall(folder, { packets }))).toEqual(packets);
    }),
    { numRuns: 40 },
  );
});

test('the recovered call is the call that was handed over', async () => {
  const folder = temporaryFolder();
  const call = await spoolCall(folder, { packets: numberedPackets(3), endReason: 'rtp-timeout' });
  expect(call.extents).toHaveLength(3);
  expect(recovered(call.extents[0]!.file)).toEqual([call]);
  expect(call.description.flags).toEqual(['rtp-timeout']);
});

test('a segment truncated at any byte gives every complete chunk', async () => {
  const folder = temporaryFolder();
  const small = Array.from({ length: 5 }, (_, index) => ({ leg: 0, arrivedAtMs: index, bytes: new Uint8Array(9) }));
  const complete = await spoolCall(folder, { description: callDescription({ startedAt: 0 }), packets: small });
  const [chunk] = complete.extents;
  const content = readFileSync(chunk!.file);
  const truncated = join(folder, 'truncated');
  const chunkEnd = chunk!.offset + chunk!.length;
  const openEnd = HEADER_BYTES + content.readUInt32LE(12);
  for (let length = 0; length <= content.length; length++) {
    writeFileSync(truncated, content.subarray(0, length));
    const [call] = recovered(truncated);
    if (length < openEnd) expect(call).toBeUndefined();
    else expect(packetsOf(call!)).toEqual(length < chunkEnd ? [] : small);
    if (length < content.length && call !== undefined) {
      const endedAt = length < chunkEnd ? call.captureStartedAt : 4;
      expect(call).toMatchObject({ endReason: 'killed', endedAt, description: { flags: ['cut'] } });
    }
  }
});

test('a flipped byte costs one record, is reported, and never changes a packet', async () => {
  const folder = temporaryFolder();
  const packets = numberedPackets(3);
  const call = await spoolCall(folder, { packets });
  const content = readFileSync(call.extents[0]!.file);
  const file = join(folder, 'flipped');
  const inFile = { ...call, extents: call.extents.map((extent) => ({ ...extent, file })) };
  const firstChunk = call.extents[0]!.offset;
  const chunksEnd = call.extents.at(-1)!.offset + call.extents.at(-1)!.length;
  const position = fc.oneof(
    fc.integer({ min: firstChunk, max: chunksEnd - 1 }),
    fc
      .tuple(fc.constantFrom(...call.extents), fc.integer({ min: 0, max: HEADER_BYTES - 1 }))
      .map(([extent, offset]) => extent.offset + offset),
  );
  fc.assert(
    fc.property(position, fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const flipped = Buffer.from(content);
      flipped[at]! ^= mask;
      writeFileSync(file, flipped);
      const damaged: SpoolExtent[] = [];
      const read = packetsOf(inFile, damaged);
      const hit = inFile.extents.find(({ offset, length }) => at >= offset && at < offset + length)!;
      expect(damaged).toEqual([hit]);
      expect(read.length).toBeLessThan(packets.length);
      const truth = new Map(packets.map((packet) => [packet.arrivedAtMs, packet]));
      for (const packet of read) expect(packet).toEqual(truth.get(packet.arrivedAtMs));
      expect(packetsOf(recovered(file)[0]!)).toEqual(read);
    }),
    { numRuns: 60 },
  );
});

test('arbitrary bytes between records are skipped', async () => {
  const folder = temporaryFolder();
  const first = await spoolCall(folder, { packets: numberedPackets(1) });
  const second = await spoolCall(folder, { packets: numberedPackets(1) });
  const parts = [first, second].map((call) => readFileSync(call.extents[0]!.file));
  const file = join(folder, 'mixed');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (noise) => {
      writeFileSync(file, Buffer.concat([noise, parts[0]!, noise, Buffer.from('FNTK'), parts[1]!, noise]));
      let skipped = 0;
      const found = new RecoveredCalls();
      for (const record of scanSegment({ file }, ({ bytes }) => (skipped += bytes))) found.add(record);
      expect(found.calls.map((call) => call.recordingId)).toEqual([first.recordingId, second.recordingId]);
      expect(skipped).toBe(noise.length * 3 + 4);
    }),
    { numRuns: 50 },
  );
});

test('a file that cannot be read is not damage: reading fails', async () => {
  const folder = temporaryFolder();
  const description = callDescription();
  const call = await spoolCall(folder, { description, packets: numberedPackets(1) });
  for (const file of [join(folder, 'gone'), join(call.extents[0]!.file, 'below-a-file'), folder]) {
    const elsewhere = { ...call, extents: call.extents.map((extent) => ({ ...extent, file })) };
    const damaged: SpoolExtent[] = [];
    expect(() => packetsOf(elsewhere, damaged)).toThrow(expect.objectContaining({ code: 'spool-unreadable' }));
    expect(damaged).toEqual([]);
  }
});
