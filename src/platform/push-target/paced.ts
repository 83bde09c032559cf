import { type Clock, delay } from '../../base/clock.ts';

/** A piece is let through at a time: small enough that a slow line moves several times a second. */
const PIECES_PER_SECOND = 4;

export interface Pace {
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  readonly signal: AbortSignal;
}

/** The same bytes, not faster than the pace on average. Time that nobody used is not saved up for a burst. */
export async function* paced(
  chunks: AsyncIterable<Buffer>,
  { clock, bytesPerSecond, signal }: Pace,
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
