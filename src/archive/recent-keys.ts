import type { Clock } from '../base/clock.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';

/** Longer than between two small files of a client; short, because a key that is deleted is to be gone. */
const KEPT_MS = 1000;
/** More than the days of which recordings are fetched within a second. */
const MAX_KEYS = 1000;

/**
 * Reads a key once for all recordings of a day that are read one after the other: reading it takes as long as reading the recording.
 * A key is kept for a second after it was read, and whoever asks for it has looked up just before that the recording is still there.
 */
export class RecentKeys implements Pick<KeyStore, 'get'> {
  readonly #store: Pick<KeyStore, 'get'>;
  readonly #clock: Clock;
  readonly #keys = new Map<KeyId, Buffer>();

  constructor(store: Pick<KeyStore, 'get'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const recent = this.#keys.get(id);
    if (recent !== undefined) return recent;
    const key = await this.#store.get(id);
    if (key !== null && !this.#keys.has(id) && this.#keys.size < MAX_KEYS) {
      this.#keys.set(id, key);
      this.#clock.after(KEPT_MS, () => this.#keys.delete(id));
    }
    return key;
  }
}
