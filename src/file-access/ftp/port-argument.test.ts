import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEprt, readPort } from './port-argument.ts';

const v4 = (address: string, port: number) => ({ ok: true, value: { family: 1, address, port } });
const v6 = (address: string, port: number) => ({ ok: true, value: { family: 2, address, port } });
const MALFORMED = { ok: false, reason: 'malformed' };

test.each([
  ['192,0,2,1,24,131', v4('192.0.2.1', 6275)],
  [' 192,000,002,001,024,131 ', v4('192.0.2.1', 6275)],
  ['0,0,0,0,0,0', v4('0.0.0.0', 0)],
  ['192,0,2,1,24', MALFORMED],
  ['192,0,2,1,24,131,1', MALFORMED],
  ['256,0,2,1,24,131', MALFORMED],
  ['192,0,2,1,24,256', MALFORMED],
  ['192,0,2,1,-1,131', MALFORMED],
  ['192,0,2,1,0x18,131', MALFORMED],
  ['192, 0,2,1,24,131', MALFORMED],
  ['192.0.2.1,24,131', MALFORMED],
  ['1921,0,2,1,24,131', MALFORMED],
  ['', MALFORMED],
])('PORT %j', (argument, read) => {
  expect(readPort(argument)).toEqual(read);
});

test.each([
  ['|1|192.0.2.1|6275|', v4('192.0.2.1', 6275)],
  ['|2|2001:db8::1|6275|', v6('2001:db8::1', 6275)],
  ['!2!::1!65535! ', v6('::1', 65_535)],
  ['|3|x|1|', { ok: false, reason: 'family' }],
  ['|1|2001:db8::1|6275|', MALFORMED],
  ['|2|192.0.2.1|6275|', MALFORMED],
  ['|2|fe80::1%eth0|6275|', MALFORMED],
  ['|1|192.0.2.1|0|', MALFORMED],
  ['|1|192.0.2.1|65536|', MALFORMED],
  ['|1|192.0.2.1|+80|', MALFORMED],
  ['|1|192.0.2.1|6275', MALFORMED],
  ['|1|192.0.2.1|6275||', MALFORMED],
  ['|1|localhost|6275|', MALFORMED],
  ['1192.0.2.116275', MALFORMED],
  ['||||', MALFORMED],
  ['', MALFORMED],
])('EPRT %j', (argument, read) => {
  expect(readEprt(argument)).toEqual(read);
});

test('what was written is read, and nothing else passes for an address', () => {
  const written = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 }), fc.constantFrom('|', '!', '#', '~'));
  fc.assert(
    fc.property(written, ([address, port, mark]) => {
      expect(readEprt(`${mark}1${mark}${address}${mark}${port}${mark}`)).toEqual(v4(address, port));
      expect(readPort([...address.split('.'), port >> 8, port & 255].join(','))).toEqual(v4(address, port));
    }),
  );
});
