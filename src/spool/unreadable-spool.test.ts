import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { callDescription, spoolCall, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { type ClosedSegment, Spool, SpoolWriter } from './index.ts';

const SECOND_MS = 1000;
const packet = (arrivedAtMs: number) => ({ leg: 0, arrivedAtMs, bytes: new Uint8Array(172).fill(7) });

/** A spool of an earlier run: each of its segments holds a second of `long`; the first one all of `short`, too. */
async function leftSpool(): Promise<{ folder: string; segments: string[]; long: string; short: string }> {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const events = {
    segmentClosed: (segment: ClosedSegment) => spool.segmentClosed(segment),
    synced: () => {},
    failed: (error: Error) => expect.unreachable(error.message),
  };
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: new ManualClock(),
    events,
    segmentBytes: 1,
  });
  const [long, short] = [callDescription(), callDescription()];
  const longCall = writer.open({ captureStartedAt: 0, description: long, legs: TWO_PCMA_LEGS });
  const shortCall = writer.open({ captureStartedAt: 0, description: short, legs: TWO_PCMA_LEGS });
  shortCall.append(packet(5));
  const ended = shortCall.end({ endedAt: 9, endReason: 'hang-up' });
  for (let second = 0; second < 3; second++) {
    longCall.append(packet(second * SECOND_MS));
    longCall.closeChunk();
    await writer.flush();
  }
  await ended;
  await writer.close();
  await spool.close();
  const segments = readdirSync(join(folder, 'segments')).sort();
  return {
    folder,
    segments: segments.map((name) => join(folder, 'segments', name)),
    long: long.recordingId,
    short: short.recordingId,
  };
}

/** Something in the place of a segment that cannot be read, also by root. Returns how to undo it. */
function makeUnreadable(file: string): () => void {
  renameSync(file, `${file}.away`);
  mkdirSync(file);
  return () => {
    rmSync(file, { recursive: true });
    renameSync(`${file}.away`, file);
  };
}

test('while a segment cannot be read, a call that may go on in it waits; others are recovered', async () => {
  const { folder, segments, long, short } = await leftSpool();
  const undo = makeUnreadable(segments[1]!);
  const spool = await Spool.open({ folder, log });
  expect((await spool.recover()).map((call) => call.recordingId)).toEqual([short]);
  expect(spool.unreadable).toBeGreaterThan(0);
  expect(await spool.recover()).toEqual([]);
  await spool.release(short as never);
  undo();
  const found = await spool.recover();
  expect(found).toMatchObject([{ recordingId: long, endedAt: 2 * SECOND_MS, description: { flags: ['cut'] } }]);
  expect(found[0]!.extents).toHaveLength(3);
  expect(spool.unreadable).toBe(0);
  await spool.release(long as never);
  expect(readdirSync(join(folder, 'segments'))).toEqual([]);
  await spool.close();
});

test('a call that lost a record is flagged as damaged, and the damaged segment is kept for a while', async () => {
  const { folder, segments, long } = await leftSpool();
  // The header of the long call's first chunk, which is behind those of both calls' first records.
  const bytes = readFileSync(segments[0]!);
  const id = Buffer.from(long.replaceAll('-', ''), 'hex');
  const at = bytes.indexOf(id, bytes.indexOf(id) + 1);
  bytes[at]! ^= 1;
  writeFileSync(segments[0]!, bytes);
  const spool = await Spool.open({ folder, log });
  const calls = await spool.recover();
  expect(calls.find((call) => call.recordingId === long)).toMatchObject({
    description: { flags: ['damaged', 'cut'] },
    extents: { length: 2 },
  });
  for (const call of calls) await spool.release(call.recordingId);
  expect(readdirSync(join(folder, 'segments'))).toEqual([]);
  expect(readdirSync(join(folder, 'damaged'))).toEqual([basename(segments[0]!)]);
  await spool.close();
});

test('copies of damaged segments are deleted after two weeks', async () => {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, log });
  const call = await spoolCall(temporaryFolder(), { packets: [packet(1)] });
  const { file } = call.extents[0]!;
  spool.keepDamaged(file);
  spool.keepDamaged(file);
  const now = Date.parse('2026-03-10T10:00:00Z');
  const kept = () => readdirSync(join(folder, 'damaged'));
  for (const [days, count] of [
    [13, 1],
    [15, 0],
  ] as const) {
    const writtenAt = new Date(now - days * 24 * 3600 * SECOND_MS);
    if (kept().length > 0) utimesSync(join(folder, 'damaged', basename(file)), writtenAt, writtenAt);
    spool.tidy(now);
    expect(kept()).toHaveLength(count);
  }
  await spool.close();
});

test('a copy’s age counts from when it was set aside, and a failure to keep it stops nothing', async () => {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  const spool = await Spool.open({ folder, clock, log });
  const call = await spoolCall(temporaryFolder(), { packets: [packet(1)] });
  const { file } = call.extents[0]!;
  const old = new Date(clock.now() - 20 * 24 * 3600 * SECOND_MS);
  utimesSync(file, old, old);
  spool.keepDamaged(file);
  spool.tidy(clock.now());
  expect(readdirSync(join(folder, 'damaged'))).toEqual([basename(file)]);
  rmSync(join(folder, 'damaged'), { recursive: true });
  spool.keepDamaged(file);
  await spool.close();
});

test('an intact record of an unknown version is unreadable, not damaged: its segment stays', async () => {
  const { folder, segments, long, short } = await leftSpool();
  const bytes = readFileSync(segments[1]!);
  const original = Buffer.from(bytes);
  bytes[5] = 9;
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 36)), 36);
  writeFileSync(segments[1]!, bytes);
  const spool = await Spool.open({ folder, log });
  expect((await spool.recover()).map((call) => call.recordingId)).toEqual([short]);
  expect(spool.unreadable).toBeGreaterThan(0);
  expect(readdirSync(join(folder, 'damaged'))).toEqual([]);
  writeFileSync(segments[1]!, original);
  expect(await spool.recover()).toMatchObject([{ recordingId: long, description: { flags: ['cut'] } }]);
  await spool.close();
});

test('an empty mount point is not taken for an empty spool', async () => {
  const data = temporaryFolder();
  const options = { folder: join(data, 'spool'), idFile: join(data, 'spool.id'), log };
  const first = await Spool.open(options);
  const { recorderId } = first;
  await first.close();
  renameSync(options.folder, `${options.folder}.away`);
  mkdirSync(options.folder);
  await expect(Spool.open(options)).rejects.toMatchObject({ code: 'storage-not-mounted' });
  expect(readdirSync(options.folder)).toEqual([]);
  rmSync(options.folder, { recursive: true });
  renameSync(`${options.folder}.away`, options.folder);
  const again = await Spool.open(options);
  expect(again.recorderId).toBe(recorderId);
  await again.close();
  // A crash while it was written.
  writeFileSync(options.idFile, recorderId.slice(0, 9));
  const third = await Spool.open(options);
  expect(third.recorderId).toBe(recorderId);
  await third.close();
});

test('a spool that cannot be locked is not said to be in use', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'lock'));
  await expect(Spool.open({ folder, log })).rejects.toMatchObject({ code: 'spool-unwritable' });
  rmSync(join(folder, 'lock'), { recursive: true });
  const spool = await Spool.open({ folder, log });
  await expect(Spool.open({ folder, log })).rejects.toMatchObject({ code: 'data-folder-in-use' });
  await spool.close();
});

test('a released segment that cannot be deleted stops nothing, and is deleted later', async () => {
  const { folder, segments, long, short } = await leftSpool();
  const spool = await Spool.open({ folder, log });
  await spool.recover();
  const undo = makeUnreadable(segments[2]!);
  for (const id of [short, long]) await spool.release(id as never);
  expect(readdirSync(join(folder, 'segments'))).toHaveLength(2);
  undo();
  spool.tidy(0);
  expect(readdirSync(join(folder, 'segments'))).toEqual([]);
  await spool.close();
});

test('what is no segment in the folder of the queue is left alone', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'unsaved', 'lost+found'), { recursive: true });
  const spool = await Spool.open({ folder, log });
  const queue = await spool.openQueue();
  expect(queue.unreadable).toBe(0);
  await queue.close();
  await spool.close();
});
