import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import type { LogEnd } from './log-entry.ts';

/** The key that signs the destruction log, in the key store: 32 random bytes, the seed of an Ed25519 key (RFC 8032). */
const SIGNING_KEY = 'signing/destruction' as KeyId;

/** What stands before the seed in the PKCS #8 form of an Ed25519 private key (RFC 8410 §7). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs the log's entries and says whose signature it is. */
export interface LogSigner {
  /** Base64 of the public key as SubjectPublicKeyInfo: what stands in a PEM file between its first and last line. */
  readonly publicKey: string;
  /** Ed25519 of the hash's 32 bytes, hexadecimal. */
  sign(hash: LogEnd['hash']): string;
}

export async function logSigner(keys: Pick<KeyStore, 'getOrCreate'>): Promise<LogSigner> {
  const seed = await keys.getOrCreate(SIGNING_KEY);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_BEFORE_SEED, seed]), format: 'der', type: 'pkcs8' });
  return {
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (hash) => sign(null, Buffer.from(hash, 'hex'), key).toString('hex'),
  };
}

/** The key of an exported log, or null where the text is none. */
export function readPublicKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

export function isSignedBy(key: KeyObject, { hash, signature }: { hash: string; signature: string }): boolean {
  return verify(null, Buffer.from(hash, 'hex'), key, Buffer.from(signature, 'hex'));
}
