import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { PORT_COOL_DOWN_MS, PortPool } from './port-pool.ts';

const step = fc.oneof(
  fc.record({ acquire: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ release: fc.nat({ max: 50 }) }),
  fc.record({ pass: fc.integer({ min: 0, max: PORT_COOL_DOWN_MS * 2 }) }),
);

test('whatever is acquired and released: even ports of the range, one owner each, cooled down', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 65_000 }), fc.integer({ min: 0, max: 40 }))
    .map(([min, more]) => ({ min, max: min + more }));
  fc.assert(
    fc.property(
      range,
      fc.array(step, { maxLength: 80 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (range, steps, seed) => {
        const clock = new ManualClock();
        const pool = new PortPool(range, clock, () => seed);
        const inUse: number[] = [];
        const releasedAt = new Map<number, number>();
        const even = Array.from({ length: range.max - range.min + 1 }, (_, index) => range.min + index).filter(
          (port) => port % 2 === 0,
        );
        const ready = () =>
          even.filter(
            (port) => !inUse.includes(port) && clock.now() - (releasedAt.get(port) ?? -Infinity) >= PORT_COOL_DOWN_MS,
          );
        for (const step of steps) {
          if ('pass' in step) clock.advance(step.pass);
          else if ('release' in step) {
            const [port] = inUse.splice(step.release, 1);
            if (port === undefined) continue;
            pool.release(port);
            releasedAt.set(port, clock.now());
          } else {
            const available = ready();
            expect(pool.free).toBe(available.length);
            const acquired = pool.acquire(step.acquire);
            expect(acquired?.length ?? null).toBe(available.length >= step.acquire ? step.acquire : null);
            for (const port of acquired ?? []) expect(available).toContain(port);
            expect(new Set(acquired).size).toBe(acquired?.length ?? 0);
            inUse.push(...(acquired ?? []));
          }
        }
      },
    ),
  );
});

test('a range without an even port gives none', () => {
  const pool = new PortPool({ min: 7, max: 7 }, new ManualClock());
  expect(pool.free).toBe(0);
  expect(pool.acquire(1)).toBeNull();
  expect(pool.acquire(0)).toEqual([]);
});
