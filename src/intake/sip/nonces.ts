import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';

/** How long a nonce is taken: a PBX answers a challenge at once, and may use the nonce again for its next calls. */
const NONCE_LIFE_MS = 5 * 60_000;
/** Nonces in use at once, of PBXs that have signed in. The oldest are not taken any more. */
const MAX_USED = 10_000;

const TIME_BYTES = 6;
const RANDOM_BYTES = 8;
const HEAD_BYTES = TIME_BYTES + RANDOM_BYTES;
const MAC_BYTES = 16;
/** Base64 of all three, without padding or unused bits. */
const NONCE = /^[\w-]{40}$/;

/**
 * Nonces of challenges (RFC 7616 §3.3). None is stored when it is made: it has its time and an HMAC of itself and of the address that it was
 * made for, so a forged source address gets none. Only of nonces by which somebody has signed in is the last count kept.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #secret = randomBytes(32);
  /** The highest nonce count by nonce, in the order of their first use. */
  readonly #used = new Map<string, { readonly madeAt: number; count: number }>();
  /** Nonces up to this time are forgotten and so not taken. */
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  make(address: string): string {
    const head = Buffer.concat([Buffer.alloc(TIME_BYTES), randomBytes(RANDOM_BYTES)]);
    head.writeUIntBE(Math.floor(this.#clock.monotonicMs()), 0, TIME_BYTES);
    return Buffer.concat([head, this.#mac(head, address)]).toString('base64url');
  }

  /** Whether it was made here for that address, however long ago. */
  isOurs(nonce: string, address: string): boolean {
    // No other spelling of the same bytes: it would have a count of its own.
    if (!NONCE.test(nonce)) return false;
    const bytes = Buffer.from(nonce, 'base64url');
    return timingSafeEqual(bytes.subarray(HEAD_BYTES), this.#mac(bytes.subarray(0, HEAD_BYTES), address));
  }

  /** Uses one of ours with a count; null: the client does not count. False: too old, or used with that count before. */
  use(nonce: string, count: number | null): boolean {
    const madeAt = Buffer.from(nonce, 'base64url').readUIntBE(0, TIME_BYTES);
    const oldest = this.#clock.monotonicMs() - NONCE_LIFE_MS;
    this.#forget(oldest);
    if (madeAt < oldest || madeAt <= this.#forgottenUntil) return false;
    const used = this.#used.get(nonce);
    if (used !== undefined && (count === null || count <= used.count)) return false;
    if (used !== undefined) used.count = count!;
    else this.#used.set(nonce, { madeAt, count: count ?? Number.MAX_SAFE_INTEGER });
    return true;
  }

  #forget(oldest: number): void {
    for (const [nonce, { madeAt }] of this.#used) {
      if (madeAt >= oldest && this.#used.size < MAX_USED) return;
      this.#used.delete(nonce);
      this.#forgottenUntil = Math.max(this.#forgottenUntil, madeAt);
    }
  }

  #mac(head: Buffer, address: string): Buffer {
    return createHmac('sha256', this.#secret).update(head).update(address).digest().subarray(0, MAC_BYTES);
  }
}
