import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';

test('sorts members at every depth, keeps the order of lists', () => {
  expect(canonicalJson({ b: [3, { z: null, a: 'ł' }], a: 1, 9: 9, 10: 10 })).toBe(
    '{"10":10,"9":9,"a":1,"b":[3,{"a":"ł","z":null}]}',
  );
});

test('one value has one text, however its members are ordered', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      expect(canonicalJson(reversed as Json)).toBe(canonicalJson(object as Json));
      expect(JSON.parse(canonicalJson(object as Json))).toEqual(JSON.parse(JSON.stringify(object)));
    }),
  );
});
