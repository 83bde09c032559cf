import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D) with nonces of 96 bits and full tags. */
const ALGORITHM = 'aes-256-gcm';
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** First byte of a sealed secret: the version of its format. */
const FORMAT = 1;

/**
 * Encrypts a secret for storage: format │ nonce │ ciphertext │ tag. Only the same 32-byte key with the same owner
 * decrypts it.
 */
export function sealSecret(key: Buffer, secret: Uint8Array, owner: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const encrypted = encryptGcm({ key, nonce, additionalData: Buffer.from(owner) }, secret);
  return Buffer.concat([Buffer.from([FORMAT]), nonce, encrypted]);
}

/** The secret, or null if it was sealed with another key or for another owner, or was changed since. */
export function unsealSecret(key: Buffer, stored: Buffer, owner: string): Buffer | null {
  const nonce = stored.subarray(1, 1 + NONCE_BYTES);
  if (stored[0] !== FORMAT || nonce.length !== NONCE_BYTES) return null;
  return decryptGcm({ key, nonce, additionalData: Buffer.from(owner) }, stored.subarray(1 + NONCE_BYTES));
}

export interface GcmContext {
  /** 32 bytes. Pass a `KeyObject` if the key is used often. */
  readonly key: Buffer | KeyObject;
  /** 12 bytes. Never use a nonce twice with the same key. */
  readonly nonce: Buffer;
  /** Not stored. Decryption needs the same value. */
  readonly additionalData: Buffer;
}

/** The ciphertext, as long as the plaintext, followed by its tag. */
export function encryptGcm({ key, nonce, additionalData }: GcmContext, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(additionalData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext, or null if it was encrypted with another key, nonce or additional data, or was changed since. */
export function decryptGcm({ key, nonce, additionalData }: GcmContext, encrypted: Buffer): Buffer | null {
  if (encrypted.length < TAG_BYTES) return null;
  const end = encrypted.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(additionalData)
    .setAuthTag(encrypted.subarray(end));
  const plaintext = decipher.update(encrypted.subarray(0, end));
  try {
    decipher.final();
    return plaintext;
  } catch {
    return null;
  }
}
