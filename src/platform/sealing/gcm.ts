import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D) with nonces of 96 bits and full tags. */
const ALGORITHM = 'aes-256-gcm';
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export interface GcmContext {
  /** 32 bytes; as an object where it is used often. */
  readonly key: Buffer | KeyObject;
  /** 12 bytes, never twice with one key. */
  readonly nonce: Buffer;
  /** Not stored; must be the same when it is decrypted. */
  readonly additionalData: Buffer;
}

/** The ciphertext, as long as the plaintext, with its tag behind it. */
export function seal({ key, nonce, additionalData }: GcmContext, plaintext: Buffer): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(additionalData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext, or null: not sealed with this key, nonce and additional data, or changed since. */
export function unseal({ key, nonce, additionalData }: GcmContext, sealed: Buffer): Buffer | null {
  if (sealed.length < TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(additionalData)
    .setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plaintext;
  } catch {
    return null;
  }
}
