import { createServer } from 'node:net';
import { serveRequests } from './index.ts';

export interface TestProcessRequests {
  double(value: number): number;
  /** NaN and undefined are copied as they are. */
  same(value: unknown): unknown;
  fail(code: string): never;
  crash(): Promise<never>;
  /** Holds up its event loop for ever. */
  hang(): never;
  /** From now on something keeps it running. */
  keepRunning(): void;
}

serveRequests<TestProcessRequests>({
  double: (value) => value * 2,
  same: (value) => value,
  fail: (code) => {
    throw Object.assign(new Error('failed on purpose'), { code });
  },
  crash: () => {
    setImmediate(() => process.exit(3));
    return new Promise(() => {});
  },
  hang: () => {
    for (;;);
  },
  keepRunning: () => void createServer().listen(0, '127.0.0.1'),
});
