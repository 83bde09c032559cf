import { randomBytes } from 'node:crypto';
import { KEY_BYTES, type KeyId, type KeyStore } from '../../src/platform/key-store.ts';

/** The destruction log of a database stays when a test ends, and is signed by one key. */
const signingKeys = new WeakMap<object, Buffer>();

/** Keys in memory, with the key of the database's destruction log. */
export function keyStoreOf(db: object): MemoryKeyStore {
  const store = new MemoryKeyStore();
  const key = signingKeys.get(db) ?? randomBytes(KEY_BYTES);
  signingKeys.set(db, key);
  store.keys.set('signing/destruction' as KeyId, key);
  return store;
}

/** Keys in memory. */
export class MemoryKeyStore implements KeyStore {
  readonly keys = new Map<KeyId, Buffer>();

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const key = this.keys.get(id) ?? randomBytes(KEY_BYTES);
    this.keys.set(id, key);
    return Buffer.from(key);
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const key = this.keys.get(id);
    return key === undefined ? null : Buffer.from(key);
  }

  async delete(id: KeyId): Promise<void> {
    this.keys.delete(id);
  }

  async *list(group?: string): AsyncGenerator<KeyId> {
    yield* [...this.keys.keys()].filter((id) => group === undefined || id.startsWith(`${group}/`));
  }
}
