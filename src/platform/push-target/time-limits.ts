/** How long a customer's server may take, in milliseconds. */
export interface TimeLimits {
  /** For the name to resolve, the connection to stand and the peer to introduce itself. */
  readonly connectMs: number;
  /** For the answer to a question. */
  readonly answerMs: number;
  /** In a transfer that does not move. The kernel sends on what it was given, so a slow line may rest for long. */
  readonly stallMs: number;
  /**
   * From the last byte to the answer: a line of 1 kB/s still has the kernel's buffer to carry, and some servers check
   * or copy the whole file. A peer that is gone is told by TCP itself long before.
   */
  readonly finishMs: number;
}

export const TIME_LIMITS: TimeLimits = {
  connectMs: 20_000,
  answerMs: 60_000,
  stallMs: 5 * 60_000,
  finishMs: 30 * 60_000,
};
