import { expect, test } from 'vitest';
import { announcedAddress } from './data-commands.ts';

test.each([
  ['192.168.0.5', '203.0.113.7', '203.0.113.7', 'a server behind a NAT'],
  ['127.0.0.1', '203.0.113.7', '127.0.0.1', 'a client on the same machine'],
  ['192.168.0.5', '127.0.0.1', '192.168.0.5', 'the default setting'],
  ['192.168.0.5', 'ftp.example.pl', '192.168.0.5', 'a name, which PASV cannot carry'],
  ['192.168.0.5', '2001:db8::1', '192.168.0.5', 'an IPv6 address, which PASV cannot carry'],
])('on %s with public address %s PASV announces %s: %s', (local, publicAddress, announced) => {
  expect(announcedAddress(local, publicAddress)).toBe(announced);
});
