import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseCSeq,
  parseHostPort,
  parseNameAddr,
  parseSipUri,
  parseVia,
  SipHeaders,
  writeHostPort,
  writeVia,
} from './index.ts';

describe('parseNameAddr', () => {
  test.each([
    ['<sip:a@b>', null, 'sip:a@b', {}],
    ['"Jan \\"3\\" <x>" <sip:a@b;p=1>;tag=t', 'Jan "3" <x>', 'sip:a@b;p=1', { tag: 't' }],
    ['Jan Kowalski<sip:a@b>', 'Jan Kowalski', 'sip:a@b', {}],
    ['sip:a@b;tag=t;x', null, 'sip:a@b', { tag: 't', x: null }],
    ['tel:+48221234567;tag=t', null, 'tel:+48221234567', { tag: 't' }],
    ['<sip:a@[2001:db8::1]:5060>;Tag=T', null, 'sip:a@[2001:db8::1]:5060', { tag: 'T' }],
    ['<sip:a@b', null, 'sip:a@b', {}],
    ['<sip:a@b>;+sip.src;x="a;b, c"', null, 'sip:a@b', { '+sip.src': null, x: 'a;b, c' }],
  ])('%s', (text, displayName, uri, parameters) => {
    const read = parseNameAddr(text);
    expect(read).toMatchObject({ ok: true, value: { displayName, uri } });
    expect(read.ok && Object.fromEntries(read.value.parameters)).toEqual(parameters);
  });

  test.each(['', '<>', '"only a name"', 'two words', ';tag=1'])('%j is none', (text) => {
    expect(parseNameAddr(text).ok).toBe(false);
  });
});

describe('parseSipUri', () => {
  test.each([
    ['sip:b', null, 'b', null],
    ['sip:a@B.example:5080;transport=tcp?x=y', 'a', 'b.example', 5080],
    ['sips:a:secret@b', 'a', 'b', null],
    ['sip:%2B48@b', '+48', 'b', null],
    ['sip:%zz@b', '%zz', 'b', null],
    ['sip:+48221234567;noa=4;npdi@10.0.0.1', '+48221234567;noa=4;npdi', '10.0.0.1', null],
    ['sip:a@[2001:db8::1]:5060', 'a', '2001:db8::1', 5060],
    ['SIP:a@b', 'a', 'b', null],
    ['tel:+48-22;phone-context=x', '+48-22', '', null],
  ])('%s', (text, user, host, port) => {
    expect(parseSipUri(text)).toMatchObject({ ok: true, value: { user, host, port } });
  });

  test('reads parameters', () => {
    const uri = parseSipUri('sip:a@b;transport=TCP;lr');
    expect(uri.ok && Object.fromEntries(uri.value.parameters)).toEqual({ transport: 'TCP', lr: null });
  });

  test('of an unknown scheme only the scheme is read', () => {
    expect(parseSipUri('http://x/y')).toMatchObject({ ok: true, value: { scheme: 'http', host: '' } });
  });

  test.each(['', 'a@b', ':x', 'sip:', 'sip:a@', 'sip:a@b:99999', 'tel:', 'sip:a@b c'])('%j is none', (text) => {
    expect(parseSipUri(text).ok).toBe(false);
  });
});

test('a Via is written as it was read', () => {
  for (const text of [
    'SIP/2.0/UDP h;branch=z9hG4bK1;rport',
    'SIP/2.0/TCP [2001:db8::1]:5061;received=10.0.0.1',
    'SIP/7.0/UDP h',
  ]) {
    const via = parseVia(text);
    expect(via.ok && writeVia(via.value)).toBe(text);
  }
});

test.each(['', 'SIP/2.0/UDP', 'HTTP/1.0/UDP h', 'SIP/x/UDP h', 'SIP/2.0 h', 'SIP/2.0/UDP h:port'])(
  '%j is no Via',
  (text) => {
    expect(parseVia(text).ok).toBe(false);
  },
);

test.each(['-1 INVITE', '1', 'INVITE 1', '4294967296 INVITE', '1 INVITE x'])('%j is no CSeq', (text) => {
  expect(parseCSeq(text).ok).toBe(false);
});

test('hosts and ports', () => {
  expect(parseHostPort('2001:db8::1')).toEqual({ host: '2001:db8::1', port: null });
  expect(parseHostPort('h:')).toEqual({ host: 'h', port: null });
  expect(parseHostPort('a b')).toBeNull();
  expect(writeHostPort('2001:db8::1', 5060)).toBe('[2001:db8::1]:5060');
});

test('a list keeps commas in quotes and brackets together', () => {
  const headers = new SipHeaders([
    { name: 'Contact', value: '"a, \\" b" <sip:x,y@z>, , <sip:c>' },
    { name: 'CONTACT', value: 'sip:d' },
  ]);
  expect(headers.list('contact')).toEqual(['"a, \\" b" <sip:x,y@z>', '<sip:c>', 'sip:d']);
});

test('a long host takes no time', () => {
  expect(parseHostPort(`${':'.repeat(200_000)}x`)).toBeNull();
}, 5_000);

test('no reader throws', () => {
  const text = fc.string({ unit: fc.constantFrom(...'sip:tel@<>[]";,=%\\? 0aA.é'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(text, (input) => {
      for (const reader of [parseNameAddr, parseSipUri, parseVia, parseCSeq, parseHostPort]) reader(input);
    }),
  );
});
