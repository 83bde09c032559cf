import type { LegPause } from '../recording/index.ts';

type Admission = 'paused' | 'resumed' | 'playing';

/**
 * What of a leg's packets is not to be heard because it arrived during a pause. Capture has dropped nearly all of it; left are the
 * few packets that it took before it knew of the pause. Packets come in the order of arrival.
 */
export class LegPauses {
  readonly #spans: readonly LegPause[];
  #next = 0;
  #paused = false;

  constructor(pauses: readonly LegPause[], leg: number) {
    this.#spans = pauses.filter((pause) => pause.leg === leg);
  }

  /** `resumed`: the first packet after a pause. */
  admit(arrivedAtMs: number): Admission {
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
