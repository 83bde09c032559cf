import type { Clock } from '../base/clock.ts';
import type { PortRange } from '../config/index.ts';

/**
 * How long a port rests after its call: the late packets of one call must not begin the next. Ten times what a PBX
 * goes on sending after its BYE in practice, short enough for 5,000 ports to carry 80 new calls of two legs a second.
 */
export const PORT_COOL_DOWN_MS = 30_000;

interface RestingPort {
  readonly port: number;
  readonly readyAtMs: number;
}

/**
 * The even ports of a range (RFC 3550 §11: RTP takes even ports), each given to one leg at a time; the one that has
 * rested longest comes first. The walk through the range begins at a random place, so that nobody who starts us anew
 * knows the ports to come.
 */
export class PortPool {
  readonly #clock: Clock;
  /** In the order of `readyAtMs`: ports rest equally long. */
  #free: RestingPort[];
  #head = 0;

  constructor(range: PortRange, clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    const first = range.min + (range.min % 2);
    const count = Math.max(0, Math.floor((range.max - first) / 2) + 1);
    const start = Math.floor(random() * count);
    this.#free = Array.from({ length: count }, (_, index) => ({
      port: first + ((start + index) % count) * 2,
      readyAtMs: Number.NEGATIVE_INFINITY,
    }));
  }

  /** Ports that may be taken now. */
  get free(): number {
    const now = this.#clock.monotonicMs();
    let low = this.#head;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#free[middle]!.readyAtMs <= now) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }

  /** `count` ports, or none at all when there are not so many. */
  take(count: number): readonly number[] | null {
    const last = this.#free[this.#head + count - 1];
    if (count > 0 && (last === undefined || last.readyAtMs > this.#clock.monotonicMs())) return null;
    const taken = this.#free.slice(this.#head, this.#head + count).map(({ port }) => port);
    this.#head += count;
    this.#forgetTaken();
    return taken;
  }

  /** Gives a port back, to rest first. So does one that another program turned out to hold. */
  giveBack(port: number): void {
    this.#free.push({ port, readyAtMs: this.#clock.monotonicMs() + PORT_COOL_DOWN_MS });
  }

  /** Taking moves the head only; what lies before it goes when it is half of the array. */
  #forgetTaken(): void {
    if (this.#head * 2 < this.#free.length) return;
    this.#free = this.#free.slice(this.#head);
    this.#head = 0;
  }
}
