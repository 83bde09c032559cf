import type { Clock } from './clock.ts';
import { type RateLimits, RequestRate } from './request-rate.ts';

interface HandshakeLimits {
  /** A second, of addresses from where somebody is known. */
  readonly known: RateLimits;
  /** The same of addresses from which nobody has come yet; those that have keep their share. */
  readonly unknown: RateLimits;
}

/** How many handshakes, of TLS or of SSH, there may be in a second, before anybody is known. */
export class HandshakeRate {
  readonly #known: RequestRate;
  readonly #unknown: RequestRate;

  constructor(clock: Clock, { known, unknown }: HandshakeLimits) {
    this.#known = new RequestRate(clock, known);
    this.#unknown = new RequestRate(clock, unknown);
  }

  /** Counts a handshake. False: too many in this second. */
  take(address: string, known: boolean): boolean {
    return (known ? this.#known : this.#unknown).take(address);
  }
}
