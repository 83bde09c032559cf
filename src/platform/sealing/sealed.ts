import { randomBytes } from 'node:crypto';
import { NONCE_BYTES, seal, unseal } from './gcm.ts';

/** The first byte: how it is sealed. */
const FORMAT = 1;

/**
 * A secret as it may be stored: format │ nonce │ ciphertext │ tag. Opens by the same key of 32 bytes for the same owner
 * alone.
 */
export function sealed(key: Buffer, secret: Buffer, owner: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([
    Buffer.from([FORMAT]),
    nonce,
    seal({ key, nonce, additionalData: Buffer.from(owner) }, secret),
  ]);
}

/** The secret, or null: sealed by another key, for another owner, or changed since. */
export function unsealed(key: Buffer, stored: Buffer, owner: string): Buffer | null {
  const nonce = stored.subarray(1, 1 + NONCE_BYTES);
  if (stored[0] !== FORMAT || nonce.length !== NONCE_BYTES) return null;
  return unseal({ key, nonce, additionalData: Buffer.from(owner) }, stored.subarray(1 + NONCE_BYTES));
}
