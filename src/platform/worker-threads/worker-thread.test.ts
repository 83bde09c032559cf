import { expect, onTestFinished, test } from 'vitest';
import { RequestError, WorkerThread } from './index.ts';
import type { TestEvents, TestRequests } from './test-worker.fixture.ts';

function start(data: string | null = null) {
  const reported: string[] = [];
  const deaths: Error[] = [];
  const thread = new WorkerThread<TestRequests, TestEvents>({
    module: new URL('./test-worker.fixture.ts', import.meta.url),
    data,
    name: 'test',
    events: { reported: (value) => reported.push(value) },
    onDied: (error) => deaths.push(error),
  });
  onTestFinished(() => thread.stop(new Error('the test is over')));
  return { thread, reported, deaths };
}

test('notifications come in order, before the result of the request that caused them', async () => {
  const { thread, reported } = start();
  await thread.ready;
  expect(await thread.request('report', ['a', 'b', 'c'])).toBe('done');
  expect(reported).toEqual(['a', 'b', 'c']);
});

test('what a function throws fails its request, with message and code; the thread goes on', async () => {
  const { thread, deaths } = start();
  const error = await thread.request('fail', 'ENOSPC').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toMatchObject({ message: 'failed on purpose', code: 'ENOSPC' });
  expect(await thread.request('double', 2)).toBe(4);
  expect(deaths).toEqual([]);
});

test('a thread that dies fails what it was asked and is reported once', async () => {
  const { thread, deaths } = start();
  const pending = Promise.allSettled([thread.request('never'), thread.request('crash')]);
  await thread.ended;
  const reason = expect.objectContaining({ message: 'broken on purpose' });
  expect(await pending).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
  expect(deaths).toEqual([reason]);
  expect(thread.alive).toBe(false);
  await expect(thread.request('double', 1)).rejects.toThrow('broken on purpose');
});

test('a thread that cannot start is never ready', async () => {
  const { thread, deaths } = start('fail at start');
  await expect(thread.ready).rejects.toThrow('failed at start');
  expect(deaths).toHaveLength(1);
});

test('a stopped thread ends by itself; what it was asked fails with the reason given', async () => {
  const { thread, deaths } = start();
  const pending = expect(thread.request('never')).rejects.toThrow('shutting down');
  await thread.stop(new Error('shutting down'));
  await pending;
  expect(deaths).toEqual([]);
});

test('who waits for a thread that is stopped before it is ready learns so', async () => {
  const { thread } = start('fail at start');
  const ready = expect(thread.ready).rejects.toThrow('shutting down');
  await thread.stop(new Error('shutting down'));
  await ready;
});
