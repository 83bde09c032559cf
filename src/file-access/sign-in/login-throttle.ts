import { clientNetwork } from '../../base/client-address.ts';
import { AttemptCounters } from '../../platform/attempt-counters.ts';
import type { Database } from '../../platform/postgres/index.ts';

const FREE_FAILURES = 3;
/** From an address where the login has succeeded: clients open up to ten connections at once. */
const FREE_FAILURES_WHERE_KNOWN = 20;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_OF_ADDRESS_MS = 15_000;
/** Small, because anybody can make a tenant's login fail: its owner must still get in. */
const MAX_DELAY_OF_LOGIN_MS = 5000;
/** One failure is forgiven each minute, and all of them ten minutes after the first. */
const FORGIVE_ONE_AFTER_MS = 60_000;
const FORGET_AFTER_S = 600;
/** An attempt that would wait longer is refused, so that waiting attempts do not pile up. */
const MAX_WAIT_S = 30;
/** An address where the login succeeded is known for so long. */
const KNOWN_ADDRESS_S = 90 * 24 * 60 * 60;

interface LoginThrottleOptions {
  /** Null: counts in memory. */
  readonly db: Database | null;
  /** Addresses, and logins, remembered in memory; the oldest are forgotten. */
  readonly remembered: number;
}

export interface LoginWait {
  /** 0: the password may be checked now. */
  readonly waitMs: number;
  /** To call when the wait is over, or was given up. */
  done(): Promise<void>;
}

/**
 * Slows down guessing of passwords, over all connections of all processes together. Failures are counted by address and
 * by login. Attempts from one address wait one after the other; those on one login each wait alone, otherwise a third
 * party could keep its owner out. An attempt counts as failed before its password is checked, and the wait comes before
 * too: the time that an answer takes reveals nothing.
 */
export class LoginThrottle {
  readonly #byAddress: AttemptCounters;
  readonly #byLogin: AttemptCounters;
  /** Attempts of an address that wait now. Forgotten after the longest wait, in case their process died. */
  readonly #queued: AttemptCounters;
  readonly #knownAddresses: AttemptCounters;

  constructor({ db, remembered: maxMemoryKeys }: LoginThrottleOptions) {
    const counters = (name: string) => new AttemptCounters({ name, db, maxMemoryKeys });
    this.#byAddress = counters('ftp-address');
    this.#byLogin = counters('ftp-login');
    this.#queued = counters('ftp-queued');
    this.#knownAddresses = counters('ftp-known');
  }

  /** Counts an attempt. How long it must wait before it is checked; null: for too long, refuse it. */
  async enqueue(address: string, login: string): Promise<LoginWait | null> {
    const network = clientNetwork(address);
    const ofAddress = await this.#countedBefore(this.#byAddress, network);
    const ofLogin = await this.#countedBefore(this.#byLogin, login);
    const free = await this.#freeFailures(network, login, Math.max(ofAddress, ofLogin));
    const queuedMs = await this.#enqueue(network, Math.min(MAX_DELAY_OF_ADDRESS_MS, delayMs(ofAddress, free)));
    if (queuedMs === null) {
      await this.notCounted(address, login);
      return null;
    }
    const aloneMs = Math.min(MAX_DELAY_OF_LOGIN_MS, delayMs(ofLogin, free));
    return { waitMs: Math.max(queuedMs, aloneMs), done: () => this.#dequeue(network, queuedMs) };
  }

  /** The attempt was not checked: it does not count. */
  async notCounted(address: string, login: string): Promise<void> {
    await this.#byAddress.add(clientNetwork(address), -1, FORGET_AFTER_S);
    await this.#byLogin.add(login, -1, FORGET_AFTER_S);
  }

  /** The password was right. */
  async succeeded(address: string, login: string): Promise<void> {
    await this.notCounted(address, login);
    await this.#knownAddresses.set(`${clientNetwork(address)} ${login}`, 1, KNOWN_ADDRESS_S);
  }

  /** The failures that are not forgiven yet, without this attempt. */
  async #countedBefore(counters: AttemptCounters, key: string): Promise<number> {
    const { value, expiresInMs } = await counters.add(key, 1, FORGET_AFTER_S);
    return value - 1 - (FORGET_AFTER_S * 1000 - expiresInMs) / FORGIVE_ONE_AFTER_MS;
  }

  async #freeFailures(network: string, login: string, failures: number): Promise<number> {
    if (delayMs(failures, FREE_FAILURES) === 0) return FREE_FAILURES;
    const known = (await this.#knownAddresses.get(`${network} ${login}`)) !== null;
    return known ? FREE_FAILURES_WHERE_KNOWN : FREE_FAILURES;
  }

  async #enqueue(network: string, delay: number): Promise<number | null> {
    if (delay === 0) return 0;
    const { value: position } = await this.#queued.add(network, 1, MAX_WAIT_S);
    const waitMs = Math.max(1, position) * delay;
    if (waitMs <= MAX_WAIT_S * 1000) return waitMs;
    await this.#dequeue(network, waitMs);
    return null;
  }

  async #dequeue(network: string, queuedMs: number): Promise<void> {
    if (queuedMs > 0) await this.#queued.add(network, -1, MAX_WAIT_S);
  }
}

/** The delay after so many failures: each one after the free ones doubles it. */
function delayMs(failures: number, free: number): number {
  const counted = Math.ceil(failures) - free;
  return counted <= 0 ? 0 : FIRST_DELAY_MS * 2 ** (counted - 1);
}
