import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCrypto, readCrypto } from './crypto-attribute.ts';
import { chosenCrypto, readSessionDescription, recordableCodecs, writeAnswer } from './index.ts';

const KEY_30 = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const KEY_46 = '8AbZePWwsKhLGX3GlXA+yHYPQ3cgraer/9DkFJYCOPZZy3o9wC0NIbIFYZfyHw==';
const KEY_28 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==';
const KEY_44 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis=';

const only = (value: string) => readCrypto([value])[0] ?? null;

describe('readCrypto', () => {
  it.each([
    ['AES_CM_128_HMAC_SHA1_80', KEY_30],
    ['AES_CM_128_HMAC_SHA1_32', KEY_30],
    ['AES_256_CM_HMAC_SHA1_80', KEY_46],
    ['AES_256_CM_HMAC_SHA1_32', KEY_46],
    ['AEAD_AES_128_GCM', KEY_28],
    ['AEAD_AES_256_GCM', KEY_44],
  ])('takes a key of %s, padded or not', (suite, key) => {
    const received = { suite, keys: [{ keySalt: key, mki: '' }] };
    expect(only(`1 ${suite} inline:${key}`)).toMatchObject({ tag: '1', suiteName: suite, received });
    expect(only(`1 ${suite} inline:${key.replaceAll('=', '')}`)).toMatchObject({ received });
  });

  it('takes the name of a draft, and keeps it for the answer', () => {
    expect(only(`4 AES_CM_256_HMAC_SHA1_80 inline:${KEY_46}`)).toMatchObject({
      suiteName: 'AES_CM_256_HMAC_SHA1_80',
      received: { suite: 'AES_256_CM_HMAC_SHA1_80' },
    });
  });

  it.each([
    ['a lifetime', `inline:${KEY_30}|2^20`, ['']],
    ['a lifetime as a number', `inline:${KEY_30}|1000000`, ['']],
    ['a lifetime and an identifier', `inline:${KEY_30}|2^20|1:4`, ['00000001']],
    ['an identifier alone', `inline:${KEY_30}|258:2`, ['0102']],
    ['an empty lifetime', `inline:${KEY_30}||1:4`, ['00000001']],
    ['several keys', `inline:${KEY_30}|2^20|1:4;inline:${KEY_30}|2^20|2:4`, ['00000001', '00000002']],
    ['several keys with a space', `inline:${KEY_30}|2^20|1:4; inline:${KEY_30}|2^20|2:4`, ['00000001', '00000002']],
  ])('takes %s', (_, parameters, mkis) => {
    expect(only(`1 AES_CM_128_HMAC_SHA1_80 ${parameters}`)?.received.keys.map(({ mki }) => mki)).toEqual(mkis);
  });

  it.each([
    ['the window size hint', 'WSH=128', null],
    ['what is marked as optional', '-KDR=3', null],
    ['SRTCP that is not encrypted, which the answer repeats', 'WSH=64 UNENCRYPTED_SRTCP', 'UNENCRYPTED_SRTCP'],
  ])('takes %s', (_, parameters, repeated) => {
    expect(only(`1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30} ${parameters}`)).toMatchObject({ parameters: repeated });
  });

  it.each([
    ['an unknown suite', `1 F8_128_HMAC_SHA1_80 inline:${KEY_30}`],
    ['a key of another suite', `1 AEAD_AES_128_GCM inline:${KEY_30}`],
    ['a key that is too short', '1 AES_CM_128_HMAC_SHA1_80 inline:AAAA'],
    ['no base64', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30.replace('W', '-')}`],
    ['no key', '1 AES_CM_128_HMAC_SHA1_80'],
    ['another key method', `1 AES_CM_128_HMAC_SHA1_80 uri:${KEY_30}`],
    ['no tag', `AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}`],
    ['a key derivation rate', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30} KDR=10`],
    ['SRTP that is not encrypted', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30} WSH=64 UNENCRYPTED_SRTP`],
    ['SRTP that is not authenticated', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30} UNAUTHENTICATED_SRTP`],
    ['a lifetime beyond the index', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|2^49`],
    ['a lifetime of nothing', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|0`],
    ['an identifier longer than its length', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|2^20|256:1`],
    ['several keys without identifiers', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30};inline:${KEY_30}`],
    ['several keys, one of them unreadable', `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|1:1;inline:AAAA|2:1`],
  ])('leaves out %s', (_, value) => {
    expect(readCrypto([value, `2 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}`]).map(({ tag }) => tag)).toEqual(['2']);
  });

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      '1 ',
      'AES_CM_128_HMAC_SHA1_80 ',
      `inline:${KEY_30}`,
      '|2^20',
      '|1:4',
      ';',
      ' WSH=1',
      '|',
    );
    const values = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 8 }).map((some) => some.join(''));
    fc.assert(
      fc.property(fc.array(values, { maxLength: 6 }), (all) => {
        expect(readCrypto(all).length).toBeLessThanOrEqual(all.length);
      }),
    );
  });
});

const OFFERED = [
  `a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:${KEY_30}`,
  `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}`,
  `a=crypto:3 NULL_HMAC_SHA1_80 inline:${KEY_30}`,
  `a=crypto:4 AES_256_CM_HMAC_SHA1_80 inline:${KEY_46}`,
];

function lineOf(protocol: string, ...attributes: string[]) {
  const session = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const read = readSessionDescription([...session, `m=audio 4000 ${protocol} 8`, ...attributes].join('\r\n'));
  if (!read.ok) throw new Error(read.reason);
  return { offer: read.value, line: read.value.media[0]! };
}

describe('the choice of a suite', () => {
  it.each([
    ['the longer key before the shorter', OFFERED, '4'],
    ['the longer tag before the longer key', [...OFFERED.slice(0, 2), OFFERED[3]!.replace('SHA1_80', 'SHA1_32')], '2'],
    ['AES-GCM before all others', [...OFFERED, `a=crypto:9 AEAD_AES_128_GCM inline:${KEY_28}`], '9'],
    ['the first of two that are the same', [OFFERED[1]!, OFFERED[1]!.replace(':2', ':7')], '2'],
  ])('prefers %s', (_, lines, tag) => {
    expect(chooseCrypto(lineOf('RTP/SAVP', ...lines).line.crypto)?.tag).toBe(tag);
  });
});

describe('profiles', () => {
  it.each([
    ['RTP/AVP', true],
    ['RTP/AVPF', true],
    ['RTP/SAVP', true],
    ['RTP/SAVPF', true],
    ['UDP/TLS/RTP/SAVP', false],
    ['UDP/TLS/RTP/SAVPF', false],
    ['TCP/RTP/AVP', false],
  ])('%s is recorded: %s', (protocol, recorded) => {
    expect(recordableCodecs(lineOf(protocol, ...OFFERED).line).length > 0).toBe(recorded);
  });

  it('an encrypted line without a suite that we know is refused', () => {
    expect(recordableCodecs(lineOf('RTP/SAVP').line)).toEqual([]);
    expect(recordableCodecs(lineOf('RTP/SAVP', OFFERED[2]!).line)).toEqual([]);
  });

  it.each(['RTP/AVP', 'RTP/AVPF'])('keys in a %s line are used: encrypted if both can (RFC 8643)', (protocol) => {
    expect(chosenCrypto(lineOf(protocol, ...OFFERED).line)).toMatchObject({ tag: '4' });
    expect(chosenCrypto(lineOf(protocol).line)).toBeNull();
  });

  it('the answer has tag and suite of the offer with a key of its own', () => {
    const { offer, line } = lineOf('RTP/SAVPF', ...OFFERED);
    const { tag, suiteName, parameters } = chosenCrypto(line)!;
    const crypto = { tag, suiteName, parameters, keySalt: KEY_46.replace('8', '9') };
    const media = [{ port: 20_000, codecs: recordableCodecs(line), crypto }];
    const answer = writeAnswer({ offer, media, address: '198.51.100.7', origin: { sessionId: 7, version: 1 } });
    expect(answer).toContain('m=audio 20000 RTP/SAVPF 8\r\n');
    expect(answer).toContain(`a=crypto:4 AES_256_CM_HMAC_SHA1_80 inline:${crypto.keySalt}\r\n`);
    expect(answer).not.toContain(KEY_46);
    expect(answer.match(/a=crypto/g)).toHaveLength(1);
  });
});
