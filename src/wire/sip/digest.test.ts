import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestHashes, isRightResponse, parseDigestCredentials, writeDigestChallenge } from './digest.ts';

/** RFC 7616 §3.9.1, for HTTP. */
const EXAMPLE = [
  'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html"',
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001',
  'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth',
].join(',\r\n ');
const SHA = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
const HASHES = digestHashes('Mufasa', 'http-auth@example.org', 'Circle of Life');

describe('credentials', () => {
  test.each([
    ['SHA-256', `Digest ${EXAMPLE}, algorithm=SHA-256, response="${SHA}"`],
    ['MD5', `digest ${EXAMPLE}, algorithm="md5", response="${MD5.toUpperCase()}", opaque="x"`],
    ['MD5, as the default', `Digest response="${MD5}", ${EXAMPLE}`],
  ])('of RFC 7616 by %s', (_, header) => {
    const credentials = parseDigestCredentials(header)!;
    expect(credentials).toMatchObject({ user: 'Mufasa', protection: { nc: '00000001' } });
    expect(isRightResponse(credentials, 'GET', HASHES)).toBe(true);
    expect(isRightResponse(credentials, 'INVITE', HASHES)).toBe(false);
    expect(isRightResponse({ ...credentials, nonce: 'other' }, 'GET', HASHES)).toBe(false);
    expect(isRightResponse(credentials, 'GET', digestHashes('Mufasa', 'http-auth@example.org', 'x'))).toBe(false);
  });

  /** RFC 2069 §2.4, with the hash of its erratum 749. */
  test('without quality of protection', () => {
    const credentials = parseDigestCredentials(
      `Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html",
        response="1949323746fe6a43ef61f9606e7febea"`,
    )!;
    expect(credentials.protection).toBeNull();
    const hashes = digestHashes('Mufasa', 'testrealm@host.com', 'CircleOfLife');
    expect(isRightResponse(credentials, 'GET', hashes)).toBe(true);
  });

  test.each([
    '',
    'Basic dXNlcjpzZWNyZXQ=',
    'Digest',
    `Digest ${EXAMPLE}`,
    `Digest ${EXAMPLE}, response="${'é'.repeat(32)}"`,
    `Digest ${EXAMPLE}, response="${MD5.slice(1)}"`,
    `Digest ${EXAMPLE}, algorithm=SHA-512-256, response="${SHA}"`,
    `Digest ${EXAMPLE.replace('qop=auth', 'qop=auth-int')}, response="${MD5}"`,
    `Digest ${EXAMPLE.replace('nc=00000001', 'nc=1')}, response="${MD5}"`,
    `Digest ${EXAMPLE}, response="${MD5}", opaque="${'x'.repeat(3000)}"`,
  ])('not %j', (header) => {
    expect(parseDigestCredentials(header)).toBeNull();
  });

  test('never throw', () => {
    fc.assert(fc.property(fc.string(), (text) => parseDigestCredentials(`Digest ${text}`) !== undefined));
  });
});

test('a challenge', () => {
  expect(writeDigestChallenge({ realm: 'r', nonce: 'n', stale: false }, 'SHA-256')).toBe(
    'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"',
  );
  expect(writeDigestChallenge({ realm: 'r', nonce: 'n', stale: true }, 'MD5')).toMatch(/algorithm=MD5.*, stale=true$/);
});
