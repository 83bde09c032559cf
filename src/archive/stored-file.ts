import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { RecordingId } from '../base/ids.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';
import type { ObjectKey, ObjectStore } from '../platform/object-store.ts';
import { encryptFile } from '../platform/sealed-content/index.ts';
import { newDataKey, type WrappedKey, wrapDataKey } from './data-key.ts';

interface FileToStore {
  /** Whose it is; the same id opens it again. */
  readonly id: string;
  readonly content: AsyncIterable<Buffer>;
  /** Of the content. */
  readonly sizeBytes: number;
  readonly objectKey: ObjectKey;
  /** Wraps the file's own key. Deleting it destroys the file. */
  readonly keyId: KeyId;
  /** A file on the local disk for the encrypted content, removed at the end. */
  readonly temporaryPath: string;
}

/** Encrypts content that is no recording as recordings are, with a key of its own, and stores it. `openAudio` opens it. */
export async function storeFile(
  { objects, keys }: { readonly objects: Pick<ObjectStore, 'put'>; readonly keys: Pick<KeyStore, 'getOrCreate'> },
  { id, content, sizeBytes, objectKey, keyId, temporaryPath }: FileToStore,
): Promise<WrappedKey> {
  const dataKey = newDataKey();
  const recordingId = id as RecordingId;
  try {
    const plaintext = Readable.from(content, { objectMode: false });
    await encryptFile({ plaintext, sizeBytes, to: temporaryPath }, { dataKey, recordingId });
    await objects.put(objectKey, temporaryPath);
  } finally {
    await rm(temporaryPath, { force: true });
  }
  return { keyId, wrappedKey: wrapDataKey(await keys.getOrCreate(keyId), dataKey, recordingId) };
}
