import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { type CallId, newId } from '../base/ids.ts';
import { DurableQueue, type DurableQueueOptions } from './durable-queue.ts';
import { type CreateSegment, segmentFilesIn } from './segment-file.ts';

const KEY = randomBytes(32);
let runs = 1;

/** A queue that is closed when the test is over. Until then a second one finds what a kill would leave of it. */
async function open(folder: string, more: Partial<DurableQueueOptions> = {}): Promise<DurableQueue> {
  const location = { folder, prefix: `${String(runs++).padStart(8, '0')}-000-`, key: KEY };
  const queue = await DurableQueue.open({ location, runKeyOf: async () => KEY, log: quietLog, ...more });
  onTestFinished(() => queue.close());
  return queue;
}
const id = () => newId<CallId>(Date.parse('2026-03-10T10:00:00Z'));

function contents(queue: DurableQueue): unknown[] {
  const found: unknown[] = [];
  for (let { first } = queue; first !== null; { first } = queue) {
    found.push(first.content);
    queue.remove(first.id);
  }
  return found;
}

/** Files that count their syncs, and fail while `isBroken`. */
function watchedDisk(folder: string) {
  const files = segmentFilesIn(folder);
  const disk: { isBroken: boolean; syncs: number; create: CreateSegment } = {
    isBroken: false,
    syncs: 0,
    create: async (name) => {
      if (disk.isBroken) throw new Error('ENOSPC');
      const file = await files(name);
      return {
        ...file,
        sync: async () => {
          disk.syncs += 1;
          if (disk.isBroken) throw new Error('EIO');
          await file.sync();
        },
      };
    },
  };
  return disk;
}

test('items survive a crash in their order, those that were removed with their segment do not come back', async () => {
  const folder = temporaryFolder();
  const before = await open(folder);
  const ids = Array.from({ length: 5 }, id);
  for (const [at, item] of ids.entries()) expect(await before.add(item, { at })).toBe('synced');
  expect(before.size).toBe(5);
  expect(before.first).toEqual({ id: ids[0], content: { at: 0 } });
  // No close: the process was killed.
  const after = await open(folder);
  expect(contents(after)).toEqual([0, 1, 2, 3, 4].map((at) => ({ at })));
  expect(after.size).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  expect((await open(folder)).size).toBe(0);
});

test('a removed item may come back while another one of its segment waits, and is there once', async () => {
  const folder = temporaryFolder();
  const before = await open(folder);
  const ids = [id(), id()];
  for (const item of ids) await before.add(item, item);
  before.remove(ids[0]!);
  const after = await open(folder);
  expect(contents(after)).toEqual(ids);
});

test('items that are added together share one sync', async () => {
  const folder = temporaryFolder();
  const disk = watchedDisk(folder);
  const queue = await open(folder, disk);
  await Promise.all(Array.from({ length: 200 }, (_, at) => queue.add(id(), at)));
  expect(disk.syncs).toBeLessThanOrEqual(2);
  expect(contents(await open(folder))).toHaveLength(200);
  await queue.close();
});

test('its size is limited; what does not fit is refused and takes nothing', async () => {
  const folder = temporaryFolder();
  const queue = await open(folder, { maxQueuedBytes: 1_000 });
  const outcomes = [];
  for (let n = 0; n < 20; n += 1) outcomes.push(await queue.add(id(), 'x'.repeat(58)));
  expect(outcomes.filter((outcome) => outcome === 'synced')).toHaveLength(10);
  expect(outcomes.slice(10)).toEqual(Array.from({ length: 10 }, () => 'full'));
  queue.remove(queue.first!.id);
  expect(await queue.add(id(), 'y')).toBe('synced');
  expect(await queue.add(id(), 'z'.repeat(2_000_000))).toBe('full');
});

test('while the disk fails items stay in memory, and are written when it works again', async () => {
  const folder = temporaryFolder();
  const disk = watchedDisk(folder);
  const queue = await open(folder, disk);
  expect(await queue.add(id(), 1)).toBe('synced');
  disk.isBroken = true;
  expect(await queue.add(id(), 2)).toBe('unsynced');
  expect(await queue.add(id(), 3)).toBe('unsynced');
  expect(queue.size).toBe(3);
  disk.isBroken = false;
  await queue.sync();
  expect(contents(await open(folder))).toEqual([1, 2, 3]);
});

test('a truncated end and a damaged item cost no other item', async () => {
  const folder = temporaryFolder();
  const before = await open(folder);
  for (let n = 0; n < 3; n += 1) await before.add(id(), `item ${n}`);
  const [name] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name!));
  // The second of three records of the same length; its payload begins 40 bytes behind its header.
  bytes[bytes.length / 3 + 45]! ^= 1;
  writeFileSync(join(folder, name!), bytes);
  appendFileSync(join(folder, name!), bytes.subarray(0, 50));
  const after = await open(folder);
  expect(after.damaged).toBe(1);
  expect(contents(after)).toEqual(['item 0', 'item 2']);
});

test('what is on disk is encrypted; without its key it is kept and not counted as damaged', async () => {
  const folder = temporaryFolder();
  await (await open(folder)).add(id(), { caller: '+48512345678' });
  const [name] = readdirSync(folder);
  expect(readFileSync(join(folder, name!)).includes('+48512345678')).toBe(false);
  const without = await open(folder, { runKeyOf: async () => null });
  expect([without.size, without.damaged]).toEqual([0, 0]);
  expect(contents(await open(folder))).toEqual([{ caller: '+48512345678' }]);
});

test('a segment that cannot be read is not deleted', async () => {
  const folder = temporaryFolder();
  await (await open(folder)).add(id(), 1);
  const [name] = readdirSync(folder);
  const elsewhere = join(temporaryFolder(), 'elsewhere');
  renameSync(join(folder, name!), elsewhere);
  // A folder in its place: reading it fails with EISDIR.
  mkdirSync(join(folder, name!));
  const during = await open(folder);
  expect(during.size).toBe(0);
  expect(await during.add(id(), 2)).toBe('synced');
  await during.close();
  rmSync(join(folder, name!), { recursive: true });
  renameSync(elsewhere, join(folder, name!));
  expect(contents(await open(folder))).toEqual([1, 2]);
});

test('a segment that can be read again is read by the running process', async () => {
  const folder = temporaryFolder();
  await (await open(folder)).add(id(), 1);
  const [name] = readdirSync(folder);
  const elsewhere = join(temporaryFolder(), 'elsewhere');
  renameSync(join(folder, name!), elsewhere);
  mkdirSync(join(folder, name!));
  const queue = await open(folder);
  await queue.readUnread();
  expect([queue.size, queue.unreadable]).toEqual([0, 1]);
  rmSync(join(folder, name!), { recursive: true });
  renameSync(elsewhere, join(folder, name!));
  await queue.readUnread();
  expect(queue.unreadable).toBe(0);
  expect(contents(queue)).toEqual([1]);
  expect(readdirSync(folder)).toEqual([]);
});
