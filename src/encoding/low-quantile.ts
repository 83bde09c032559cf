/**
 * A packet arrives after it was sent, by the path's delay and some jitter: the least delayed ones tell the
 * truth about a sender's clock. Not the very least of all: a sender that mixes up its order sends some
 * packets before their time. So one in sixteen is passed over; of fewer than sixteen none.
 */
const PASSED_OVER = 1 / 16;

/** The value below which a sixteenth of the (not empty) values lie. */
export function lowQuantile(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length * PASSED_OVER)]!;
}
