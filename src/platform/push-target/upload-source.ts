import type { Clock } from '../../base/clock.ts';
import { paced } from './paced.ts';
import type { UploadOptions, UploadSource } from './push-target.ts';

/** The source failed, not the target. */
export class SourceFailed extends Error {}

interface Reader {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The source's bytes from `start` on, at the pace asked for. Its failure comes as `SourceFailed`. */
export function sourceChunks(
  source: UploadSource,
  start: number,
  { bytesPerSecond }: UploadOptions,
  { clock, signal }: Reader,
): AsyncIterable<Buffer> {
  const chunks = markedChunks(source, start);
  return bytesPerSecond === undefined ? chunks : paced(chunks, { clock, bytesPerSecond, signal });
}

async function* markedChunks(source: UploadSource, start: number): AsyncGenerator<Buffer> {
  try {
    yield* source.open({ start });
  } catch (error) {
    throw new SourceFailed('the source failed', { cause: error });
  }
}

/** What an operation fails with: the signal's reason, a source's failure as it was, or what the adapter makes of it. */
export function failureOf(error: unknown, signal: AbortSignal, translate: (error: unknown) => Error): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof SourceFailed ? error.cause : translate(error);
}
