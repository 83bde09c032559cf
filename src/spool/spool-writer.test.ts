import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { CHUNK_BYTES } from './call-writer.ts';
import { type ClosedSegment, SpoolWriter, readSpooledCall, type SpoolExtent } from './index.ts';
import { RecoveredCalls } from './recover-calls.ts';
import { scanSegment } from './scan-segment.ts';
import { type CreateSegment, segmentFilesIn } from './segment-file.ts';

type Step = 'create' | 'write' | 'sync' | 'close' | 'all';

/** Files that fail at the step `broken`. A failing write leaves half of its bytes. */
function breakableDisk(folder: string) {
  const files = segmentFilesIn(folder);
  const full = new Error('ENOSPC: no space left on device');
  const disk: { broken: Step | null; create: CreateSegment } = {
    broken: null,
    create: async (name) => {
      if (disk.broken === 'create' || disk.broken === 'all') throw full;
      const file = await files(name);
      return {
        ...file,
        write: async (buffers, position) => {
          if (disk.broken === 'all') throw full;
          if (disk.broken !== 'write') return file.write(buffers, position);
          await file.write(buffers.slice(0, Math.ceil(buffers.length / 2)), position);
          throw full;
        },
        sync: async () => {
          if (disk.broken === 'sync') throw full;
          await file.sync();
        },
        truncate: async (length) => {
          if (disk.broken === 'all') throw full;
          await file.truncate(length);
        },
        close: async () => {
          await file.close();
          if (disk.broken === 'close' || disk.broken === 'all') throw full;
        },
      };
    },
  };
  return disk;
}

function writerOn(folder: string, options: { maxBufferedBytes?: number; segmentBytes?: number } = {}) {
  const disk = breakableDisk(folder);
  const closed: ClosedSegment[] = [];
  const failures: Error[] = [];
  const writer = new SpoolWriter({
    location: { folder, prefix: 'test-', key: null },
    clock: new ManualClock(),
    create: disk.create,
    events: {
      segmentClosed: (segment) => closed.push(segment),
      synced: () => {},
      failed: (error) => failures.push(error),
    },
    ...options,
  });
  const open = () => {
    const description = callDescription();
    const call = writer.open({ captureStartedAt: description.startedAt, description, legs: TWO_PCMA_LEGS });
    const put = (value: number) => call.append({ leg: 0, arrivedAtMs: value, bytes: new Uint8Array(160).fill(value) });
    return { call, description, put };
  };
  return { disk, closed, failures, writer, open };
}

const end = { endedAt: 0, endReason: 'hang-up' } as const;

function arrivals(recordingId: string, extents: readonly SpoolExtent[]): number[] {
  const call = { recordingId, extents } as unknown as Parameters<typeof readSpooledCall>[0];
  return [...readSpooledCall(call)].map((packet) => packet.arrivedAtMs);
}

test('what was read of an unencrypted spool stays as it is while more is read', async () => {
  const { writer, open } = writerOn(temporaryFolder());
  const { call, description, put } = open();
  for (const value of [1, 2, 3]) {
    put(value);
    call.closeChunk();
  }
  const [extents] = await Promise.all([call.end(end), writer.flush()]);
  const spooled = { recordingId: description.recordingId, extents } as unknown as Parameters<typeof readSpooledCall>[0];
  const packets = [...readSpooledCall(spooled)];
  expect(packets.map(({ bytes }) => bytes[0])).toEqual([1, 2, 3]);
});

test.each([
  { name: 'write', steps: ['write', 'write'] as const },
  { name: 'sync', steps: ['sync', 'sync'] as const },
  { name: 'write, then to create a file', steps: ['write', 'create'] as const },
  { name: 'do anything', steps: ['all', 'all'] as const },
])('loses nothing when the disk fails to $name', async ({ steps }) => {
  const { disk, closed, failures, writer, open } = writerOn(temporaryFolder());
  const { call, description, put } = open();
  put(1);
  call.closeChunk();
  expect(await writer.flush()).toBe(true);
  for (const [index, step] of steps.entries()) {
    disk.broken = step;
    put(2 + index);
    call.closeChunk();
    expect(await writer.flush()).toBe(false);
    expect(writer.failing).toBe(true);
  }
  disk.broken = null;
  put(4);
  const [extents] = await Promise.all([call.end(end), writer.flush()]);
  expect(writer.failing).toBe(false);
  expect(failures).toHaveLength(2);
  expect(arrivals(description.recordingId, extents)).toEqual([1, 2, 3, 4]);
  const found = new RecoveredCalls();
  for (const segment of closed) for (const record of scanSegment(segment)) found.add(record);
  expect(arrivals(description.recordingId, found.calls[0]!.extents)).toEqual([1, 2, 3, 4]);
});

test('a disk that is gone is another one to the open file: what comes after it goes to a new segment', async () => {
  const { disk, closed, writer, open } = writerOn(temporaryFolder());
  const { call, put } = open();
  put(1);
  call.closeChunk();
  expect(await writer.flush()).toBe(true);
  disk.broken = 'all';
  put(2);
  call.closeChunk();
  expect(await writer.flush()).toBe(false);
  expect(closed).toHaveLength(1);
  disk.broken = null;
  const [extents] = await Promise.all([call.end(end), writer.flush()]);
  expect(new Set(extents.map(({ file }) => file)).size).toBe(2);
});

test('a segment that is synced and cannot be closed: its records are written once, and no two calls get the same memory', async () => {
  const { disk, closed, failures, writer, open } = writerOn(temporaryFolder(), { segmentBytes: 1 });
  const first = open();
  first.put(1);
  first.call.closeChunk();
  disk.broken = 'close';
  await writer.flush();
  disk.broken = null;
  const others = [open(), open()];
  for (const [index, { put }] of others.entries()) put(2 + index);
  const [extents] = await Promise.all([first.call.end(end), writer.flush()]);
  expect(arrivals(first.description.recordingId, extents)).toEqual([1]);
  for (const [index, { call, description }] of others.entries()) {
    const [found] = await Promise.all([call.end(end), writer.flush()]);
    expect(arrivals(description.recordingId, found)).toEqual([2 + index]);
  }
  expect(failures).toEqual([]);
  expect(closed[0]).toMatchObject({ recordingIds: [first.description.recordingId] });
});

test('keeps no more in memory than allowed, and reports the packet it has no room for', async () => {
  const { disk, writer, open } = writerOn(temporaryFolder(), { maxBufferedBytes: 3 * CHUNK_BYTES });
  disk.broken = 'write';
  const { call, description, put } = open();
  let taken = 0;
  while (put(taken)) taken++;
  expect(writer.bufferedBytes).toBe(3 * CHUNK_BYTES);
  expect(await writer.flush()).toBe(false);
  expect(put(taken)).toBe(false);
  disk.broken = null;
  expect(await writer.flush()).toBe(true);
  expect(put(taken)).toBe(true);
  const [extents] = await Promise.all([call.end(end), writer.flush()]);
  expect(arrivals(description.recordingId, extents)).toHaveLength(taken + 1);
  expect(writer.bufferedBytes).toBe(0);
});

test('a full segment is closed and names its calls; the last one closes when no call is open', async () => {
  const { closed, writer, open } = writerOn(temporaryFolder(), { segmentBytes: 4096 });
  const [first, second] = [open(), open()];
  for (const { call, put } of [first, second]) {
    for (let value = 0; value < 20; value++) put(value);
    call.closeChunk();
  }
  await writer.flush();
  const ids = [first, second].map(({ description }) => description.recordingId);
  expect(closed).toMatchObject([{ recordingIds: ids, endedIds: [] }]);
  const ended = first.call.end(end);
  await writer.flush();
  await ended;
  expect(closed).toHaveLength(1);
  const endedToo = second.call.end(end);
  await writer.flush();
  await endedToo;
  expect(closed[1]).toMatchObject({ recordingIds: ids, endedIds: ids });
  expect(writer.segmentBytes).toBe(0);
});
