import type { LegPause } from '../recording/index.ts';

type Admission = 'paused' | 'resumed' | 'playing';

/**
 * What of a leg's packets is not to be heard because it arrived during a pause. Capture has dropped nearly all of it; left are the
 * few packets that it took before it knew of the pause. Packets come in the order of arrival.
 */
export class LegPauses {
  readonly #leg: number;
  #spans: readonly LegPause[];
  /** Of the packets so far. */
  #latest = Number.NEGATIVE_INFINITY;
  #next = 0;
  #paused = false;

  constructor(pauses: readonly LegPause[], leg: number) {
    this.#leg = leg;
    this.#spans = pauses.filter((pause) => pause.leg === leg);
  }

  /** What is known of the pauses by now. False: of the packets so far, others would have been admitted. */
  update(pauses: readonly LegPause[]): boolean {
    const spans = pauses.filter((pause) => pause.leg === this.#leg);
    const isLater = (at: number | null): boolean => at === null || at > this.#latest;
    const areSame = this.#spans.every((known, index) => {
      const span = spans[index];
      if (span?.from !== known.from) return false;
      return span.until === known.until || (isLater(span.until) && isLater(known.until));
    });
    if (!areSame || !spans.slice(this.#spans.length).every(({ from }) => isLater(from))) return false;
    this.#spans = spans;
    return true;
  }

  /** `resumed`: the first packet after a pause. */
  admit(arrivedAtMs: number): Admission {
    this.#latest = Math.max(this.#latest, arrivedAtMs);
    let ended = false;
    for (let span = this.#spans[this.#next]; span !== undefined; span = this.#spans[++this.#next]) {
      if (arrivedAtMs < span.from) break;
      if (arrivedAtMs < (span.until ?? Number.POSITIVE_INFINITY)) {
        this.#paused = true;
        return 'paused';
      }
      ended = true;
    }
    const resumed = ended || this.#paused;
    this.#paused = false;
    return resumed ? 'resumed' : 'playing';
  }
}
