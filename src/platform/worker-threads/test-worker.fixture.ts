import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { notifier, serveRequests } from './index.ts';

export interface TestRequests {
  double(value: number): number;
  /** Returns after a notification for each of them. */
  report(values: readonly string[]): Promise<string>;
  /** Throws; the thread stays alive. */
  fail(code: string): never;
  /** Ends the thread with code 3. */
  exit(): never;
  /** The thread dies of an error that nobody catches. */
  crash(): Promise<never>;
  never(): Promise<never>;
}

export interface TestEvents {
  reported(value: string): void;
}

const notify = notifier<TestEvents>();

if (workerData === 'fail at start') throw new Error('failed at start');
if (typeof workerData === 'string' && existsSync(workerData)) throw new Error('failed at start');

serveRequests<TestRequests>({
  double: (value) => value * 2,
  report: async (values) => {
    for (const value of values) notify('reported', value);
    return 'done';
  },
  fail: (code) => {
    throw Object.assign(new Error('failed on purpose'), { code });
  },
  exit: () => process.exit(3),
  crash: () => {
    setImmediate(() => {
      throw new Error('broken on purpose');
    });
    return new Promise(() => {});
  },
  never: () => new Promise(() => {}),
});
