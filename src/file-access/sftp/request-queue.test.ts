import { expect, test } from 'vitest';
import { RequestQueue } from './request-queue.ts';
import type { SftpRequest } from './request-reader.ts';

const read = (handle: number, offset: number): SftpRequest => ({
  kind: 'read',
  id: offset,
  handle,
  offset,
  length: 10,
});

test('the READ that continues its file goes first, others in their order', () => {
  const queue = new RequestQueue();
  const positions = new Map([
    [1, 10],
    [2, 0],
  ]);
  const progressOf = (handle: number) => {
    const position = positions.get(handle);
    return position === undefined ? null : { position, sizeBytes: 1000 };
  };
  const close: SftpRequest = { kind: 'close', id: 1, handle: 1 };
  for (const request of [read(1, 30), read(2, 0), read(1, 10), read(3, 5), close, read(1, 20)]) queue.add(request);
  const taken: SftpRequest[] = [];
  while (!queue.isEmpty) {
    const next = queue.take(progressOf)!;
    if (next.kind === 'read' && positions.has(next.handle)) positions.set(next.handle, next.offset + 10);
    taken.push(next);
  }
  expect(taken).toEqual([read(1, 10), read(1, 20), read(1, 30), read(2, 0), read(3, 5), close]);
  expect(queue.bytes).toBe(0);
});

test('a gap is what a READ may still fill that is on its way: ahead, not far, and not behind the end', () => {
  expect([gapBefore(50, 0), gapBefore(100, 0)]).toEqual([true, true]);
  expect([gapBefore(120, 110), gapBefore(101, 0), gapBefore(0, 0), gapBefore(0, 50), gapBefore(50, null)]).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

function gapBefore(offset: number, position: number | null): boolean {
  const queue = new RequestQueue();
  queue.add(read(1, offset));
  return queue.hasGap(() => (position === null ? null : { position, sizeBytes: 120 }), 100);
}
