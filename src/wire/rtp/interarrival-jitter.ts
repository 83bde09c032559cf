import { serialDistance32 } from './serial-number.ts';

/** Timestamps that differ from the arrival by more have jumped (a hold, a sender that restarted): that is no jitter. */
const MAX_DIFFERENCE_MS = 1_000;

/** The interarrival jitter of RFC 3550 §6.4.1 and appendix A.8, in ms whatever the clock of the timestamps is. It allocates nothing. */
export class InterarrivalJitter {
  /** Of the packet before; 0: there is none to compare with. */
  #clockRateHz = 0;
  #ticks = 0;
  #arrivedAtMs = 0;
  #ms = 0;

  get ms(): number {
    return this.#ms;
  }

  /** In the order of arrival. RFC 7160 §4.1: packets of different clock rates are not compared. */
  add(timestampTicks: number, arrivedAtMs: number, clockRateHz: number): void {
    if (clockRateHz === this.#clockRateHz) {
      const sentMs = (serialDistance32(this.#ticks, timestampTicks) * 1000) / clockRateHz;
      const difference = Math.abs(arrivedAtMs - this.#arrivedAtMs - sentMs);
      if (difference <= MAX_DIFFERENCE_MS) this.#ms += (difference - this.#ms) / 16;
    }
    this.#clockRateHz = clockRateHz;
    this.#ticks = timestampTicks;
    this.#arrivedAtMs = arrivedAtMs;
  }

  /** The next packet is not compared with those before: another sender, or one that paused. */
  restart(): void {
    this.#clockRateHz = 0;
  }
}
