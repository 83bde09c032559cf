import type { Readable } from 'node:stream';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import { type ByteRange, type ObjectStore, readObjectKey } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CipherSecret } from './cipher/chunks.ts';
import { decryptedRange, decryptRange } from './cipher/decrypt-range.ts';
import { unwrapDataKey, wrapDataKey } from './data-key.ts';
import { keyId } from './key-ids.ts';
import { lockForWrapping } from './key-locks.ts';

/** A recording's key, wrapped by the key `keyId` of the key store; as its row has it. */
export interface WrappedKey {
  readonly keyId: string;
  readonly wrappedKey: Buffer;
}

/** What a recording's row tells to whoever reads it. */
export interface ReadableRecording {
  readonly id: RecordingId;
  readonly objectKey: string;
  /** Of the MP3. */
  readonly sizeBytes: number;
  /** Null, with the wrapped key: stored before there was encryption. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

export interface AudioSources {
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly keys: Pick<KeyStore, 'get'>;
}

/**
 * Opens a recording's MP3, whole or a part. The reader consumes the stream or destroys it. Its beginning is decrypted when
 * this resolves, so what cannot be read fails here: `recording-key-missing`, `recording-damaged`, `not-found`, or
 * `range-not-satisfiable` for a range that begins behind the last byte. Damage further on fails the stream.
 */
export async function openAudio(
  sources: AudioSources,
  recording: ReadableRecording,
  { start, end = recording.sizeBytes }: ByteRange = { start: 0 },
): Promise<Readable> {
  const { sizeBytes } = recording;
  const { open, secret } = await unlocked(sources, recording);
  if (secret === null) return open({ start, end });
  if (start >= sizeBytes) throw new AppError('range-not-satisfiable');
  return decryptRange({ open, sizeBytes }, { start, end: Math.max(start, Math.min(end, sizeBytes)) }, secret);
}

/** The bytes of a recording's MP3 from `start` on, for who reads them to the end at once. Fails as `openAudio` does. */
export async function* readAudio(
  sources: AudioSources,
  recording: ReadableRecording,
  start: number,
): AsyncGenerator<Buffer> {
  const { sizeBytes } = recording;
  if (start >= sizeBytes) return;
  const { open, secret } = await unlocked(sources, recording);
  if (secret === null) yield* (await open({ start })) as AsyncIterable<Buffer>;
  else yield* decryptedRange({ open, sizeBytes }, { start, end: sizeBytes }, secret);
}

interface Unlocked {
  readonly open: (range: ByteRange) => Promise<Readable>;
  /** Null: stored before there was encryption. */
  readonly secret: CipherSecret | null;
}

async function unlocked({ objects, keys }: AudioSources, recording: ReadableRecording): Promise<Unlocked> {
  const { id: recordingId, keyId, wrappedKey } = recording;
  const objectKey = readObjectKey(recording.objectKey);
  if (!objectKey.ok) throw new Error(`the object key of recording ${recordingId} is ${objectKey.reason}`);
  const open = (range: ByteRange): Promise<Readable> => objects.open(objectKey.value, range);
  if (keyId === null || wrappedKey === null) return { open, secret: null };
  return { open, secret: { dataKey: await dataKeyOf(keys, { recordingId, keyId, wrappedKey }), recordingId } };
}

/** Wraps a recording's key by a key of the key store, which nobody deletes before the transaction ends. */
export async function wrapUnder(
  transaction: Database,
  keys: Pick<KeyStore, 'getOrCreate'>,
  {
    recordingId,
    dataKey,
    keyId,
  }: { readonly recordingId: RecordingId; readonly dataKey: Buffer; readonly keyId: KeyId },
): Promise<WrappedKey> {
  await lockForWrapping(transaction, keyId);
  return { keyId, wrappedKey: wrapDataKey(await keys.getOrCreate(keyId), dataKey, recordingId) };
}

/**
 * The same key wrapped by another key of the key store: what the recording's row is to say from this transaction on. Throws
 * `recording-key-missing` or `recording-damaged`.
 */
export async function rewrap(
  transaction: Database,
  keys: Pick<KeyStore, 'get' | 'getOrCreate'>,
  { from, to, recordingId }: { readonly recordingId: RecordingId; readonly from: WrappedKey; readonly to: KeyId },
): Promise<WrappedKey> {
  const dataKey = await dataKeyOf(keys, { recordingId, ...from });
  return wrapUnder(transaction, keys, { recordingId, dataKey, keyId: to });
}

async function dataKeyOf(
  keys: Pick<KeyStore, 'get'>,
  { recordingId, keyId: text, wrappedKey }: WrappedKey & { readonly recordingId: RecordingId },
): Promise<Buffer> {
  const wrappingKey = await keys.get(keyId(text));
  if (wrappingKey === null) throw new AppError('recording-key-missing');
  return unwrapDataKey(wrappingKey, wrappedKey, recordingId);
}
