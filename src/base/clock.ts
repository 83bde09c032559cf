/** The only source of time and timers, so that a test can replace it. */
export interface Clock {
  /** Unix time in milliseconds. May jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations. */
  monotonicMs(): number;
  /** Calls `action` once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, action: () => void): Timer;
  /** Calls `action` each `intervalMs`. Does not keep the process alive. */
  every(intervalMs: number, action: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Resolves after `delayMs` of the given clock, or at once when the signal aborts. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** Waits for the work, but no longer than so; returns whether it has ended. Fails if the work does, in time. */
export async function inTime(clock: Clock, timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  let ended = false;
  const finished = work.finally(() => {
    ended = true;
    done.abort();
  });
  await Promise.race([finished, delay(clock, timeoutMs, done.signal)]);
  return ended;
}

/**
 * The last whole multiple of `gridMs` of the monotonic clock within `delayMs` from now. What several parts of a process repeat comes at the same
 * instants then, and an idle process is woken seldom.
 */
export function sharedInstant(clock: Clock, delayMs: number, gridMs: number): number {
  return Math.floor((clock.monotonicMs() + delayMs) / gridMs) * gridMs;
}

/** What `repeat` started. */
export interface Repeating {
  /** No more runs; resolves when the current one has ended. */
  stop(): Promise<void>;
}

interface RepeatOptions {
  readonly intervalMs: number;
  /** Also at once, not only after the first interval. */
  readonly atOnce?: boolean;
  readonly onError?: (error: unknown) => void;
}

/** What is repeated less often than that is run at instants that are shared; the rest has its own. */
const SHARED_FROM_MS = 1_000;

/**
 * Runs `action` once in each `intervalMs`, together with what else is repeated in it: the first run comes up to `intervalMs`
 * earlier. While a run lasts, also one that waits for a database that is away, no other begins: runs do not pile up. A failed run
 * is reported to `onError`; the next one comes in its time.
 */
export function repeat(
  clock: Clock,
  { intervalMs, atOnce = false, onError = () => {} }: RepeatOptions,
  action: () => Promise<void>,
): Repeating {
  let running: Promise<void> | null = null;
  const run = (): void => {
    running ??= action()
      .catch(onError)
      .finally(() => (running = null));
  };
  let next =
    intervalMs < SHARED_FROM_MS ? clock.monotonicMs() + intervalMs : sharedInstant(clock, intervalMs, intervalMs);
  let timer: Timer;
  const wait = (): void => {
    timer = clock.after(Math.ceil(next - clock.monotonicMs()), () => {
      // After a pause of the process, once for all that was missed.
      next += intervalMs * (1 + Math.floor(Math.max(0, clock.monotonicMs() - next) / intervalMs));
      wait();
      run();
    });
  };
  wait();
  if (atOnce) run();
  return {
    stop: async () => {
      timer.cancel();
      await running;
    },
  };
}
