import { clientNetwork } from '../base/client-address.ts';
import type { Clock } from '../base/clock.ts';

/** Wrong passwords for one login from one address before waiting begins: people mistype. */
const FREE_FAILURES_OF_LOGIN = 3;
/** From one address whatever the login: an office has many people behind one address. */
const FREE_FAILURES_OF_ADDRESS = 20;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 15 * 60 * 1000;
/** Failures older than this are forgotten. */
const FORGET_AFTER_MS = 60 * 60 * 1000;
/** How many logins and addresses are remembered; the longest untouched give way. About 2 MB. */
const MAX_REMEMBERED = 10_000;

interface Failures {
  readonly count: number;
  readonly lastAt: number;
  readonly blockedUntil: number;
}

/**
 * Slows down guessing: each failure beyond the first few doubles the wait, for the login from that client
 * and for the client: an IPv4 address or the /64 of an IPv6 one. Kept in memory on purpose: no write for an attacker to cause, gone with a restart
 * that no attacker can cause; with several web processes each gives its own few tries.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long this login must still wait at this address, ms; 0: it may try. */
  waitMs(login: string, address: string): number {
    const now = this.#clock.monotonicMs();
    const blockedUntil = keys(login, address).map(({ key }) => this.#recent(key, now)?.blockedUntil ?? now);
    return Math.max(0, ...blockedUntil.map((until) => until - now));
  }

  failed(login: string, address: string): void {
    const now = this.#clock.monotonicMs();
    for (const { key, free } of keys(login, address)) {
      const count = (this.#recent(key, now)?.count ?? 0) + 1;
      this.#failures.delete(key);
      this.#failures.set(key, { count, lastAt: now, blockedUntil: now + delayAfter(count - free) });
    }
    this.#forgetBeyondLimit();
  }

  /** The right password clears the login at this address; the address keeps its count. */
  succeeded(login: string, address: string): void {
    this.#failures.delete(keys(login, address)[0].key);
  }

  #recent(key: string, now: number): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures !== undefined && now - failures.lastAt < FORGET_AFTER_MS ? failures : undefined;
  }

  #forgetBeyondLimit(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= MAX_REMEMBERED) return;
      this.#failures.delete(key);
    }
  }
}

function keys(login: string, address: string) {
  const client = clientNetwork(address);
  return [
    { key: `${client} ${login.trim().toLowerCase().slice(0, 128)}`, free: FREE_FAILURES_OF_LOGIN },
    { key: client, free: FREE_FAILURES_OF_ADDRESS },
  ] as const;
}

function delayAfter(failuresBeyondFree: number): number {
  if (failuresBeyondFree <= 0) return 0;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failuresBeyondFree - 1, 30));
}
