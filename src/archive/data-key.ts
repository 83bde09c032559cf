import { randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { KEY_BYTES } from '../platform/key-store/index.ts';
import { sealSecret, unsealSecret } from '../platform/sealing.ts';

/** A key for one recording alone. */
export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** A recording's key as its row has it, 61 bytes; opened by the wrapping key for this recording only. */
export function wrapDataKey(wrappingKey: Buffer, dataKey: Buffer, recordingId: RecordingId): Buffer {
  return sealSecret(wrappingKey, dataKey, recordingId);
}

/** Throws `recording-damaged` for another recording's, another wrapping key or changed bytes. */
export function unwrapDataKey(wrappingKey: Buffer, wrapped: Buffer, recordingId: RecordingId): Buffer {
  const dataKey = unsealSecret(wrappingKey, wrapped, recordingId);
  if (dataKey === null) throw new AppError('recording-damaged', 'the key in the row does not fit the key store’s');
  return dataKey;
}
