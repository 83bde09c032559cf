import type { Clock } from '../../base/clock.ts';
import { clientNetwork } from '../../base/client-address.ts';

/** Wrong passwords that cost nothing: people mistype. */
const FREE_FAILURES = 3;
/** One failure is forgiven after each such time. */
const FORGIVEN_EACH_MS = 60_000;
/** The delay of the first attempt that is delayed; each further failure doubles it. */
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_OF_ADDRESS_MS = 15_000;
/** Small, because anybody can make a tenant's login fail: its owner must still get in. */
const LONGEST_DELAY_OF_LOGIN_MS = 5000;
/** An attempt that would wait longer is refused, so that waiting attempts do not pile up. */
const LONGEST_WAIT_MS = 30_000;

interface Failures {
  readonly count: number;
  /** Monotonic ms at which `count` was right. */
  readonly atMs: number;
}

/**
 * Slows down guessing of passwords, over all connections together. Failures are counted by address and by
 * login. Attempts from one address wait one after the other; those on one login each wait alone, otherwise
 * a stranger could keep its owner out. A wait comes before the password is looked at, so that how long an
 * answer takes tells nothing.
 */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #remembered: number;
  readonly #byAddress = new Map<string, Failures>();
  readonly #byLogin = new Map<string, Failures>();
  /** Monotonic ms at which the next attempt from an address may be looked at. */
  readonly #nextTurn = new Map<string, number>();

  constructor({ clock, remembered }: { clock: Clock; remembered: number }) {
    this.#clock = clock;
    this.#remembered = remembered;
  }

  /** How long, in ms, the next attempt must wait for its turn; null: too long, refuse it. */
  takeTurn(address: string, login: string): number | null {
    const client = clientNetwork(address);
    const now = this.#clock.monotonicMs();
    const delay = delayMs(this.#failures(this.#byAddress, client), LONGEST_DELAY_OF_ADDRESS_MS);
    const turn = Math.max(now, this.#nextTurn.get(client) ?? 0) + delay;
    if (turn - now > LONGEST_WAIT_MS) return null;
    if (turn > now) this.#remember(this.#nextTurn, client, turn);
    return Math.max(turn - now, delayMs(this.#failures(this.#byLogin, login), LONGEST_DELAY_OF_LOGIN_MS));
  }

  noteFailure(address: string, login: string): void {
    const client = clientNetwork(address);
    const atMs = this.#clock.monotonicMs();
    this.#remember(this.#byAddress, client, { count: this.#failures(this.#byAddress, client) + 1, atMs });
    this.#remember(this.#byLogin, login, { count: this.#failures(this.#byLogin, login) + 1, atMs });
  }

  #failures(all: ReadonlyMap<string, Failures>, key: string): number {
    const failures = all.get(key);
    if (failures === undefined) return 0;
    return Math.max(0, failures.count - (this.#clock.monotonicMs() - failures.atMs) / FORGIVEN_EACH_MS);
  }

  /** The newest stand last; the first one gives way when there are too many. */
  #remember<Value>(all: Map<string, Value>, key: string, value: Value): void {
    all.delete(key);
    all.set(key, value);
    if (all.size > this.#remembered) all.delete(all.keys().next().value!);
  }
}

function delayMs(failures: number, longestMs: number): number {
  const delayed = Math.ceil(failures) - FREE_FAILURES;
  return delayed <= 0 ? 0 : Math.min(longestMs, FIRST_DELAY_MS * 2 ** (delayed - 1));
}
