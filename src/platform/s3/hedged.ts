import type { Clock, Timer } from '../../base/clock.ts';

/** Few requests of a healthy store take so long: Amazon's take 0.1 to 0.2 s, a disk of Ceph that is busy half a second. */
const HEDGE_AFTER_MS = 1_000;
/** Of all requests at most so many are sent twice: a store that is slow because of its load is not given twice as much. */
const SHARE = 0.05;
/** Hedges that may be saved up for a bad moment. */
const MAX_SAVED = 10;

/** Sends a second request when the first has not been answered after a while; the first answer wins. */
export class Hedging {
  readonly #clock: Clock;
  #saved = MAX_SAVED;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `discard`: frees an answer that came second. Aborts what is still waiting when this settles, or when `signal` aborts. */
  run<T>(
    request: (signal: AbortSignal) => Promise<T>,
    { signal, discard }: { readonly signal: AbortSignal; readonly discard: (answer: T) => void },
  ): Promise<T> {
    this.#saved = Math.min(MAX_SAVED, this.#saved + SHARE);
    return new Promise((resolve, reject) => {
      const attempts = new Set<AbortController>();
      let settled = false;
      const settle = (): void => {
        settled = true;
        timer.cancel();
        for (const attempt of attempts) attempt.abort();
        signal.removeEventListener('abort', settle);
      };
      const start = (): void => {
        const attempt = new AbortController();
        attempts.add(attempt);
        request(attempt.signal).then(
          (answer) => {
            if (settled) return discard(answer);
            attempts.delete(attempt);
            settle();
            resolve(answer);
          },
          (error: unknown) => {
            attempts.delete(attempt);
            if (!settled && attempts.size > 0) return;
            if (!settled) settle();
            reject(error);
          },
        );
      };
      const timer: Timer = this.#clock.after(HEDGE_AFTER_MS, () => {
        if (this.#saved < 1) return;
        this.#saved -= 1;
        start();
      });
      signal.addEventListener('abort', settle, { once: true });
      start();
    });
  }
}
