import { expect, test } from 'vitest';
import type { CallId } from '../../base/ids.ts';
import type { ObjectKey } from '../../platform/object-store.ts';
import { MemoryKeyStore } from '../../../test/kit/memory-key-store.ts';
import { MemoryObjectStore } from '../../../test/kit/memory-object-store.ts';
import { appendPackets, mirroredSpool } from '../../../test/kit/mirrored-spool.ts';
import { callDescription } from '../../../test/kit/spooled-call.ts';
import { until } from '../../../test/kit/until.ts';
import { readSpooledCall } from '../index.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const arrivals = (count: number, from = T0): number[] => Array.from({ length: count }, (_, index) => from + index * 20);

test('each second is one object; what another recorder finds in them is what was written, up to the last second', async () => {
  const objects = new MemoryObjectStore();
  const lost = await mirroredSpool({ objects, keys: new MemoryKeyStore() });
  const [going, ended] = [lost.open(), lost.open()];
  for (let second = 0; second < 3; second++) {
    for (const { call } of [going, ended]) appendPackets(call, arrivals(50, T0 + second * 1000));
    await lost.second([going.call, ended.call]);
    await lost.caughtUp();
  }
  const end = ended.call.end({ endedAt: T0 + 3000, endReason: 'hang-up' });
  await lost.second();
  await end;
  await lost.caughtUp();
  expect(objects.objects.size).toBe(4);
  appendPackets(going.call, arrivals(50, T0 + 3000));
  await lost.lose();

  const { calls } = await lost.rebuilt();
  const [first, second] = [going, ended].map(({ description }) =>
    calls.find(({ recordingId }) => recordingId === description.recordingId),
  );
  expect(first).toMatchObject({ endReason: 'killed', endedAt: T0 + 2980, description: { flags: ['cut'] } });
  expect(second).toMatchObject({ endReason: 'hang-up', endedAt: T0 + 3000, description: ended.description });
  for (const call of [first!, second!]) {
    expect([...readSpooledCall(call)].map(({ arrivedAtMs }) => arrivedAtMs)).toEqual(arrivals(150));
  }
});

test('the object store alone opens nothing, a lost key is no empty spool, and the disk is not filled', async () => {
  const objects = new MemoryObjectStore();
  const lost = await mirroredSpool({ objects, keys: new MemoryKeyStore() });
  const { call, description } = lost.open(callDescription({ metadata: ['+48221234567'] }));
  appendPackets(call, arrivals(50));
  await lost.second([call]);
  await lost.caughtUp();
  const stored = Buffer.concat([...objects.objects.values()]);
  for (const secret of ['48221234567', description.tenantId, Buffer.alloc(60, 7)]) {
    expect(stored.includes(secret)).toBe(false);
  }
  await expect(lost.rebuilt({ keys: new MemoryKeyStore() })).rejects.toMatchObject({ code: 'spool-unreadable' });
  // A disk that would be full of a lost recorder's calls has no room for the taker's own.
  const full = lost.rebuilt({ freeBytes: () => Promise.resolve(15 * 1024 * 1024) });
  await expect(full).rejects.toMatchObject({ code: 'storage-full' });
});

test('calls of which nobody knows whether they may be recorded are left out; those without a recording are there', async () => {
  const lost = await mirroredSpool({ objects: new MemoryObjectStore(), keys: new MemoryKeyStore() });
  const { call } = lost.open(callDescription({ undecided: true }));
  appendPackets(call, arrivals(50));
  const { queue } = lost;
  await queue.add('refused' as CallId, { is: 'refused' });
  await queue.add('saved' as CallId, { is: 'saved' });
  queue.remove('saved' as CallId);
  await lost.second([call]);
  await lost.caughtUp();
  const { calls, queued } = await lost.rebuilt();
  expect(calls).toEqual([]);
  expect(queued).toContainEqual({ is: 'refused' });
});

test('a store that is away, or hangs, holds up nothing; the mirror catches up from the disk, in fewer objects', async () => {
  const objects = new MemoryObjectStore();
  const answers: (() => void)[] = [];
  let isAway = true;
  const failing = Object.assign(Object.create(objects) as MemoryObjectStore, {
    put: async (key: ObjectKey, bytes: Uint8Array) => {
      if (isAway) throw new Error('503 Slow Down');
      if (answers.length === 0) await new Promise<void>((resolve) => answers.push(resolve));
      await objects.put(key, bytes);
    },
  });
  const lost = await mirroredSpool({ objects: failing, keys: new MemoryKeyStore() });
  const { call } = lost.open();
  const writeSeconds = async (from: number): Promise<void> => {
    for (let second = from; second < from + 60; second++) {
      appendPackets(call, arrivals(50, T0 + second * 1000));
      await lost.second([call]);
      lost.clock.advance(1000);
    }
  };
  await writeSeconds(0);
  expect(lost.mirror.behindMs).toBeGreaterThan(59_000);
  isAway = false;
  await until('a put waits for its answer', () => {
    lost.clock.advance(1000);
    return answers.length === 1;
  });
  await writeSeconds(60);
  answers[0]!();
  await lost.caughtUp();
  expect(objects.objects.size).toBeLessThan(10);
  expect(lost.mirror.behindMs).toBe(0);
  const failures = await lost.metrics.getSingleMetric('fonoteka_spool_mirror_failures_total')!.get();
  expect(failures.values.find(({ labels }) => labels['request'] === 'put')!.value).toBeGreaterThan(0);
  const { calls } = await lost.rebuilt();
  expect([...readSpooledCall(calls[0]!)]).toHaveLength(120 * 50);
});

test('objects go with their segment; what a killed deleter left, the next start removes', async () => {
  const objects = new MemoryObjectStore();
  const parts = { objects, keys: new MemoryKeyStore() };
  const killed = await mirroredSpool(parts);
  const { call, description } = killed.open();
  appendPackets(call, arrivals(50));
  await killed.second([call]);
  const end = call.end({ endedAt: T0 + 1000, endReason: 'hang-up' });
  await killed.second();
  await end;
  await killed.caughtUp();
  const before = new Map(objects.objects);
  expect(before.size).toBe(2);
  await killed.spool.release(description.recordingId);
  await killed.caughtUp();
  expect(objects.objects.size).toBe(0);
  const folder = killed.spool.newWriterLocation().folder.replace(/\/segments$/, '');
  await killed.close();
  for (const [key, bytes] of before) objects.objects.set(key, bytes);
  const next = await mirroredSpool({ ...parts, folder });
  await until('all is deleted', () => objects.objects.size === 0);
  await next.close();
});

test('the next start goes on with what is mirrored', async () => {
  const objects = new MemoryObjectStore();
  const parts = { objects, keys: new MemoryKeyStore() };
  const killed = await mirroredSpool(parts);
  const { call } = killed.open();
  for (let second = 0; second < 3; second++) {
    appendPackets(call, arrivals(50, T0 + second * 1000));
    await killed.second([call]);
    await killed.caughtUp();
  }
  const folder = killed.spool.newWriterLocation().folder.replace(/\/segments$/, '');
  await killed.close();
  const keys = [...objects.objects.keys()].sort();
  const puts: string[] = [];
  const counted = Object.assign(Object.create(objects) as MemoryObjectStore, {
    put: async (key: ObjectKey, bytes: Uint8Array) => {
      puts.push(key);
      await objects.put(key, bytes);
    },
  });
  const next = await mirroredSpool({ ...parts, objects: counted, folder });
  await next.caughtUp();
  expect(puts).toEqual(keys.slice(-1));
  expect([...objects.objects.keys()].sort()).toEqual(keys);
});

test('what the next start cannot read stays in the mirror, and what is not there yet is put', async () => {
  const objects = new MemoryObjectStore();
  const keys = new MemoryKeyStore();
  const killed = await mirroredSpool({ objects, keys });
  const { call, description } = killed.open();
  await killed.queue.add('refused' as CallId, { is: 'refused' });
  appendPackets(call, arrivals(50));
  await killed.second([call]);
  await killed.caughtUp();
  appendPackets(call, arrivals(50, T0 + 1000));
  await killed.mirror.stop();
  await killed.second([call]);
  const folder = killed.spool.newWriterLocation().folder.replace(/\/segments$/, '');
  await killed.close();
  const away = Object.assign(Object.create(keys) as MemoryKeyStore, {
    get: () => Promise.reject(new Error('the key store is away')),
  });
  const next = await mirroredSpool({ objects, keys: away, folder });
  await next.caughtUp();
  await next.lose();
  const { calls, queued } = await next.rebuilt({ keys });
  expect(calls.map(({ recordingId }) => recordingId)).toEqual([description.recordingId]);
  expect([...readSpooledCall(calls[0]!)]).toHaveLength(100);
  expect(queued).toEqual([{ is: 'refused' }]);
});

test('under a new lease all that is on disk is put again, before anything of the lease before is deleted', async () => {
  const objects = new MemoryObjectStore();
  const lost = await mirroredSpool({ objects, keys: new MemoryKeyStore() });
  const { call } = lost.open();
  appendPackets(call, arrivals(50));
  await lost.second([call]);
  await lost.caughtUp();
  let isAway = true;
  const put = objects.put.bind(objects);
  objects.put = async (key, bytes) => {
    if (isAway) throw new Error('away');
    await put(key, bytes);
  };
  lost.mirror.useLease(lost.spool.recorderId, 3);
  await until('it has tried', () => lost.mirror.toDelete > 0);
  expect([...objects.objects.keys()].map((key) => key.split('/')[2])).toEqual(['1']);
  isAway = false;
  await lost.caughtUp();
  expect([...objects.objects.keys()].map((key) => key.split('/')[2])).toEqual(['3']);
});
