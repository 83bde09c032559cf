import { createHmac, randomBytes } from 'node:crypto';
import { clientNetwork } from '../../base/client-address.ts';
import type { Clock } from '../../base/clock.ts';
import { isPassword } from '../../tenants/index.ts';

/** Each takes 20 ms of a core and 19 MB, on one of libuv's four threads, which files and DNS need, too. */
const AT_ONCE = 2;
/** Waiting for their turn: four seconds of work. What cannot be checked soon is refused. */
const MAX_WAITING = 200;
/** From addresses where the login has not succeeded before; they let the others go first. */
const MAX_WAITING_UNTRUSTED = 100;
/** Since its last use; a program that connects every few minutes is checked once. */
const REMEMBERED_MS = 15 * 60_000;
/** Of each kind; an entry takes about 300 bytes. */
const MAX_REMEMBERED = 10_000;
const KEY_BYTES = 32;

/** A login and password, and where they come from. */
export interface PasswordAttempt {
  readonly login: string;
  readonly password: string;
  readonly address: string;
  /** The stored hash; null: there is none, the check takes as long. */
  readonly hash: string | null;
}

interface Remembered {
  readonly hash: string | null;
  usedAt: number;
}

interface Waiting {
  readonly trusted: boolean;
  readonly begin: () => void;
}

/**
 * Checks passwords, few at once, and remembers for minutes, by network, which were right and which were wrong: from elsewhere, guesses are
 * not compared with what is remembered, faster than their throttle allows. It remembers keyed hashes
 * under a key of this process, each with the stored hash that it was compared with: a changed password is never taken
 * for the old one.
 */
export class PasswordChecks {
  readonly #clock: Clock;
  readonly #isPassword: typeof isPassword;
  readonly #key = randomBytes(KEY_BYTES);
  readonly #right = new Map<string, Remembered>();
  readonly #wrong = new Map<string, Remembered>();
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor({ clock, verify = isPassword }: { readonly clock: Clock; readonly verify?: typeof isPassword }) {
    this.#clock = clock;
    this.#isPassword = verify;
  }

  /** The same for the same attempt from the same network. */
  nameOf({ login, password, address, hash }: PasswordAttempt): string {
    return this.#digest([clientNetwork(address), login, password, hash ?? '']);
  }

  /** What is known without a check. */
  remembered(attempt: PasswordAttempt): 'right' | 'wrong' | 'unchecked' {
    const name = this.nameOf(attempt);
    if (this.#recall(this.#right, name, attempt.hash)) return 'right';
    return this.#recall(this.#wrong, name, attempt.hash) ? 'wrong' : 'unchecked';
  }

  /** Whether the password is right; null: too many wait. */
  async check(attempt: PasswordAttempt, { trusted }: { readonly trusted: boolean }): Promise<boolean | null> {
    if (!(await this.#turn(trusted))) return null;
    try {
      const right = await this.#isPassword(attempt.password, attempt.hash);
      this.#remember(right ? this.#right : this.#wrong, this.nameOf(attempt), attempt.hash);
      return right;
    } finally {
      this.#running--;
      this.#next();
    }
  }

  async #turn(trusted: boolean): Promise<boolean> {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return true;
    }
    const untrusted = this.#waiting.filter((waiting) => !waiting.trusted).length;
    if (this.#waiting.length >= MAX_WAITING || (!trusted && untrusted >= MAX_WAITING_UNTRUSTED)) return false;
    await new Promise<void>((begin) => this.#waiting.push({ trusted, begin }));
    return true;
  }

  #next(): void {
    const trusted = this.#waiting.findIndex((waiting) => waiting.trusted);
    const [next] = this.#waiting.splice(Math.max(0, trusted), 1);
    if (next === undefined) return;
    this.#running++;
    next.begin();
  }

  /** No part has a NUL, and the hash has none either. */
  #digest(parts: readonly string[]): string {
    return createHmac('sha256', this.#key).update(parts.join('\0')).digest('base64');
  }

  #recall(among: Map<string, Remembered>, name: string, hash: string | null): boolean {
    const found = among.get(name);
    if (found === undefined) return false;
    among.delete(name);
    const now = this.#clock.monotonicMs();
    if (found.hash !== hash || now - found.usedAt > REMEMBERED_MS) return false;
    found.usedAt = now;
    // The one used last is at the end.
    among.set(name, found);
    return true;
  }

  #remember(among: Map<string, Remembered>, name: string, hash: string | null): void {
    among.set(name, { hash, usedAt: this.#clock.monotonicMs() });
    if (among.size > MAX_REMEMBERED) among.delete(among.keys().next().value!);
  }
}
