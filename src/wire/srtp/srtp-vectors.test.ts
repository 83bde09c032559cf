import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rtpHeaderBytes } from '../rtp/index.ts';
import type { CryptoSuiteName } from './crypto-suites.ts';
import { type SrtpKeys, SrtpReceiver, SrtpSender } from './index.ts';
import { derived, type SessionKeys } from './srtp-keys.ts';
import { SrtpTransform } from './srtp-transform.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

describe('key derivation', () => {
  it.each([
    [
      'AES-128, RFC 3711 appendix B.3',
      'E1F97A0D3E018BE0D64FA32C06DE4139',
      '0EC675AD498AFEEBB6960B3AABE6',
      'C61E7A93744F39EE10734AFE3FF7A087',
      'CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2',
      '30CBBC08863D8C85D49DB34A9AE1',
    ],
    [
      'AES-256, RFC 6188 §7.2',
      'f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6',
      '3b04803de51ee7c96423ab5b78d2',
      '5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4',
      'fd9c32d39ed5fbb5a9dc96b30818454d1313dc05',
      'fa31791685ca444a9e07c6c64e93',
    ],
  ])('%s', (_, key, salt, encryption, authentication, sessionSalt) => {
    const master = { key: hex(key), salt: hex(salt) };
    const all = [encryption, authentication, sessionSalt].map((wanted, label) => {
      return derived(master, label, wanted.length / 2).toString('hex');
    });
    expect(all).toEqual([encryption, authentication, sessionSalt].map((wanted) => wanted.toLowerCase()));
  });
});

function transformOf(suite: CryptoSuiteName, key: string, salt: string): SrtpTransform {
  const authentication = createSecretKey(Buffer.alloc(20, 1));
  const keys: SessionKeys = { encryption: createSecretKey(hex(key)), authentication, salt: hex(salt) };
  return new SrtpTransform(suite, keys);
}

describe('AES-CM keystream', () => {
  it.each([
    [
      'AES-128, RFC 3711 appendix B.2',
      'AES_CM_128_HMAC_SHA1_80',
      '2B7E151628AED2A6ABF7158809CF4F3C',
      'E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0',
    ],
    [
      'AES-256, RFC 6188 §7.1',
      'AES_256_CM_HMAC_SHA1_80',
      '57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98',
      '92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31',
    ],
  ] as const)('%s', (_, suite, key, keystream) => {
    const transform = transformOf(suite, key, 'F0F1F2F3F4F5F6F7F8F9FAFBFCFD');
    // SSRC, sequence number and payload are zero: what comes out is the keystream.
    const packet = Buffer.concat([hex('800000000000000000000000'), Buffer.alloc(keystream.length / 2)]);
    const encrypted = transform.protect({ packet, headerBytes: 12, index: 0 });
    expect(encrypted.toString('hex', 12, 12 + keystream.length / 2)).toBe(keystream.toLowerCase());
  });
});

describe('AES-GCM packets', () => {
  const PACKET = hex(
    '8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573',
  );
  it.each([
    [
      'AES-128, RFC 7714 §16.1.1',
      'AEAD_AES_128_GCM',
      '000102030405060708090a0b0c0d0e0f',
      '8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
    ],
    [
      'AES-256, RFC 7714 §16.2.1',
      'AEAD_AES_256_GCM',
      '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
    ],
  ] as const)('%s', (_, suite, key, encrypted) => {
    const transform = transformOf(suite, key, '517569642070726f2071756f');
    const at = { headerBytes: rtpHeaderBytes(PACKET)!, index: 0xf17b };
    expect(transform.protect({ packet: PACKET, ...at }).toString('hex')).toBe(encrypted);
    expect(transform.open({ packet: hex(encrypted), ...at })?.toString('hex')).toBe(PACKET.toString('hex'));
  });
});

/** From master key to packet, as libsrtp's own tests have them: cipher, tag and derivation together. */
describe('whole packets', () => {
  const PACKET = hex('800f1234decafbadcafebabeabababababababababababababababab');
  it.each([
    [
      'AES_CM_128_HMAC_SHA1_80',
      'e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6',
      '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb',
    ],
    [
      'AES_256_CM_HMAC_SHA1_80',
      'f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b63b04803de51ee7c96423ab5b78d2',
      '800f1234decafbadcafebabef1d9de17ff251ff1aa007774b0b4b40da08d9d9a5b3a55d8873b',
    ],
    [
      'AES_CM_128_HMAC_SHA1_32',
      'e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6',
      '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc',
    ],
  ] as const)('%s', (suite, keySalt, encrypted) => {
    const keys: SrtpKeys = { suite, keys: [{ keySalt: hex(keySalt).toString('base64'), mki: '' }] };
    expect(new SrtpSender(keys).protect(PACKET).toString('hex')).toBe(encrypted);
    const opened = new SrtpReceiver(keys).open({ packet: hex(encrypted), arrivedAtMs: 0 });
    expect(opened.ok && opened.value.toString('hex')).toBe(PACKET.toString('hex'));
  });
});
