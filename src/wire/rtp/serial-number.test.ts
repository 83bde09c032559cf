import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { serialDistance16, serialDistance32, unwrapSerial16, unwrapSerial32 } from './index.ts';

test('distances go the short way round', () => {
  expect(serialDistance16(0xffff, 0)).toBe(1);
  expect(serialDistance16(0, 0xffff)).toBe(-1);
  expect(serialDistance16(0, 0x7fff)).toBe(0x7fff);
  expect(serialDistance16(0, 0x8000)).toBe(-0x8000);
  expect(serialDistance32(0xffffffff, 160)).toBe(161);
  expect(serialDistance32(160, 0xffffffff)).toBe(-161);
});

function follow(unwrap: (reference: number, serial: number) => number, modulus: number) {
  return (start: number, steps: readonly number[]): void => {
    let truth = start;
    let followed = start;
    for (const step of steps) {
      truth += step;
      followed = unwrap(followed, ((truth % modulus) + modulus) % modulus);
      expect(followed).toBe(truth);
    }
  };
}

test('a counter is followed through every wrap, by steps either way', () => {
  const steps16 = fc.array(fc.integer({ min: -0x8000, max: 0x7fff }), { maxLength: 50 });
  const steps32 = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 50 });
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff }), steps16, follow(unwrapSerial16, 2 ** 16)));
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), steps32, follow(unwrapSerial32, 2 ** 32)));
});
