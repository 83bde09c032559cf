import type { FastifyReply } from 'fastify';
import { clientNetwork } from '../base/client-address.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { FailureThrottle } from '../base/throttle.ts';

const LIMITS = {
  firstDelayMs: 1000,
  maxDelayMs: 15 * 60 * 1000,
  forget: { what: 'all', afterMs: 60 * 60 * 1000 },
  /** Of each kind; together about 3 MB. */
  maxKeys: 10_000,
} as const;
/** From one address whatever the login: an office has many people behind one address. */
const FREE_FAILURES_OF_CLIENT = 20;
const FREE_FAILURES_OF_LOGIN = 3;
const MAX_LOGIN_CHARS = 128;

/**
 * Slows down guessing of passwords and keys: after a few failures a login must wait at the client that failed, and after
 * more failures the client must wait whatever the login. A client is an IPv4 address or the /64 of an IPv6 one.
 */
export class SignInThrottle {
  readonly #byClient: FailureThrottle;
  /** By the client and the login together: nobody can lock a user out at another address. */
  readonly #byLogin: FailureThrottle;

  constructor(clock: Clock) {
    this.#byClient = new FailureThrottle({ ...LIMITS, clock, freeFailures: FREE_FAILURES_OF_CLIENT });
    this.#byLogin = new FailureThrottle({ ...LIMITS, clock, freeFailures: FREE_FAILURES_OF_LOGIN });
  }

  /** How long this login must still wait at this address, ms; 0: it may try. */
  waitMs(login: string, address: string): number {
    return Math.max(
      this.#byClient.remainingMs(clientNetwork(address)),
      this.#byLogin.remainingMs(loginKey(login, address)),
    );
  }

  failed(login: string, address: string): void {
    this.#byClient.recordFailure(clientNetwork(address));
    this.#byLogin.recordFailure(loginKey(login, address));
  }

  /** The right password clears the login at this address; the address keeps its count. */
  succeeded(login: string, address: string): void {
    this.#byLogin.clear(loginKey(login, address));
  }
}

function loginKey(login: string, address: string): string {
  return `${clientNetwork(address)} ${login.trim().toLowerCase().slice(0, MAX_LOGIN_CHARS)}`;
}

/** Throws `sign-in-throttled` and sets `Retry-After` while the next attempt must still wait, ms. */
export function refuseWhileThrottled(waitMs: number, reply: FastifyReply): void {
  if (waitMs === 0) return;
  reply.header('retry-after', Math.ceil(waitMs / 1000));
  throw new AppError('sign-in-throttled');
}
