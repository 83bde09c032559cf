import { expect, test } from 'vitest';
import { captureRequest, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { callCapacity, mediaThreads } from './call-capacity.ts';

test('a packet of 2.3 µs, with what else is to be done 4, makes 2,000 calls for each media worker, as far as there are cores', () => {
  expect(callCapacity(2.3, 1, 8)).toBe(2000);
  expect(callCapacity(2.3, 4, 8)).toBe(8000);
  expect(callCapacity(2.3, 4, 2)).toBe(4000);
  expect(callCapacity(1e6, 1, 1)).toBe(20);
});

test('one media worker for each eight cores', () => {
  expect([1, 2, 8, 9, 64].map((cores) => mediaThreads(cores))).toEqual([1, 1, 1, 2, 8]);
});

test.each(['batch', 'portable'] as const)('the %s receiver is measured when it runs', async (receiver) => {
  const { capture, metrics } = await openCapture({ receiver, maxCalls: 'measured' });
  await expect.poll(() => capture.maxCalls, { timeout: 30_000 }).toBeLessThan(100_000);
  expect(capture.maxCalls).toBeGreaterThanOrEqual(20);
  expect(await metrics.metrics()).toContain(`fonoteka_capture_max_calls ${capture.maxCalls}\n`);
});

test('one call more than may be is refused at once, until one of them ends', async () => {
  const { capture } = await openCapture({ maxCalls: 2 });
  const first = await startedCall(capture);
  const together = await Promise.all([capture.start(captureRequest()), capture.start(captureRequest())]);
  expect(together.filter(({ ok }) => ok)).toHaveLength(1);
  expect(together).toContainEqual({ ok: false, reason: 'too-many-calls' });
  expect(capture.refusal).toBe('too-many-calls');
  await first.end('hang-up');
  expect(capture.refusal).toBeNull();
  await startedCall(capture);
});
