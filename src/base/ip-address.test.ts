import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIpAddress } from './ip-address.ts';

describe('readIpAddress', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:0201', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['fe80::1%eth0', null],
    ['192.0.2.256', null],
    ['192.0.2', null],
    ['pbx.example', null],
    ['[::1]', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    expect(readIpAddress(text)).toBe(expected);
  });

  test('reads its own result, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const read = readIpAddress(text);
        if (read !== null) expect(readIpAddress(read)).toBe(read);
      }),
    );
  });
});
