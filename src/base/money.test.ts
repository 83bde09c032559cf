import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, formatZloty, vatOn } from './money.ts';

test.each([
  [14900, 3427],
  [8900, 2047],
  [2, 0],
  [50, 12],
  [150, 35],
])('VAT 23%% on %d gr is %d gr', (net, vat) => expect(vatOn(net, 23)).toBe(vat));

test.each([
  [0, '0,00\u00a0zł'],
  [5, '0,05\u00a0zł'],
  [14900, '149,00\u00a0zł'],
  [123456789, '1\u00a0234\u00a0567,89\u00a0zł'],
  [-3000, '−30,00\u00a0zł'],
])('%d gr is written %s', (amount, written) => expect(formatZloty(amount)).toBe(written));

test('the decimal form says the same amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (amount) => {
      expect(decimal(amount)).toMatch(/^-?\d+\.\d\d$/);
      expect(Number(decimal(amount).replace('.', ''))).toBe(amount === 0 ? 0 : amount);
    }),
  );
});
