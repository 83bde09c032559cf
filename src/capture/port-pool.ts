import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { PortRange } from '../config/index.ts';
import type { BindOutcome } from './worker/media-requests.ts';

/**
 * How long a port is not used after its call: late packets of one call must not begin the next. Ten times as long as a
 * PBX keeps sending after its BYE in practice, short enough for 5,000 ports to carry 80 new calls of two legs a second.
 */
export const PORT_COOL_DOWN_MS = 30_000;

/** Ports that other programs use are skipped; after this many attempts in a row the range is unusable. */
const MAX_BIND_ATTEMPTS = 50;

interface FreePort {
  readonly port: number;
  readonly readyAtMs: number;
}

/**
 * The even ports of a range (RFC 3550 §11: RTP takes even ports), each given to one leg at a time, the longest unused
 * first. The walk through the range begins at a random port, so that nobody knows the next ports after a restart.
 */
export class PortPool {
  readonly #clock: Clock;
  /** In the order of `readyAtMs`: all ports cool down equally long. */
  #free: FreePort[];
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

  /** Ports that may be acquired now. */
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

  /** Acquires `count` ports and has `bind` listen on them; tries other ports while some are used by other programs. */
  async acquireBound(
    count: number,
    bind: (ports: readonly number[]) => Promise<BindOutcome>,
  ): Promise<Result<readonly number[], 'no-ports'>> {
    for (let attempt = 0; attempt < MAX_BIND_ATTEMPTS; attempt++) {
      const ports = this.acquire(count);
      if (ports === null) return fail('no-ports');
      let outcome: BindOutcome | null = null;
      try {
        outcome = await bind(ports);
      } finally {
        if (outcome !== 'bound') for (const port of ports) this.release(port);
      }
      if (outcome === 'bound') return ok(ports);
      if (outcome === 'exhausted') break;
    }
    return fail('no-ports');
  }

  /** `count` ports; null when there are not so many. */
  acquire(count: number): readonly number[] | null {
    const last = this.#free[this.#head + count - 1];
    if (count > 0 && (last === undefined || last.readyAtMs > this.#clock.monotonicMs())) return null;
    const ports = this.#free.slice(this.#head, this.#head + count).map(({ port }) => port);
    this.#head += count;
    this.#dropAcquired();
    return ports;
  }

  /** The port cools down first. So does one that another program turned out to use. */
  release(port: number): void {
    this.#free.push({ port, readyAtMs: this.#clock.monotonicMs() + PORT_COOL_DOWN_MS });
  }

  /** `acquire` only moves the head; entries before it are removed when they are half of the array. */
  #dropAcquired(): void {
    if (this.#head * 2 < this.#free.length) return;
    this.#free = this.#free.slice(this.#head);
    this.#head = 0;
  }
}
