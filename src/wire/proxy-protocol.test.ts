import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProxyHeader } from './proxy-protocol.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const v2 = (commandAndFamily: string, body: string): Buffer => {
  const length = (body.length / 2).toString(16).padStart(4, '0');
  return Buffer.from(SIGNATURE + commandAndFamily + length + body, 'hex');
};
const TCP4 = v2('2111', 'c0000201c63364018b3e0015');
const TCP6 = v2('2121', `20010db8${'0'.repeat(23)}120010db8${'0'.repeat(23)}28b3e0015`);
const LINE = Buffer.from('PROXY TCP4 192.0.2.1 198.51.100.1 35646 21\r\n');

describe('version 2', () => {
  test('TCP over IPv4 and IPv6, with and without extensions', () => {
    const header = {
      kind: 'proxied',
      source: { address: '192.0.2.1', port: 35_646 },
      destination: { address: '198.51.100.1', port: 21 },
    };
    expect(readProxyHeader(TCP4)).toEqual({ ok: true, value: { header, lengthBytes: 28 } });
    const extended = v2('2111', 'c0000201c63364018b3e0015030004deadbeef');
    expect(readProxyHeader(extended)).toEqual({ ok: true, value: { header, lengthBytes: 35 } });
    expect(readProxyHeader(TCP6)).toMatchObject({
      value: { header: { source: { address: '2001:db8::1' }, destination: { address: '2001:db8::2', port: 21 } } },
    });
  });

  test('an IPv4 address that is written as IPv6 is that IPv4 address', () => {
    const mapped = v2('2121', `${'0'.repeat(20)}ffffc0000201${'0'.repeat(20)}ffffc63364018b3e0015`);
    expect(readProxyHeader(mapped)).toMatchObject({
      value: { header: { source: { address: '192.0.2.1' }, destination: { address: '198.51.100.1' } } },
    });
  });

  test('a health check is of the balancer itself, whatever the header says', () => {
    for (const header of [v2('2000', ''), v2('2011', 'c0000201c63364018b3e0015'), v2('2000', 'ffff')])
      expect(readProxyHeader(header)).toMatchObject({ value: { header: { kind: 'local' } } });
  });

  test.each([
    ['another version', v2('1111', 'c0000201c63364018b3e0015')],
    ['another command', v2('2211', 'c0000201c63364018b3e0015')],
    ['UDP', v2('2112', 'c0000201c63364018b3e0015')],
    ['a UNIX socket', v2('2131', '00'.repeat(216))],
    ['no family', v2('2100', '')],
    ['too short for its addresses', v2('2121', 'c0000201c63364018b3e0015')],
    ['longer than there is any', Buffer.from(`${SIGNATURE}2111ffff`, 'hex')],
    ['another signature', Buffer.from('\r\n\r\n\0\r\nQUIX\n')],
  ])('%s is malformed', (_, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('version 1', () => {
  test.each([
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
  ])('the address %s is written as %s', (text, address) => {
    expect(readProxyHeader(Buffer.from(`PROXY TCP6 ${text} ${text} 1 2\r\n`))).toMatchObject({
      value: { header: { source: { address }, destination: { address } } },
    });
  });

  test('TCP and UNKNOWN', () => {
    const header = { source: { address: '192.0.2.1', port: 35_646 }, destination: { address: '198.51.100.1' } };
    expect(readProxyHeader(LINE)).toMatchObject({ value: { header, lengthBytes: LINE.length } });
    const six = Buffer.from('PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\nUSER x\r\n');
    expect(readProxyHeader(six)).toMatchObject({
      value: { header: { source: { address: '2001:db8::1' } }, lengthBytes: 44 },
    });
    const unknown = Buffer.from('PROXY UNKNOWN ffff::1 x y z\r\n');
    expect(readProxyHeader(unknown)).toMatchObject({ value: { header: { kind: 'local' } } });
  });

  test.each([
    'PROXY TCP4 192.0.2.1 198.51.100.1 35646\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.1 35646 21 x\r\n',
    'PROXY TCP4 2001:db8::1 198.51.100.1 35646 21\r\n',
    'PROXY TCP6 fe80::1%eth0 2001:db8::1 35646 21\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.1 035 21\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.1 65536 21\r\n',
    'PROXY UDP4 192.0.2.1 198.51.100.1 1 21\r\n',
    'proxy TCP4 192.0.2.1 198.51.100.1 1 21\r\n',
    `PROXY UNKNOWN ${'x'.repeat(200)}\r\n`,
    'USER firma\r\n',
    '\x16\x03\x01\x02\x00',
  ])('%j is malformed', (line) => {
    expect(readProxyHeader(Buffer.from(line, 'latin1'))).toEqual({ ok: false, reason: 'malformed' });
  });
});

test('a header that has not come whole needs more, one that has ends where the client’s bytes begin', () => {
  for (const header of [TCP4, TCP6, LINE]) {
    for (let length = 0; length < header.length; length++)
      expect(readProxyHeader(header.subarray(0, length))).toEqual({ ok: true, value: null });
    const whole = readProxyHeader(header);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (rest) => {
        expect(readProxyHeader(Buffer.concat([header, rest]))).toEqual(whole);
      }),
    );
  }
});
