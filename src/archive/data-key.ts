import { randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { KEY_BYTES, type KeyId, type KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { sealSecret, unsealSecret } from '../platform/sealing.ts';
import { lockForWrapping, parseKeyId } from './wrapping-keys.ts';

/** A recording's data key, wrapped by the key `keyId` of the key store; as its row has it. */
export interface WrappedKey {
  readonly keyId: string;
  readonly wrappedKey: Buffer;
}

/** A key for one recording only. */
export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

interface KeyToWrap {
  readonly recordingId: RecordingId;
  readonly dataKey: Uint8Array;
  readonly keyId: KeyId;
}

/** Wraps data keys by keys of the key store, which nobody deletes before the transaction ends. Each of those is fetched once. */
export async function wrapByStoredKeys(
  transaction: Database,
  keys: Pick<KeyStore, 'getOrCreate'>,
  toWrap: readonly KeyToWrap[],
): Promise<WrappedKey[]> {
  const keyIds = [...new Set(toWrap.map(({ keyId }) => keyId))];
  await lockForWrapping(transaction, keyIds);
  const fetched = await Promise.all(keyIds.map(async (keyId) => [keyId, await keys.getOrCreate(keyId)] as const));
  const wrappingKeys = new Map(fetched);
  return toWrap.map(({ recordingId, dataKey, keyId }) => ({
    keyId,
    wrappedKey: wrapDataKey(wrappingKeys.get(keyId)!, dataKey, recordingId),
  }));
}

/**
 * The same data key wrapped by another key of the key store; the caller writes it to the recording's row in this
 * transaction. Throws `recording-key-missing` or `recording-damaged`.
 */
export async function rewrap(
  transaction: Database,
  keys: Pick<KeyStore, 'get' | 'getOrCreate'>,
  { from, to, recordingId }: { readonly recordingId: RecordingId; readonly from: WrappedKey; readonly to: KeyId },
): Promise<WrappedKey> {
  const dataKey = await unwrapByStoredKey(keys, { recordingId, ...from });
  const [wrapped] = await wrapByStoredKeys(transaction, keys, [{ recordingId, dataKey, keyId: to }]);
  return wrapped!;
}

/** Throws `recording-key-missing` or `recording-damaged`. */
export async function unwrapByStoredKey(
  keys: Pick<KeyStore, 'get'>,
  { recordingId, keyId, wrappedKey }: WrappedKey & { readonly recordingId: RecordingId },
): Promise<Buffer> {
  const wrappingKey = await keys.get(parseKeyId(keyId));
  if (wrappingKey === null) throw new AppError('recording-key-missing');
  return unwrapDataKey(wrappingKey, wrappedKey, recordingId);
}

/** The data key as the row has it, 61 bytes; can be unwrapped by the wrapping key and for this recording only. */
export function wrapDataKey(wrappingKey: Buffer, dataKey: Uint8Array, recordingId: RecordingId): Buffer {
  return sealSecret(wrappingKey, dataKey, recordingId);
}

/** Throws `recording-damaged` for another recording's, another wrapping key or changed bytes. */
export function unwrapDataKey(wrappingKey: Buffer, wrapped: Buffer, recordingId: RecordingId): Buffer {
  const dataKey = unsealSecret(wrappingKey, wrapped, recordingId);
  if (dataKey === null) throw new AppError('recording-damaged', 'the key in the row does not fit the key store’s');
  return dataKey;
}
