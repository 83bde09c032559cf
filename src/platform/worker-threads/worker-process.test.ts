import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { until } from '../../../test/kit/until.ts';
import { systemClock } from '../clock.ts';
import { RequestError, WorkerProcess } from './index.ts';
import type { TestProcessRequests } from './test-process.fixture.ts';

function start(clock = systemClock) {
  const process = new WorkerProcess<TestProcessRequests>({
    module: new URL('./test-process.fixture.ts', import.meta.url),
    stderr: 'inherit',
    clock,
  });
  onTestFinished(() => process.kill());
  return process;
}

test('a process answers; what a function throws fails its request, with message and code', async () => {
  const process = start();
  await process.ready;
  expect(await process.request('same', { nothing: undefined, notANumber: Number.NaN })).toEqual({
    nothing: undefined,
    notANumber: Number.NaN,
  });
  const error = await process.request('fail', 'ENOSPC').catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toMatchObject({ message: 'failed on purpose', code: 'ENOSPC' });
  expect(await process.request('double', 2)).toBe(4);
});

test('a process that dies fails what it was asked, and what it will be', async () => {
  const process = start();
  const pending = expect(process.request('crash')).rejects.toThrow('the process ended with code 3');
  expect((await process.ended).message).toBe('the process ended with code 3');
  await pending;
  await expect(process.request('double', 1)).rejects.toThrow('ended with code 3');
});

test('it is killed', async () => {
  const process = start();
  await process.ready;
  await process.kill();
  expect((await process.ended).message).toBe('the process ended with SIGKILL');
});

test('it ends when it is to, whatever keeps it running, and not by a signal to all processes', async () => {
  const worker = start();
  await worker.request('keepRunning');
  process.kill(worker.pid!, 'SIGTERM');
  process.kill(worker.pid!, 'SIGINT');
  expect(await worker.request('double', 2)).toBe(4);
  await worker.stop();
  expect((await worker.ended).message).toBe('the process ended with code 0');
});

test('one that hangs is killed when it does not end in time', async () => {
  const clock = new ManualClock();
  const process = start(clock);
  await process.ready;
  void process.request('hang').catch(() => {});
  const stopped = process.stop();
  await until('it is waited for', () => clock.pending > 0);
  clock.advance(15_000);
  await stopped;
  expect((await process.ended).message).toBe('the process ended with SIGKILL');
});
