import type { Clock } from '../base/clock.ts';
import type { KeyId, KeyStore } from './key-store.ts';

/**
 * How long a key that another process deletes meanwhile may still be used. Longer than between two small files of a client; short,
 * because a key that is deleted is to be gone.
 */
const KEPT_MS = 1000;
/** More than the days of which recordings are fetched within a second. */
const MAX_KEYS = 1000;

/**
 * Reads a key once for all that is read by it within a second: reading it takes as long as reading the recording, and a service of keys is
 * asked by all processes. Who asks for the key of a recording has looked up just before that the recording is still there. That there
 * is no key, or that the store cannot be asked, is asked again each time.
 */
export class RecentKeys implements Pick<KeyStore, 'get'> {
  readonly #store: Pick<KeyStore, 'get'>;
  readonly #clock: Clock;
  readonly #keys = new Map<KeyId, Promise<Buffer | null>>();

  constructor(store: Pick<KeyStore, 'get'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const key = await (this.#keys.get(id) ?? this.#ask(id));
    return key === null ? null : Buffer.from(key);
  }

  forget(id: KeyId): void {
    this.#keys.delete(id);
  }

  #ask(id: KeyId): Promise<Buffer | null> {
    const asked = this.#store.get(id);
    if (this.#keys.size >= MAX_KEYS) return asked;
    this.#keys.set(id, asked);
    const forget = (): void => {
      if (this.#keys.get(id) === asked) this.#keys.delete(id);
    };
    asked.then((key) => void (key === null ? forget() : this.#clock.after(KEPT_MS, forget)), forget);
    return asked;
  }
}
