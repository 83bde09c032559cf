import type { FastifyReply } from 'fastify';
import { clientNetwork } from '../base/client-address.ts';
import { AppError } from '../base/errors.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import type { Database } from '../platform/postgres/index.ts';

const FIRST_DELAY_S = 1;
const MAX_DELAY_S = 15 * 60;
/** Failures are forgotten so long after the last one. */
const FORGET_AFTER_S = 60 * 60;
/** From one address whatever the login: an office has many people behind one address. */
const FREE_FAILURES_OF_CLIENT = 20;
const FREE_FAILURES_OF_LOGIN = 3;
/** On one login from all addresses together. Far more than its owner mistypes. */
const FREE_FAILURES_OF_ACCOUNT = 20;
/** Small, and not one after the other: anybody can make a login fail, and its owner must still get in. */
const MAX_DELAY_OF_ACCOUNT_MS = 5000;
/** An address where the login succeeded is known for so long; attempts from there do not wait for the account. */
const KNOWN_ADDRESS_S = 90 * 24 * 60 * 60;
const MAX_LOGIN_CHARS = 128;

interface SignInThrottleOptions {
  /** Throttles with the same name count together, in every process. */
  readonly name: string;
  /** Null: counts in memory. */
  readonly db: Database | null;
}

/** Whether an attempt may be made now. */
export interface AttemptPermit {
  /** How long the client must wait before it tries again, ms; 0: the attempt is counted and may be made. */
  readonly waitMs: number;
  /** By how much to delay the check of the password, ms. */
  readonly delayMs: number;
}

/**
 * Slows down guessing of passwords and keys: after a few failures a login must wait at the client that failed, and after
 * more failures the client must wait whatever the login. A client is an IPv4 address or the /64 of an IPv6 one. Each
 * attempt counts as failed before it is checked, so that many at once do not all pass before the first has failed.
 */
export class SignInThrottle {
  readonly #byClient: Backoff;
  /** By the client and the login together: nobody can lock a user out at another address. */
  readonly #byLogin: Backoff;
  readonly #byAccount: AttemptCounters;
  readonly #knownAddresses: AttemptCounters;

  constructor({ name, db }: SignInThrottleOptions) {
    this.#byClient = new Backoff({ name: `${name}-client`, db }, FREE_FAILURES_OF_CLIENT);
    this.#byLogin = new Backoff({ name: `${name}-login`, db }, FREE_FAILURES_OF_LOGIN);
    this.#byAccount = new AttemptCounters({ name: `${name}-account`, db });
    this.#knownAddresses = new AttemptCounters({ name: `${name}-known`, db });
  }

  /** Counts an attempt that is about to be checked, or says how long it must still wait. */
  async begin(login: string, address: string): Promise<AttemptPermit> {
    const [client, atClient] = [clientNetwork(address), loginKey(login, address)];
    const waitMs = (await this.#byLogin.begin(atClient)) || (await this.#beginClient(client, atClient));
    return { waitMs, delayMs: waitMs === 0 ? await this.#accountDelayMs(login, atClient) : 0 };
  }

  /** The attempt was right: clears the login at this address. The address keeps its earlier failures. */
  async succeeded(login: string, address: string): Promise<void> {
    const atClient = loginKey(login, address);
    await this.#byLogin.clear(atClient);
    await this.#knownAddresses.set(atClient, 1, KNOWN_ADDRESS_S);
    await this.notCounted(login, address);
  }

  /** The attempt was not checked, or was right: it does not count. */
  async notCounted(login: string, address: string): Promise<void> {
    await this.#byClient.takeBack(clientNetwork(address));
    await this.#byAccount.add(accountKey(login), -1, FORGET_AFTER_S);
  }

  /** How long this login must still wait at this address, ms; 0: it may try. */
  async waitMs(login: string, address: string): Promise<number> {
    const client = await this.#byClient.remainingMs(clientNetwork(address));
    return Math.max(client, await this.#byLogin.remainingMs(loginKey(login, address)));
  }

  async #beginClient(client: string, atClient: string): Promise<number> {
    const waitMs = await this.#byClient.begin(client);
    if (waitMs > 0) await this.#byLogin.takeBack(atClient);
    return waitMs;
  }

  async #accountDelayMs(login: string, atClient: string): Promise<number> {
    const { value } = await this.#byAccount.add(accountKey(login), 1, FORGET_AFTER_S);
    const counted = value - 1 - FREE_FAILURES_OF_ACCOUNT;
    if (counted <= 0 || (await this.#knownAddresses.get(atClient)) !== null) return 0;
    return Math.min(MAX_DELAY_OF_ACCOUNT_MS, FIRST_DELAY_S * 1000 * 2 ** (counted - 1));
  }
}

/** Counts attempts under a key; each one after the free ones closes the key for twice as long as the one before. */
class Backoff {
  readonly #attempts: AttemptCounters;
  /** How often the key was closed. Only the attempt that closed it writes it. */
  readonly #closings: AttemptCounters;
  /** Present while the key is closed. */
  readonly #closed: AttemptCounters;
  readonly #freeAttempts: number;

  constructor({ name, db }: SignInThrottleOptions, freeAttempts: number) {
    this.#attempts = new AttemptCounters({ name, db });
    this.#closings = new AttemptCounters({ name: `${name}-closings`, db });
    this.#closed = new AttemptCounters({ name: `${name}-closed`, db });
    this.#freeAttempts = freeAttempts;
  }

  /** Counts an attempt and returns 0, or returns what is left until the key opens, ms. */
  async begin(key: string): Promise<number> {
    const remainingMs = await this.remainingMs(key);
    if (remainingMs > 0) return remainingMs;
    const closings = (await this.#closings.get(key))?.value ?? 0;
    const { value } = await this.#attempts.add(key, 1, FORGET_AFTER_S);
    if (closings === 0 && value <= this.#freeAttempts) return 0;
    const closed = await this.#closed.add(key, 1, backoffSeconds(closings + 1));
    if (closed.value > 1) {
      // Of several at once, one closes the key and the others wait.
      await this.takeBack(key);
      return Math.max(1, closed.expiresInMs);
    }
    await this.#closings.set(key, closings + 1, FORGET_AFTER_S);
    return 0;
  }

  async takeBack(key: string): Promise<void> {
    await this.#attempts.add(key, -1, FORGET_AFTER_S);
  }

  async clear(key: string): Promise<void> {
    await this.#attempts.clear(key);
    await this.#closings.clear(key);
    await this.#closed.clear(key);
  }

  async remainingMs(key: string): Promise<number> {
    return (await this.#closed.get(key))?.expiresInMs ?? 0;
  }
}

function backoffSeconds(counted: number): number {
  return Math.min(MAX_DELAY_S, FIRST_DELAY_S * 2 ** (counted - 1));
}

function accountKey(login: string): string {
  return login.trim().toLowerCase().slice(0, MAX_LOGIN_CHARS);
}

function loginKey(login: string, address: string): string {
  return `${clientNetwork(address)} ${accountKey(login)}`;
}

/** Throws `sign-in-throttled` and sets `Retry-After` while the next attempt must still wait, ms. */
export function refuseWhileThrottled(waitMs: number, reply: FastifyReply): void {
  if (waitMs === 0) return;
  reply.header('retry-after', Math.ceil(waitMs / 1000));
  throw new AppError('sign-in-throttled');
}
