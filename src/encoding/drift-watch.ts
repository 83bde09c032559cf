import { lowQuantile } from './low-quantile.ts';
import { SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/** A window long enough that some packets of it met no queue on the way. */
const WINDOW_SPAN = 10_000 * SAMPLES_PER_MS;
/** Deviations kept of one window: 10 s at 100 packets a second; of a denser stream the first ones. */
const MAX_WINDOW = 1000;
/** Less is the path's noise; nobody hears it between two parties. */
const WORTH_CORRECTING = 10 * SAMPLES_PER_MS;
/** Corrected even while somebody speaks: two legs so far off in opposite ways are 50 ms apart. */
const MUST_CORRECT = 25 * SAMPLES_PER_MS;
/** About -44 dBFS: the noise of a quiet line. */
const QUIET_PEAK = 200;

/**
 * Watches a sender's clock run fast or slow against ours (100 ppm are 3 s in an 8-hour call) and says when
 * to move its packets: in a pause of speech if one comes in time.
 */
export class DriftWatch {
  readonly #deviations: number[] = [];
  #windowBeganAt: number | null = null;
  #due = 0;
  /** Samples of quiet just before the next packet. */
  #quiet = 0;

  /** A packet arrived so many samples later (earlier: negative) than the anchor expects. */
  note(arrivedAt: number, deviation: number): void {
    this.#windowBeganAt ??= arrivedAt;
    if (this.#deviations.length < MAX_WINDOW) this.#deviations.push(deviation);
    if (arrivedAt - this.#windowBeganAt < WINDOW_SPAN) return;
    const drift = lowQuantile(this.#deviations);
    this.#due = Math.abs(drift) >= WORTH_CORRECTING ? Math.round(drift) : 0;
    this.#beginWindow();
  }

  /**
   * By how many samples this packet and all after it are to be moved. `room`: samples of nothing between
   * what is placed and this packet.
   */
  correctionBefore(packet: TimedAudio, room: number): number {
    const quiet = isQuiet(packet.pcm);
    const quietBefore = this.#quiet + Math.max(0, room);
    this.#quiet = quiet ? quietBefore + packet.pcm.length : 0;
    const due = Math.abs(this.#due);
    if (due === 0 || (due < MUST_CORRECT && (quietBefore < due || !quiet))) return 0;
    const correction = this.#due;
    this.#due = 0;
    this.#beginWindow();
    return correction;
  }

  restart(): void {
    this.#due = 0;
    this.#beginWindow();
  }

  #beginWindow(): void {
    this.#deviations.length = 0;
    this.#windowBeganAt = null;
  }
}

function isQuiet(pcm: Int16Array): boolean {
  for (let at = 0; at < pcm.length; at++) if (Math.abs(pcm[at]!) > QUIET_PEAK) return false;
  return true;
}
