import type { KeyId, KeyStore } from '../key-store.ts';
import type { StoreIdentity } from '../store-identity.ts';
import type { TransitClient } from './transit-client.ts';
import { TransitEngine } from './transit-engine.ts';
import { TransitError } from './transit-error.ts';
import { keyOfName, nameOfKey } from './transit-names.ts';

/**
 * Keys of a transit engine, one for each id, from which ours are derived: docs/adr/0016. They never leave the service and its
 * backups; what is derived is in memory only.
 */
export class TransitKeyStore implements KeyStore {
  readonly #client: TransitClient;
  readonly #engine: TransitEngine;
  readonly #identity: StoreIdentity;

  /** `identity`: asked before a key is made or deleted, and before one is called missing. */
  constructor(client: TransitClient, identity: StoreIdentity = { check: async () => {} }) {
    this.#client = client;
    this.#engine = new TransitEngine(client);
    this.#identity = identity;
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const name = nameOfKey(id);
    const known = await this.get(id);
    if (known !== null) return known;
    await this.#engine.create(name);
    return this.#client.retried(async () => {
      const made = await this.#engine.derive(name);
      // A node that answers readings may be a moment behind.
      if (made === null) throw new TransitError(`the key ${name} was made and is not there`, { mayPass: true });
      return made;
    });
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const key = await this.#engine.derive(nameOfKey(id));
    if (key === null) await this.#identity.check();
    return key;
  }

  async delete(id: KeyId): Promise<void> {
    await this.#identity.check();
    await this.#engine.delete(nameOfKey(id));
  }

  async *list(group?: string): AsyncGenerator<KeyId> {
    await this.#identity.check();
    for (const name of await this.#engine.names()) {
      const id = keyOfName(name);
      if (id !== null && (group === undefined || id.startsWith(`${group}/`))) yield id;
    }
  }
}
