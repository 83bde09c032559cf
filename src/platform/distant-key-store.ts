import type { Clock } from '../base/clock.ts';
import type { KeyId, KeyStore } from './key-store.ts';
import { RecentKeys } from './recent-keys.ts';

/** Of keys that are never deleted, and that each SIP message or call record is sealed by. */
const LASTING_GROUPS: ReadonlySet<string> = new Set(['sealing', 'sources']);

/**
 * A key store that is asked over the network: of all that needs a key within a second, one request. The key that wraps a new recording is
 * asked for each time, since it must not have been deleted (`archive/wrapping-keys.ts`).
 */
export class DistantKeyStore implements KeyStore {
  readonly #store: KeyStore;
  readonly #recent: RecentKeys;

  constructor(store: KeyStore, clock: Clock) {
    this.#store = store;
    this.#recent = new RecentKeys(store, clock);
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const isLasting = LASTING_GROUPS.has(id.split('/', 1)[0]!);
    return (isLasting ? await this.#recent.get(id) : null) ?? this.#store.getOrCreate(id);
  }

  get(id: KeyId): Promise<Buffer | null> {
    return this.#recent.get(id);
  }

  async delete(id: KeyId): Promise<void> {
    try {
      await this.#store.delete(id);
    } finally {
      this.#recent.forget(id);
    }
  }

  list(group?: string): AsyncIterable<KeyId> {
    return this.#store.list(group);
  }
}
