import { expect, onTestFinished, test } from 'vitest';
import { PoolRefusal, WorkerPool } from './worker-pool.ts';

type Job = number | 'exit' | 'throw' | 'never';

function pool(count: number, maxWaiting = 100): WorkerPool<Job, number> {
  const entry = new URL('./worker-pool.fixture.ts', import.meta.url);
  const created = new WorkerPool<Job, number>({ entry, workerData: null, count, maxWaiting });
  onTestFinished(() => created.close());
  return created;
}

test('every job gets its own answer', async () => {
  const jobs = Array.from({ length: 50 }, (_, index) => index);
  const workers = pool(2);
  expect(await Promise.all(jobs.map((job) => workers.run(job)))).toEqual(jobs.map((job) => job * 2));
  expect(workers.waiting).toBe(0);
});

test('a job that ends or breaks its thread fails alone', async () => {
  const workers = pool(1);
  const answers = await Promise.allSettled([1, 'exit', 2, 'throw', 3].map((job) => workers.run(job as Job)));
  expect(answers).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new Error('the worker thread ended with code 3') },
    { status: 'fulfilled', value: 4 },
    { status: 'rejected', reason: new Error('broken on purpose') },
    { status: 'fulfilled', value: 6 },
  ]);
});

test('more jobs than may wait are refused', async () => {
  const workers = pool(1, 2);
  const held = workers.run('never').catch((error: unknown) => error);
  const waiting = [workers.run(1), workers.run(2)].map((job) => job.catch((error: unknown) => error));
  await expect(workers.run(3)).rejects.toThrow('too many jobs wait');
  await workers.close();
  for (const outcome of await Promise.all([held, ...waiting])) expect(outcome).toBeInstanceOf(PoolRefusal);
});

test('a closed pool takes nothing', async () => {
  const workers = pool(1);
  await workers.close();
  await expect(workers.run(1)).rejects.toBeInstanceOf(PoolRefusal);
});
