import { clientNetwork } from '../../base/client-address.ts';
import type { Clock } from '../../base/clock.ts';
import { FailureThrottle } from '../../base/throttle.ts';

const LIMITS = { freeFailures: 3, firstDelayMs: 500, forget: { what: 'one', afterMs: 60_000 } } as const;
const MAX_DELAY_OF_ADDRESS_MS = 15_000;
/** Small, because anybody can make a tenant's login fail: its owner must still get in. */
const MAX_DELAY_OF_LOGIN_MS = 5000;
/** An attempt that would wait longer is refused, so that waiting attempts do not pile up. */
const MAX_WAIT_MS = 30_000;

/**
 * Slows down guessing of passwords, over all connections together. Failures are counted by address and by login.
 * Attempts from one address wait one after the other; those on one login each wait alone, otherwise a third party could
 * keep its owner out. The wait comes before the password is checked, so that the time an answer takes reveals nothing.
 */
export class LoginThrottle {
  readonly #byAddress: FailureThrottle;
  readonly #byLogin: FailureThrottle;

  constructor({ clock, remembered: maxKeys }: { clock: Clock; remembered: number }) {
    this.#byAddress = new FailureThrottle({ ...LIMITS, clock, maxKeys, maxDelayMs: MAX_DELAY_OF_ADDRESS_MS });
    this.#byLogin = new FailureThrottle({ ...LIMITS, clock, maxKeys, maxDelayMs: MAX_DELAY_OF_LOGIN_MS });
  }

  /** How long the next attempt must wait, ms; null: for too long, refuse it. */
  enqueue(address: string, login: string): number | null {
    const waitMs = this.#byAddress.enqueue(clientNetwork(address), MAX_WAIT_MS);
    return waitMs === null ? null : Math.max(waitMs, this.#byLogin.delayMs(login));
  }

  recordFailure(address: string, login: string): void {
    this.#byAddress.recordFailure(clientNetwork(address));
    this.#byLogin.recordFailure(login);
  }
}
