import type { Readable } from 'node:stream';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type ByteRange, type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import type { CipherSecret } from './cipher/chunks.ts';
import { decryptedRange, decryptRange } from './cipher/decrypt-range.ts';
import { unwrapByStoredKey } from './data-key.ts';
import { asReadFailure, type ReadFailureReporter, reportIfOurs, reportStream } from './read-failures.ts';

export interface AudioSources {
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly keys: Pick<KeyStore, 'get'>;
  /** Learns of recordings that cannot be read by our fault. */
  readonly onReadFailure?: ReadFailureReporter;
}

/** What reading a recording needs of its row. */
export interface ReadableRecording {
  readonly id: RecordingId;
  readonly objectKey: string;
  /** Of the MP3. */
  readonly sizeBytes: number;
  /** Null, like the wrapped key: stored before there was encryption. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

/**
 * Opens a recording's MP3, complete or a range of it. The reader consumes the stream or destroys it. Its beginning is
 * decrypted when this resolves, so what cannot be read fails here: `recording-lost`, `recording-key-missing`,
 * `recording-damaged`, `recording-unreadable`, or `range-not-satisfiable` for a range that begins behind the last byte. Later damage fails the stream.
 */
export async function openAudio(
  sources: AudioSources,
  recording: ReadableRecording,
  range: ByteRange = { start: 0 },
): Promise<Readable> {
  const report = sources.onReadFailure;
  try {
    return reportStream(await openRange(sources, recording, range), recording.id, report);
  } catch (error) {
    throw reported(error, recording, report);
  }
}

async function openRange(
  sources: AudioSources,
  recording: ReadableRecording,
  { start, end = recording.sizeBytes }: ByteRange,
): Promise<Readable> {
  const { sizeBytes } = recording;
  const { open, secret } = await unlock(sources, recording);
  if (secret === null) return open({ start, end });
  if (start >= sizeBytes) throw new AppError('range-not-satisfiable');
  return decryptRange({ open, sizeBytes }, { start, end: Math.max(start, Math.min(end, sizeBytes)) }, secret);
}

/** The bytes of a recording's MP3 from `start` on, for readers that read to the end at once. Fails as `openAudio` does. */
export async function* readAudio(
  sources: AudioSources,
  recording: ReadableRecording,
  start: number,
): AsyncGenerator<Buffer> {
  const { sizeBytes } = recording;
  if (start >= sizeBytes) return;
  try {
    const { open, secret } = await unlock(sources, recording);
    if (secret === null) yield* (await open({ start })) as AsyncIterable<Buffer>;
    else yield* decryptedRange({ open, sizeBytes }, { start, end: sizeBytes }, secret);
  } catch (error) {
    throw reported(error, recording, sources.onReadFailure);
  }
}

function reported(error: unknown, { id }: ReadableRecording, report: ReadFailureReporter | undefined): unknown {
  const failure = asReadFailure(error);
  reportIfOurs(failure, id, report);
  return failure;
}

interface UnlockedRecording {
  readonly open: (range: ByteRange) => Promise<Readable>;
  /** Null: stored before there was encryption. */
  readonly secret: CipherSecret | null;
}

async function unlock({ objects, keys }: AudioSources, recording: ReadableRecording): Promise<UnlockedRecording> {
  const { id: recordingId, keyId, wrappedKey } = recording;
  const objectKey = readObjectKey(recording.objectKey);
  if (!objectKey.ok) throw new Error(`the object key of recording ${recordingId} is ${objectKey.reason}`);
  const open = (range: ByteRange): Promise<Readable> =>
    objects.open(objectKey.value, range).catch((error: unknown) => {
      throw range.start < recording.sizeBytes && isOutOfRange(error) ? truncated(error) : error;
    });
  if (keyId === null || wrappedKey === null) return { open, secret: null };
  return { open, secret: { dataKey: await unwrapByStoredKey(keys, { recordingId, keyId, wrappedKey }), recordingId } };
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof AppError && error.code === 'range-not-satisfiable';
}

function truncated(cause: unknown): AppError {
  return new AppError('recording-damaged', 'the stored object is shorter than what was stored', { cause });
}
