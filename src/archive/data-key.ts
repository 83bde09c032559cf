import { randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { KEY_BYTES } from '../platform/key-store/index.ts';
import { NONCE_BYTES, seal, unseal } from './cipher/gcm.ts';

/** The first byte of a wrapped key: how it is wrapped, and how what it opens is encrypted. */
const FORMAT = 1;

/** A key for one recording alone. */
export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** A recording's key as its row has it: format │ nonce │ ciphertext │ tag, 61 bytes; opened by the wrapping key for this recording only. */
export function wrapDataKey(wrappingKey: Buffer, dataKey: Buffer, recordingId: RecordingId): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([
    Buffer.from([FORMAT]),
    nonce,
    seal({ key: wrappingKey, nonce, additionalData: Buffer.from(recordingId) }, dataKey),
  ]);
}

/** Throws `recording-damaged` for another recording's, another wrapping key or changed bytes. */
export function unwrapDataKey(wrappingKey: Buffer, wrapped: Buffer, recordingId: RecordingId): Buffer {
  const nonce = wrapped.subarray(1, 1 + NONCE_BYTES);
  const context = { key: wrappingKey, nonce, additionalData: Buffer.from(recordingId) };
  const known = wrapped[0] === FORMAT && nonce.length === NONCE_BYTES;
  const dataKey = known ? unseal(context, wrapped.subarray(1 + NONCE_BYTES)) : null;
  if (dataKey === null) throw new AppError('recording-damaged', 'the key in the row does not fit the key store’s');
  return dataKey;
}
