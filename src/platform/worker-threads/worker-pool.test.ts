import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import { PoolRefusal, type PoolThread, WorkerPool } from './index.ts';
import type { ThreadStarts } from './worker-pool.ts';
import type { TestRequests } from './test-worker.fixture.ts';

function pool(threads: number, maxWaiting = 100): WorkerPool<TestRequests> {
  const module = new URL('./test-worker.fixture.ts', import.meta.url);
  const created = new WorkerPool<TestRequests>({ module, data: null, name: 'test', threads, maxWaiting });
  onTestFinished(() => created.close());
  return created;
}

test('every request gets its own result', async () => {
  const values = Array.from({ length: 50 }, (_, index) => index);
  const workers = pool(2);
  const results = await Promise.all(values.map((value) => workers.request('double', value)));
  expect(results).toEqual(values.map((value) => value * 2));
  expect(workers.waiting).toBe(0);
});

test('a request that ends or breaks its thread fails alone', async () => {
  const workers = pool(1);
  const results = await Promise.allSettled([
    workers.request('double', 1),
    workers.request('exit'),
    workers.request('double', 2),
    workers.request('crash'),
    workers.request('double', 3),
  ]);
  expect(results).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new Error('the worker thread ended with code 3') },
    { status: 'fulfilled', value: 4 },
    { status: 'rejected', reason: new Error('broken on purpose') },
    { status: 'fulfilled', value: 6 },
  ]);
});

test('a request goes to the thread that it names, one of the background when nothing else waits', async () => {
  const workers = pool(1);
  const order: string[] = [];
  const sent: PoolThread<TestRequests>[] = [];
  const note = (name: string) => (result: unknown) => void order.push(`${name} ${String(result)}`);
  const onSent = (thread: PoolThread<TestRequests>): void => void sent.push(thread);
  await Promise.all([
    workers.requestAt({ onSent }, 'double', 1).then(note('first')),
    workers.requestAt({ isBackground: true }, 'double', 2).then(note('background')),
    workers.request('double', 3).then(note('second')),
  ]);
  expect(order).toEqual(['first 2', 'second 6', 'background 4']);
  const [on] = sent;
  expect(await workers.requestAt({ on: on!, onSent }, 'double', 4)).toBe(8);
  expect(sent).toEqual([on, on]);
  // The thread ends: what waits for it is refused, and another one serves the rest.
  const results = await Promise.allSettled([
    workers.request('exit'),
    workers.requestAt({ on: on! }, 'double', 5),
    workers.request('double', 6),
  ]);
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual([
    'the worker thread ended with code 3',
    'the thread has ended',
    12,
  ]);
  await expect(workers.requestAt({ on: on! }, 'double', 7)).rejects.toBeInstanceOf(PoolRefusal);
});

test('more requests than may wait are refused', async () => {
  const workers = pool(1, 2);
  const held = workers.request('never').catch((error: unknown) => error);
  const waiting = [1, 2].map((value) => workers.request('double', value).catch((error: unknown) => error));
  await expect(workers.request('double', 3)).rejects.toThrow('too many requests wait');
  await workers.close();
  for (const outcome of await Promise.all([held, ...waiting])) expect(outcome).toBeInstanceOf(PoolRefusal);
});

test('a closed pool takes nothing', async () => {
  const workers = pool(1);
  await workers.close();
  await expect(workers.request('double', 1)).rejects.toBeInstanceOf(PoolRefusal);
});

test('a thread that hangs in its start keeps its place; requests are refused, and the close does not wait for it', async () => {
  const clock = new ManualClock();
  const starts: ThreadStarts[] = [];
  const hung = new Promise<Worker>((resolve) => {
    process.once('worker', (worker) => resolve(worker.removeAllListeners('message')));
  });
  const module = new URL('./test-worker.fixture.ts', import.meta.url);
  const onStarting = (state: ThreadStarts): void => void starts.push(state);
  const workers = new WorkerPool<TestRequests>({
    module,
    data: null,
    name: 'test',
    threads: 1,
    maxWaiting: 100,
    clock,
    onStarting,
  });
  const refused = expect(workers.request('double', 1)).rejects.toBeInstanceOf(PoolRefusal);
  const worker = await hung;
  worker.postMessage = () => {};
  clock.advance(59_999);
  expect(workers.working).toBe(true);
  clock.advance(1);
  await refused;
  expect(workers.working).toBe(false);
  expect(starts).toMatchObject([{ ok: false, delayMs: null }]);
  const waiting = expect(workers.request('double', 1)).rejects.toBeInstanceOf(PoolRefusal);
  expect(workers.waiting).toBe(1);
  const closing = workers.close();
  clock.advance(15_000);
  await closing;
  await waiting;
  await worker.terminate();
});

test('threads that do not start are started again after growing delays, and requests are not blamed', async () => {
  const obstacle = join(temporaryFolder(), 'obstacle');
  writeFileSync(obstacle, '');
  const clock = new ManualClock();
  const starts: ThreadStarts[] = [];
  const workers = new WorkerPool<TestRequests>({
    module: new URL('./test-worker.fixture.ts', import.meta.url),
    data: obstacle,
    name: 'test',
    threads: 1,
    maxWaiting: 100,
    clock,
    onStarting: (state) => starts.push(state),
  });
  onTestFinished(() => workers.close());
  await until('the first start has failed', () => starts.length === 1);
  expect(workers.working).toBe(false);
  const failed = expect(workers.request('double', 1)).rejects.toBeInstanceOf(PoolRefusal);
  clock.advance(499);
  expect(workers.waiting).toBe(1);
  clock.advance(1);
  await failed;
  await until('the second start has failed', () => starts.length === 2);
  expect(starts).toMatchObject([{ delayMs: 500 }, { delayMs: 1000 }]);

  rmSync(obstacle);
  const doubled = workers.request('double', 2);
  clock.advance(1000);
  expect(await doubled).toBe(4);
  expect(workers.working).toBe(true);
  expect(starts.at(-1)).toEqual({ ok: true });
});
