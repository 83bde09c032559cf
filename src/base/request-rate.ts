import { clientNetwork } from './client-address.ts';
import type { Clock } from './clock.ts';

export interface RateLimits {
  /** Of one IPv4 address, or of one IPv6 /64, what one subscriber gets. */
  readonly perAddress: number;
  /** Of all addresses together. Bounds the memory, too: no more addresses than that are counted. */
  readonly total: number;
}

/** Counts the requests of the current second by their source address. */
export class RequestRate {
  readonly #clock: Clock;
  readonly #limits: RateLimits;
  readonly #perAddress = new Map<string, number>();
  #second = 0;
  #total = 0;

  constructor(clock: Clock, limits: RateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Counts a request. False: the limit of this second is reached, and it is not counted. */
  take(address: string): boolean {
    this.#beginSecond();
    const network = clientNetwork(address);
    if (this.#isFull(network)) return false;
    this.#perAddress.set(network, (this.#perAddress.get(network) ?? 0) + 1);
    this.#total += 1;
    return true;
  }

  /** Whether `take` would refuse a request now. */
  isFull(address: string): boolean {
    this.#beginSecond();
    return this.#isFull(clientNetwork(address));
  }

  #isFull(network: string): boolean {
    return this.#total >= this.#limits.total || (this.#perAddress.get(network) ?? 0) >= this.#limits.perAddress;
  }

  #beginSecond(): void {
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#perAddress.clear();
    this.#total = 0;
  }
}
