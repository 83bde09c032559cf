import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequenceCount } from './sequence-count.ts';

function counted(numbers: readonly number[]): SequenceCount {
  const count = new SequenceCount();
  for (const number of numbers) count.add(number & 0xffff);
  return count;
}

test('missing numbers are loss, repeated ones duplicates, in any order, across the wrap', () => {
  fc.assert(
    fc.property(
      fc.nat(65535),
      fc.uniqueArray(fc.integer({ min: 1, max: 98 })),
      fc.array(fc.nat(99)),
      fc.nat(),
      (first, lost, twice, seed) => {
        const sent = Array.from({ length: 100 }, (_, at) => at).filter((at) => !lost.includes(at));
        const again = twice.filter((at) => !lost.includes(at));
        const shuffled = [...sent, ...again].sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
        const { lost: missing, duplicates } = counted(shuffled.map((at) => first + at));
        expect([missing, duplicates]).toEqual([lost.length, again.length]);
      },
    ),
  );
});

test('a packet after a later one is reordered', () => {
  expect(counted([1, 2, 4, 3, 5]).reordered).toBe(1);
});

test('a jump is a restart, not loss', () => {
  expect(counted([1, 2, 30_000, 30_001, 30_003]).lost).toBe(1);
  expect(counted([30_000, 30_001, 5, 6]).lost).toBe(0);
});

test('a restart keeps what was lost before', () => {
  const count = counted([1, 3]);
  count.restart();
  count.add(9000);
  expect(count.lost).toBe(1);
});
