import { createHash } from 'node:crypto';
import { clientNetwork } from '../../base/client-address.ts';
import { AttemptCounters } from '../../platform/attempt-counters.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** Of a login from an address: somebody mistypes it, or has an old one in each of a few programs. */
const FREE_FAILURES_OF_PAIR = 5;
/** Where the login has succeeded before. */
const FREE_FAILURES_WHERE_KNOWN = 20;
/** Of all logins from an address: an office of ten, each of whom mistypes it three times. Only who tries many logins has more. */
const FREE_FAILURES_OF_ADDRESS = 30;
/** Of a login from all addresses. */
const FREE_FAILURES_OF_LOGIN = 10;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 15_000;
/** Small, because anybody can make a tenant's login fail: its owner must still get in from a new address. */
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
  /** Addresses, and logins, remembered in memory; the oldest are forgotten. Default: as `AttemptCounters`. */
  readonly remembered?: number;
}

export interface LoginWait {
  /** 0: the password may be checked now. */
  readonly waitMs: number;
  /** The login has succeeded from this address before. */
  readonly known: boolean;
  /** To call when the wait is over, or was given up. */
  done(): Promise<void>;
}

/**
 * Slows down guessing of passwords, over all connections of all processes together. Failures are counted by a login from an address,
 * by address and by login. Where a login has succeeded before, only its own failures from there count: neither a neighbour's
 * wrong passwords nor guesses from elsewhere keep it waiting. Attempts of one login from one address wait one after the
 * other, and so do those of logins that an address has not used yet. An attempt counts as failed before its
 * password is checked, and the wait comes before too: the time that an answer takes reveals nothing.
 */
export class LoginThrottle {
  readonly #byPair: AttemptCounters;
  readonly #byAddress: AttemptCounters;
  readonly #byLogin: AttemptCounters;
  /** Attempts that wait now. Forgotten after the longest wait, in case their process died. */
  readonly #queued: AttemptCounters;
  readonly #known: AttemptCounters;

  constructor({ db, remembered }: LoginThrottleOptions) {
    const memory = remembered === undefined ? {} : { maxMemoryKeys: remembered };
    const counters = (name: string) => new AttemptCounters({ name, db, ...memory });
    this.#byPair = counters('file-pair');
    this.#byAddress = counters('file-address');
    this.#byLogin = counters('file-login');
    this.#queued = counters('file-queued');
    this.#known = counters('file-known');
  }

  /** Counts an attempt. How long it must wait before it is checked; null: for too long, refuse it. */
  async enqueue(address: string, login: string): Promise<LoginWait | null> {
    const network = clientNetwork(address);
    const pair = pairOf(network, login);
    const [ofAddress, success] = await Promise.all([countedBefore(this.#byAddress, network), this.#known.get(pair)]);
    const known = success !== null;
    const behind = await this.#enqueue(network, known ? 0 : delayMs(ofAddress, FREE_FAILURES_OF_ADDRESS));
    // Before anything is stored of the login: who tries millions of them does not fill the database.
    if (behind.waitMs > MAX_WAIT_S * 1000) {
      await Promise.all([behind.leave(), this.#byAddress.add(network, -1, FORGET_AFTER_S)]);
      return null;
    }
    const [ofPair, ofLogin] = await Promise.all([
      countedBefore(this.#byPair, pair),
      countedBefore(this.#byLogin, keyOf(login)),
    ]);
    const own = await this.#enqueue(pair, delayMs(ofPair, known ? FREE_FAILURES_WHERE_KNOWN : FREE_FAILURES_OF_PAIR));
    const done = async (): Promise<void> => {
      await Promise.all([behind.leave(), own.leave()]);
    };
    const aloneMs = known ? 0 : Math.min(MAX_DELAY_OF_LOGIN_MS, delayMs(ofLogin, FREE_FAILURES_OF_LOGIN));
    const waitMs = Math.max(aloneMs, behind.waitMs, own.waitMs);
    if (waitMs <= MAX_WAIT_S * 1000) return { waitMs, known, done };
    await done();
    await this.notCounted(address, login);
    return null;
  }

  /** The attempt was not checked: it does not count. */
  async notCounted(address: string, login: string): Promise<void> {
    const network = clientNetwork(address);
    await Promise.all([
      this.#byPair.add(pairOf(network, login), -1, FORGET_AFTER_S),
      this.#byAddress.add(network, -1, FORGET_AFTER_S),
      this.#byLogin.add(keyOf(login), -1, FORGET_AFTER_S),
    ]);
  }

  /** The password was right. */
  async succeeded(address: string, login: string): Promise<void> {
    await this.notCounted(address, login);
    await this.#known.set(pairOf(clientNetwork(address), login), 1, KNOWN_ADDRESS_S);
  }

  /** Failures of a login count no more: from one address, or from all. */
  async forgiveLogin(login: string, address?: string): Promise<void> {
    if (address !== undefined) return this.#byPair.clear(pairOf(clientNetwork(address), login));
    await this.#byLogin.clear(keyOf(login));
    await this.#byPair.clearMatching({ endsWith: pairOf('', login) });
  }

  /** Failures from an address count no more, whatever the login. */
  async forgiveAddress(address: string): Promise<void> {
    const network = clientNetwork(address);
    await this.#byAddress.clear(network);
    await this.#byPair.clearMatching({ startsWith: `${network} ` });
  }

  async #enqueue(key: string, delay: number): Promise<{ readonly waitMs: number; leave(): Promise<void> }> {
    if (delay === 0) return { waitMs: 0, leave: async () => undefined };
    const { value: position } = await this.#queued.add(key, 1, MAX_WAIT_S);
    const leave = async (): Promise<void> => {
      await this.#queued.add(key, -1, MAX_WAIT_S);
    };
    return { waitMs: Math.max(1, position) * delay, leave };
  }
}

/** No network has a space. */
function pairOf(network: string, login: string): string {
  return `${network} ${keyOf(login)}`;
}

/** What is typed as a login is sometimes a password: it is not stored. */
function keyOf(login: string): string {
  return createHash('sha256').update(login).digest('base64url');
}

/** The failures that are not forgiven yet, without this attempt. */
async function countedBefore(counters: AttemptCounters, key: string): Promise<number> {
  const { value, expiresInMs } = await counters.add(key, 1, FORGET_AFTER_S);
  return value - 1 - (FORGET_AFTER_S * 1000 - expiresInMs) / FORGIVE_ONE_AFTER_MS;
}

/** The delay after so many failures: each one after the free ones doubles it. */
function delayMs(failures: number, free: number): number {
  const counted = Math.ceil(failures) - free;
  return counted <= 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (counted - 1));
}
