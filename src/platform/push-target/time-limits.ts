import type { Clock, Timer } from '../../base/clock.ts';
import { PushError } from './push-error.ts';

/** How long a customer's server may take, in milliseconds. */
export interface TimeLimits {
  /** To resolve the name, to connect, and to identify itself. */
  readonly connectMs: number;
  /** To answer a request. */
  readonly answerMs: number;
  /** Without progress in a transfer. The kernel keeps sending from its buffer, so a slow line may pause for long. */
  readonly stallMs: number;
  /**
   * From the last byte to the confirmation. At 1 kB/s the kernel's buffer takes long to drain, and some servers check
   * or copy the file. If the peer is gone, TCP reports it long before.
   */
  readonly finishMs: number;
}

export const TIME_LIMITS: TimeLimits = {
  connectMs: 20_000,
  answerMs: 60_000,
  stallMs: 5 * 60_000,
  finishMs: 30 * 60_000,
};

export interface Timeout {
  readonly clock: Clock;
  /** `Infinity`: no limit. */
  readonly ms: number;
  readonly signal: AbortSignal;
  /** Called at the timeout and on abort: ends the work, for example by destroying its socket. */
  readonly cancel: () => void;
}

/** The result of `work`. If it takes too long, cancels it and fails with `timeout`; on abort, with the signal's reason. */
export function withTimeout<T>(work: Promise<T>, timeout: Timeout): Promise<T> {
  return withStallTimeout(() => work, timeout);
}

/** Like `withTimeout`, for work without a limit on its total time: each call of `onActivity` restarts the timeout. */
export function withStallTimeout<T>(
  work: (onActivity: () => void) => Promise<T>,
  { clock, ms, signal, cancel }: Timeout,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let activeAt = clock.monotonicMs();
    const check = (): void => {
      const leftMs = activeAt + ms - clock.monotonicMs();
      if (leftMs <= 0) abandon(new PushError('timeout'));
      else timer = clock.after(leftMs, check);
    };
    let timer: Timer | null = ms === Infinity ? null : clock.after(ms, check);
    const onAbort = (): void => abandon(signal.reason);
    const cleanUp = (): void => {
      timer?.cancel();
      signal.removeEventListener('abort', onAbort);
    };
    const abandon = (reason: unknown): void => {
      cleanUp();
      cancel();
      reject(reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work(() => {
      activeAt = clock.monotonicMs();
    })
      .then(resolve, reject)
      .finally(cleanUp);
    if (signal.aborted) onAbort();
  });
}
