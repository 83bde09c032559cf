import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { type CryptoSuite, CRYPTO_SUITES, type CryptoSuiteName } from './crypto-suites.ts';

/** What a sender encrypts its packets with. Plain data: goes into the encrypted spool, and nowhere else. */
export interface SrtpKeys {
  readonly suite: CryptoSuiteName;
  /** One, or several that packets distinguish by their master key identifiers. */
  readonly keys: readonly SrtpMasterKey[];
}

export interface SrtpMasterKey {
  /** Master key and master salt, one after the other, base64. */
  readonly keySalt: string;
  /** The master key identifier (MKI) in each packet, hex; all keys of a sender have one of the same length. Empty: none. */
  readonly mki: string;
}

/** What is derived of a master key for RTP (RFC 3711 §4.3). */
export interface SessionKeys {
  readonly encryption: KeyObject;
  /** Of HMAC-SHA1; AES-GCM needs none. */
  readonly authentication: KeyObject | null;
  readonly salt: Buffer;
}

/** RFC 3711 §4.3.2. Those of SRTCP are 3, 4 and 5. */
const LABELS = { encryption: 0, authentication: 1, salt: 2 } as const;
const HMAC_KEY_BYTES = 20;

/** Throws when the key has not the length that its suite requires. */
export function sessionKeys(suiteName: CryptoSuiteName, { keySalt }: SrtpMasterKey): SessionKeys {
  const suite: CryptoSuite = CRYPTO_SUITES[suiteName];
  const both = Buffer.from(keySalt, 'base64');
  if (both.length !== suite.keyBytes + suite.saltBytes) throw new Error('a master key of another length');
  const [key, salt] = [both.subarray(0, suite.keyBytes), both.subarray(suite.keyBytes)];
  const derive = (label: number, bytes: number): Buffer => derived({ key, salt }, label, bytes);
  return {
    encryption: createSecretKey(derive(LABELS.encryption, suite.keyBytes)),
    authentication: suite.mode === 'gcm' ? null : createSecretKey(derive(LABELS.authentication, HMAC_KEY_BYTES)),
    salt: derive(LABELS.salt, suite.saltBytes),
  };
}

/**
 * The pseudo-random function of RFC 3711 §4.3.3, with the key's length (RFC 6188 §3, RFC 7714 §11): AES in counter mode over zeros, beginning
 * at (label · 2^48) XOR salt. The key derivation rate is 0, so the packet's index has no part in it. A salt of 96 bits gets zeros at its end.
 */
export function derived({ key, salt }: { key: Buffer; salt: Buffer }, label: number, bytes: number): Buffer {
  const counter = Buffer.alloc(16);
  salt.copy(counter);
  counter[7]! ^= label;
  return createCipheriv(key.length === 32 ? 'aes-256-ctr' : 'aes-128-ctr', key, counter).update(Buffer.alloc(bytes));
}
