/** How long to wait before the next attempt, ms, given how many attempts failed before the latest failure. */
export type Backoff = (failuresBefore: number) => number;

/** Waits the first delay after the first failure, the second after the second, …; the last one after all further failures. */
export function backoffTable(...delaysMs: readonly [number, ...number[]]): Backoff {
  return (failuresBefore) => delaysMs[Math.min(failuresBefore, delaysMs.length - 1)]!;
}

/** Waits `firstMs` after the first failure, then twice as long after each further failure, at most `maxMs`. */
export function exponentialBackoff({ firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number }): Backoff {
  return (failuresBefore) => Math.min(maxMs, firstMs * 2 ** failuresBefore);
}
