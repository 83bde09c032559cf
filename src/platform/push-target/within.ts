import type { Clock, Timer } from '../../base/clock.ts';
import { PushError } from './push-error.ts';

export interface Limit {
  readonly clock: Clock;
  /** `Infinity`: as long as it takes. */
  readonly ms: number;
  readonly signal: AbortSignal;
  /** Ends the work when nobody waits for it any more: destroys its socket. */
  readonly giveUp: () => void;
}

/** The work's outcome, if it comes in time; else gives it up and fails with `timeout`, or the signal's reason. */
export function within<T>(work: Promise<T>, limit: Limit): Promise<T> {
  return whileMoving(() => work, limit);
}

/** Like `within`, for work that may take any time as long as it moves: each call of `moved` starts the time anew. */
export function whileMoving<T>(
  work: (moved: () => void) => Promise<T>,
  { clock, ms, signal, giveUp }: Limit,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let movedAt = clock.monotonicMs();
    const look = (): void => {
      const leftMs = movedAt + ms - clock.monotonicMs();
      if (leftMs <= 0) end(new PushError('timeout'));
      else timer = clock.after(leftMs, look);
    };
    let timer: Timer | null = ms === Infinity ? null : clock.after(ms, look);
    const onAbort = (): void => end(signal.reason);
    const stop = (): void => {
      timer?.cancel();
      signal.removeEventListener('abort', onAbort);
    };
    const end = (reason: unknown): void => {
      stop();
      giveUp();
      reject(reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work(() => {
      movedAt = clock.monotonicMs();
    })
      .then(resolve, reject)
      .finally(stop);
    if (signal.aborted) onAbort();
  });
}
