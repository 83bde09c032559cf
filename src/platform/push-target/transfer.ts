import { Readable } from 'node:stream';
import { type Clock, delay } from '../../base/clock.ts';
import type { UploadOptions, UploadSource } from './push-target.ts';
import { type Timeout, withTimeout } from './time-limits.ts';

/** A rate-limited upload sends this many pieces a second, so that a slow line still moves several times a second. */
const PIECES_PER_SECOND = 4;

/** The upload's source failed, not the target. */
export class SourceError extends Error {}

/** The source's bytes from `start` on, at the rate limit of the options. Fails with `SourceError`. */
export function sourceChunks(
  source: UploadSource,
  start: number,
  { bytesPerSecond }: UploadOptions,
  { clock, signal }: Omit<RateLimit, 'bytesPerSecond'>,
): AsyncIterable<Buffer> {
  const chunks = chunksFrom(source, start);
  return bytesPerSecond === undefined ? chunks : rateLimited(chunks, { clock, bytesPerSecond, signal });
}

async function* chunksFrom(source: UploadSource, start: number): AsyncGenerator<Buffer> {
  try {
    yield* source.open({ start });
  } catch (error) {
    throw new SourceError('the source failed', { cause: error });
  }
}

interface RateLimit {
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  readonly signal: AbortSignal;
}

/** The same bytes, on average not faster than the limit. Unused time is not saved up for a burst. */
async function* rateLimited(
  chunks: AsyncIterable<Buffer>,
  { clock, bytesPerSecond, signal }: RateLimit,
): AsyncGenerator<Buffer> {
  const pieceBytes = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND));
  let nextAt = clock.monotonicMs();
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const piece = chunk.subarray(start, start + pieceBytes);
      const waitMs = nextAt - clock.monotonicMs();
      if (waitMs > 0) await delay(clock, waitMs, signal);
      signal.throwIfAborted();
      nextAt = Math.max(nextAt, clock.monotonicMs()) + (piece.length / bytesPerSecond) * 1000;
      yield piece;
    }
  }
}

/** What an operation fails with: the signal's reason, the source's own error, or the error as the adapter translates it. */
export function operationError(error: unknown, signal: AbortSignal, translate: (error: unknown) => Error): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof SourceError ? error.cause : translate(error);
}

/** Where to resume an upload: not beyond what the target has (that leaves a hole), and from 0 if its file is too long. */
export function resumePoint(sizeBytes: number, heldBytes: number, knownBytes: number): number {
  return heldBytes > sizeBytes ? 0 : Math.min(heldBytes, knownBytes);
}

/** A stream's chunks. Fails with `timeout` if the next one takes too long. The time the reader takes does not count. */
export async function* chunksOf(stream: Readable, timeout: Timeout): AsyncGenerator<Buffer> {
  const chunks = stream.iterator() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await withTimeout(chunks.next(), timeout);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** The chunks of a file as a stream, with its errors translated. */
export function readableOf(chunks: AsyncIterable<Buffer>, translate: (error: unknown) => unknown): Readable {
  return Readable.from(withTranslatedErrors(chunks, translate), { objectMode: false });
}

async function* withTranslatedErrors(
  chunks: AsyncIterable<Buffer>,
  translate: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw translate(error);
  }
}

/** The folder a path is in; `''` for the base folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `path` in the folder `base`, without double slashes. Absolute if `base` is. */
export function joinPath(base: string, path: string): string {
  const parts = [...base.split('/'), ...path.split('/')].filter((part) => part !== '');
  return `${base.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** Not matched by `*.mp3`, and in the same folder as the final name, so that the rename stays in one file system. */
export function temporaryNameOf(
  path: string,
  { temporaryNames = true }: { readonly temporaryNames?: boolean },
): string {
  return temporaryNames ? `${path}.part` : path;
}
