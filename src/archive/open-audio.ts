import { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { systemClock } from '../platform/clock.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type ByteRange, type ObjectKey, type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import { type AudioContent, ChunkReader } from './audio-content.ts';
import { PlainChunks, SealedChunks, type StoredChunks } from '../platform/sealed-content/index.ts';
import { unwrapByStoredKey } from './data-key.ts';
import { asReadFailure, type ReadFailureReporter, reportIfOurs } from './read-failures.ts';
import { withRetries } from './read-retries.ts';

export interface AudioSources {
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly keys: Pick<KeyStore, 'get'>;
  /** Learns of recordings that cannot be read by our fault. */
  readonly onReadFailure?: ReadFailureReporter;
  /** Default: this machine's. */
  readonly clock?: Clock;
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
 * Opens a recording's MP3, complete or a range of it; the caller closes it. Its beginning is read and checked when this
 * resolves, so what cannot be read fails here: `recording-lost`, `recording-key-missing`, `recording-damaged`,
 * `recording-unreadable`, or `range-not-satisfiable` for a range that begins behind the last byte. A later reading fails in
 * the same ways, and with `recording-destroyed`. All other ways of reading a recording are made of this one.
 */
export async function openContent(
  sources: AudioSources,
  recording: ReadableRecording,
  range: ByteRange = { start: 0 },
): Promise<AudioContent> {
  const failed = (error: unknown): never => {
    const failure = asReadFailure(error);
    reportIfOurs(failure, recording.id, sources.onReadFailure);
    throw failure;
  };
  const content = await openRange(sources, recording, range).catch(failed);
  return {
    read: () => content.read().catch(failed),
    release: () => content.release(),
    close: () => content.close(),
  };
}

/** The same as a stream. The reader consumes it or destroys it. */
export async function openAudio(...opened: Parameters<typeof openContent>): Promise<Readable> {
  return new ContentStream(await openContent(...opened));
}

interface ReadingFrom {
  readonly start: number;
  /**
   * The reader needs each piece only until it asks for the next one: its memory is freed then, so that no more is held of 5 GB than of one
   * recording. Of a piece at which the reader stops the garbage collector does it.
   */
  readonly isLent?: true;
}

/** The bytes of a recording's MP3 from `start` on, for readers that read to the end at once. Fails as `openContent` does. */
export async function* readAudio(
  sources: AudioSources,
  recording: ReadableRecording,
  { start, isLent }: ReadingFrom = { start: 0 },
): AsyncGenerator<Buffer> {
  if (start >= recording.sizeBytes) return;
  const content = await openContent(sources, recording, { start });
  try {
    for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) {
      yield bytes;
      if (isLent) content.release();
    }
  } finally {
    content.close();
  }
}

async function openRange(
  { objects, keys, clock = systemClock }: AudioSources,
  recording: ReadableRecording,
  { start, end = recording.sizeBytes }: ByteRange,
): Promise<ChunkReader> {
  const { sizeBytes } = recording;
  const key = objectKey(recording);
  const chunks = await withRetries({ clock }, () => unlock(keys, recording));
  if (start >= sizeBytes) throw new AppError('range-not-satisfiable');
  const range = { start, end: Math.max(start, Math.min(end, sizeBytes)) };
  return new ChunkReader({ open: (part) => objects.open(key, part), chunks }, range, { clock }).open();
}

function objectKey(recording: ReadableRecording): ObjectKey {
  const key = readObjectKey(recording.objectKey);
  if (!key.ok) throw new Error(`the object key of recording ${recording.id} is ${key.reason}`);
  return key.value;
}

async function unlock(keys: AudioSources['keys'], recording: ReadableRecording): Promise<StoredChunks> {
  const { id: recordingId, keyId, wrappedKey, sizeBytes } = recording;
  if (keyId === null || wrappedKey === null) return new PlainChunks(sizeBytes);
  const dataKey = await unwrapByStoredKey(keys, { recordingId, keyId, wrappedKey });
  return new SealedChunks({ dataKey, recordingId }, sizeBytes);
}

/** Holds no bytes that its reader has not asked for. */
class ContentStream extends Readable {
  readonly #content: AudioContent;

  constructor(content: AudioContent) {
    super({ highWaterMark: 0 });
    this.#content = content;
  }

  override _read(): void {
    this.#content.read().then(
      (bytes) => this.push(bytes),
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#content.close();
    callback(error);
  }
}
