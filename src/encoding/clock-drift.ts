import { lengthOf, type PacketSound, SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/** Long enough that some packets of a window were not delayed by a queue on the network. */
const WINDOW_SPAN = 10_000 * SAMPLES_PER_MS;
/** Deviations kept of one window: 10 s at 100 packets a second; of a denser stream the first ones. */
const MAX_WINDOW = 1000;
/** A smaller drift is network jitter, and not audible between two parties. */
const MIN_CORRECTION = 10 * SAMPLES_PER_MS;
/** Corrected even during speech: two legs that drift as far in opposite directions are 50 ms apart. */
const URGENT_CORRECTION = 25 * SAMPLES_PER_MS;
/** About -44 dBFS: the noise of a quiet line. */
const QUIET_PEAK = 200;

/**
 * Measures how a sender's clock drifts against ours (100 ppm are 3 s in an 8-hour call) and decides when to move its
 * packets: in a pause of speech if there is one in time.
 */
export class ClockDrift {
  readonly #deviations: number[] = [];
  #windowBeganAt: number | null = null;
  #due = 0;
  /** Samples of quiet right before the next packet. */
  #quiet = 0;

  /** A packet arrived `deviation` samples later (earlier: negative) than the anchor expects. */
  add(arrivedAt: number, deviation: number): void {
    this.#windowBeganAt ??= arrivedAt;
    if (this.#deviations.length < MAX_WINDOW) this.#deviations.push(deviation);
    if (arrivedAt - this.#windowBeganAt < WINDOW_SPAN) return;
    const drift = lowQuantile(this.#deviations);
    this.#due = Math.abs(drift) >= MIN_CORRECTION ? Math.round(drift) : 0;
    this.#beginWindow();
  }

  /**
   * By how many samples this packet and all later ones are to be moved. `gap`: samples without sound between the
   * last placed packet and this one.
   */
  correctionBefore(packet: TimedAudio, gap: number): number {
    // While nothing is to be corrected, nobody listens.
    if (this.#due === 0) {
      this.#quiet = 0;
      return 0;
    }
    const quiet = isQuiet(packet);
    const quietBefore = this.#quiet + Math.max(0, gap);
    this.#quiet = quiet ? quietBefore + lengthOf(packet) : 0;
    const due = Math.abs(this.#due);
    if (due < URGENT_CORRECTION && (quietBefore < due || !quiet)) return 0;
    const correction = this.#due;
    this.#due = 0;
    this.#beginWindow();
    return correction;
  }

  reset(): void {
    this.#due = 0;
    this.#beginWindow();
  }

  #beginWindow(): void {
    this.#deviations.length = 0;
    this.#windowBeganAt = null;
  }
}

function isQuiet({ pcm, table }: PacketSound): boolean {
  for (let at = 0; at < pcm.length; at++) {
    const sample = table === null ? pcm[at]! : table[pcm[at]!]!;
    if (sample > QUIET_PEAK || sample < -QUIET_PEAK) return false;
  }
  return true;
}

/**
 * A packet arrives later than it was sent, by the network's delay and jitter: the least delayed packets show the
 * sender's clock best. A sixteenth of them is left out, because a sender that reorders sends some packets too early. Of
 * fewer than sixteen values none is left out.
 */
const LEFT_OUT = 1 / 16;

/** The 1/16 quantile; `values` must not be empty. */
export function lowQuantile(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length * LEFT_OUT)]!;
}
