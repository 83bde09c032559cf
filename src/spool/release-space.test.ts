import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { until } from '../../test/kit/until.ts';
import { punchHole } from '../platform/punch-holes.ts';
import type { RecordingId } from '../base/ids.ts';
import { readSpooledCall, Spool, type SpooledCall, SpoolWriter } from './index.ts';
import { RELEASED_BLOCK_BYTES } from './segment-records.ts';

const SHORT_CALLS = 20;
/** Two of them fill a segment. */
const SECONDS = 4;
const SEGMENT_BYTES = 512 * 1024;
/** A second of two legs of G.711. */
const PACKETS = 100;
const keys = new MemoryKeyStore();

/** A long call, and short ones of a second beside it: two segments are full of them, and closed. */
async function longCallAmongShortOnes(folder: string) {
  const spool = await Spool.open({ folder, keys, log });
  await spool.recover();
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: new ManualClock(),
    segmentBytes: SEGMENT_BYTES,
    events: {
      segmentClosed: (segment) => spool.segmentClosed(segment),
      synced: () => {},
      failed: (error) => expect.unreachable(error.message),
    },
  });
  const open = () => {
    const description = callDescription({ caller: '+48512345678' });
    const call = writer.open({ captureStartedAt: 0, description, legs: TWO_PCMA_LEGS });
    const second = (from: number): void => {
      for (let packet = 0; packet < PACKETS; packet++) {
        call.append({ leg: 0, arrivedAtMs: from + packet * 10, bytes: new Uint8Array(172).fill(packet) });
      }
      call.closeChunk();
    };
    return { call, second, recordingId: description.recordingId };
  };
  const long = open();
  const short: RecordingId[] = [];
  for (let second = 0; second < SECONDS; second++) {
    long.second(second * 1000);
    const calls = Array.from({ length: SHORT_CALLS }, open);
    for (const each of calls) each.second(second * 1000);
    const ended = calls.map(({ call }) => call.end({ endedAt: (second + 1) * 1000, endReason: 'hang-up' }));
    await writer.flush();
    await Promise.all(ended);
    short.push(...calls.map(({ recordingId }) => recordingId));
    await writer.flush();
  }
  return { spool, writer, long, short };
}

const segmentsOf = (folder: string): string[] =>
  readdirSync(join(folder, 'segments'))
    .sort()
    .map((name) => join(folder, 'segments', name));
const onDisk = (file: string): number => statSync(file).blocks * 512;
const arrivals = (call: SpooledCall): number[] =>
  [...readSpooledCall(call, () => expect.unreachable('damage'))].map(({ arrivedAtMs }) => arrivedAtMs);
const WHOLE = Array.from({ length: SECONDS * PACKETS }, (_, packet) => packet * 10);

async function recovered(folder: string): Promise<{ spool: Spool; calls: readonly SpooledCall[] }> {
  const spool = await Spool.open({ folder, keys, log });
  return { spool, calls: await spool.recover() };
}

test('the space of short calls is free when they are archived, while a long one goes on in the same segments', async () => {
  const folder = temporaryFolder();
  const { spool, writer, long, short } = await longCallAmongShortOnes(folder);
  const files = segmentsOf(folder);
  expect(files.length).toBeGreaterThan(1);
  const before = spool.bytes;
  const lengths = files.map((file) => statSync(file).size);
  for (const id of short) await spool.release(id);
  await until('it is given back', () => files.reduce((sum, file) => sum + onDisk(file), 0) < before / 4);
  await until('it is counted', () => spool.bytes === files.reduce((sum, file) => sum + onDisk(file), 0));
  expect(files.map((file) => statSync(file).size)).toEqual(lengths);

  // A kill: the next start finds the long call whole, and no damage.
  await writer.close();
  await spool.close();
  const next = await recovered(folder);
  expect(next.calls).toMatchObject([{ recordingId: long.recordingId, description: { flags: ['cut'] } }]);
  expect(arrivals(next.calls[0]!)).toEqual(WHOLE);
  expect(readdirSync(join(folder, 'damaged'))).toEqual([]);
  expect(next.spool.bytes).toBeLessThan(before / 4);
  await next.spool.release(long.recordingId);
  expect(segmentsOf(folder)).toEqual([]);
  expect(next.spool.bytes).toBe(0);
  await next.spool.close();
});

test('killed after any part of the holes was punched: the same calls, no damage, and the next start punches the rest', async () => {
  const left = temporaryFolder();
  const { spool, writer, long, short } = await longCallAmongShortOnes(left);
  const whole = segmentsOf(left).map((file) => readFileSync(file));
  for (const id of short) await spool.release(id);
  await until('it is given back', () => segmentsOf(left).every((file) => onDisk(file) < SEGMENT_BYTES / 4));
  await writer.close();
  await spool.close();
  const files = segmentsOf(left);
  const punched = files.map((file) => readFileSync(file));
  const holes = punched.flatMap((content, file) =>
    Array.from({ length: Math.floor(content.length / RELEASED_BLOCK_BYTES) }, (_, block) => ({
      file,
      at: block * RELEASED_BLOCK_BYTES,
    })).filter(({ at }) => content.subarray(at, at + RELEASED_BLOCK_BYTES).every((byte) => byte === 0)),
  );
  expect(holes.length).toBeGreaterThan(100);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: holes.length, maxLength: holes.length }), async (done) => {
      const folder = temporaryFolder();
      cpSync(left, folder, { recursive: true });
      for (const [index, file] of segmentsOf(folder).entries()) {
        writeFileSync(file, whole[index]!);
        await using handle = await open(file, 'r+');
        for (const [hole, { at }] of holes.entries()) {
          if (done[hole] && holes[hole]!.file === index) await punchHole(handle.fd, at, RELEASED_BLOCK_BYTES);
        }
      }
      const next = await recovered(folder);
      expect(next.calls).toMatchObject([{ recordingId: long.recordingId, description: { flags: ['cut'] } }]);
      expect(arrivals(next.calls[0]!)).toEqual(WHOLE);
      expect(readdirSync(join(folder, 'damaged'))).toEqual([]);
      await until('the rest is given back', () => segmentsOf(folder).every((file) => onDisk(file) < SEGMENT_BYTES / 4));
      await next.spool.close();
    }),
    { numRuns: 8, endOnFailure: true, examples: [[holes.map(() => false)], [holes.map(() => true)]] },
  );
});

test('a block of zeros in a call that is not released is no hole: the call is flagged as damaged', async () => {
  const folder = temporaryFolder();
  const { spool, writer, long } = await longCallAmongShortOnes(folder);
  await writer.close();
  await spool.close();
  const [file] = segmentsOf(folder);
  const content = readFileSync(file!);
  // The second chunk of the long call, and what is around it.
  const id = Buffer.from(long.recordingId.replaceAll('-', ''), 'hex');
  const second = content.indexOf(id, content.indexOf(id, content.indexOf(id) + 1) + 1);
  const block = Math.floor(second / RELEASED_BLOCK_BYTES) * RELEASED_BLOCK_BYTES;
  content.fill(0, block, block + 2 * RELEASED_BLOCK_BYTES);
  writeFileSync(file!, content);
  const next = await recovered(folder);
  const call = next.calls.find(({ recordingId }) => recordingId === long.recordingId);
  expect(call!.description.flags).toContain('damaged');
  expect(arrivals(call!).length).toBeLessThan(WHOLE.length);
  await next.spool.close();
});

test('a copy of a damaged segment stays as it is, and so does a segment of which little can be given back', async () => {
  const folder = temporaryFolder();
  const { spool, writer, short } = await longCallAmongShortOnes(folder);
  const files = segmentsOf(folder);
  const before = files.map(onDisk);
  for (const id of short.slice(0, 5)) await spool.release(id);
  spool.keepDamaged(files[1]!);
  await spool.close();
  expect(files.map(onDisk)).toEqual(before);
  expect(readFileSync(join(folder, 'damaged', files[1]!.split('/').at(-1)!)).length).toBeGreaterThan(0);
  await writer.close();
});
