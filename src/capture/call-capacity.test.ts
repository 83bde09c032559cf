import { expect, test } from 'vitest';
import { captureRequest, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { MeasuredCapacity, mediaThreads } from './call-capacity.ts';
import { zeroTraffic } from './worker/media-requests.ts';

const measured = (microseconds: number, threads: number, cores: number): number => {
  const capacity = new MeasuredCapacity(threads, cores);
  capacity.measured(microseconds);
  return capacity.calls;
};

test('a packet of 3.3 µs, with what else is to be done 4, makes 2,000 calls for each media worker, as far as there are cores', () => {
  expect(measured(3.3, 1, 8)).toBe(2000);
  expect(measured(3.3, 4, 8)).toBe(8000);
  expect(measured(3.3, 4, 2)).toBe(4000);
  expect(measured(1e6, 1, 1)).toBe(20);
});

const report = (packets: number, utilization: number, foreign = 0) => ({
  traffic: { ...zeroTraffic(), packets, foreign },
  utilization,
  overMs: 1000,
});

test('what was measured while the machine stood still is corrected by the work of a thread, and not by a start that was slower', () => {
  const capacity = new MeasuredCapacity(1, 8);
  expect(capacity.worked(report(4000, 0.016))).toBe(false);
  expect(capacity.calls).toBe(Number.POSITIVE_INFINITY);
  expect([capacity.measured(1e6), capacity.calls]).toEqual([true, 20]);
  expect(capacity.worked(report(999, 0.001))).toBe(false);
  // Foreign packets take little.
  expect(capacity.worked(report(100_000, 0.2, 99_500))).toBe(false);
  expect([capacity.worked(report(4000, 0.016)), capacity.calls]).toEqual([true, 2000]);
  expect([capacity.measured(1e6), capacity.calls]).toEqual([false, 2000]);
  // A second that was a little better.
  expect([capacity.worked(report(4000, 0.013)), capacity.calls]).toEqual([false, 2000]);
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
