import type { Clock } from '../base/clock.ts';
import { RequestRate } from '../base/request-rate.ts';

/**
 * A handshake, of TLS or of SSH, costs one to three milliseconds of CPU. lftp and FileZilla open up to ten connections, and eight people may
 * share an address.
 */
const PER_SECOND = { perAddress: 40, total: 200 };
/** The same of addresses from which nobody has signed in yet; those that have keep their share. */
const UNKNOWN_PER_SECOND = { perAddress: 20, total: 100 };

/** How many handshakes there may be in a second, before anybody has signed in. */
export class HandshakeRate {
  readonly #known: RequestRate;
  readonly #unknown: RequestRate;

  constructor(clock: Clock) {
    this.#known = new RequestRate(clock, PER_SECOND);
    this.#unknown = new RequestRate(clock, UNKNOWN_PER_SECOND);
  }

  /** Counts a handshake. False: too many in this second. `known`: somebody has signed in from there. */
  take(address: string, known: boolean): boolean {
    return (known ? this.#known : this.#unknown).take(address);
  }
}
