import { exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../logging.ts';

/** A database that recovers after a crash, or restores a backup, takes minutes. One that takes longer has another problem. */
const DATABASE_WAIT_MS = 10 * 60_000;
const retryDelay = exponentialBackoff({ firstMs: 500, maxMs: 10_000 });

interface WaitOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
}

/** Repeats `attempt` while it fails with `database-unreachable`, for ten minutes at most or until the signal aborts. */
export async function waitForDatabase<T>(attempt: () => Promise<T>, { clock, log, signal }: WaitOptions): Promise<T> {
  const startedAt = clock.monotonicMs();
  // Timers of the clock do not keep a process alive.
  const keepAlive = setInterval(() => {}, DATABASE_WAIT_MS);
  try {
    for (let failures = 0; ; failures++) {
      signal?.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        const waitedMs = clock.monotonicMs() - startedAt;
        if (!(error instanceof AppError && error.code === 'database-unreachable')) throw error;
        if (waitedMs >= DATABASE_WAIT_MS) throw error;
        const waitedSeconds = Math.round(waitedMs / 1000);
        const limitSeconds = DATABASE_WAIT_MS / 1000;
        log.warn({ reason: error.message, waitedSeconds, limitSeconds }, 'database: not there yet; trying again');
      }
      await delay(clock, retryDelay(failures), signal);
    }
  } finally {
    clearInterval(keepAlive);
  }
}
