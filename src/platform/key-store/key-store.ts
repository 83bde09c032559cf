import type { KeyId } from './key-id.ts';

/** AES-256; also the length of an Ed25519 seed (RFC 8032 §5.1.5). */
export const KEY_BYTES = 32;

/**
 * Where keys are kept, apart from what they open. A key is random and never changes; deleted, it is gone for good.
 * Nothing keeps a key in memory beyond the work at hand: another process may delete it at any time.
 */
export interface KeyStore {
  /**
   * The key of this id, made where there is none; durable when this resolves. All who ask for it at once, in
   * whatever process, get the same.
   */
  getOrCreate(id: KeyId): Promise<Buffer>;
  /** Null where there is no such key. */
  get(id: KeyId): Promise<Buffer | null>;
  /** Removes a key for good; durable when this resolves. A key that is not there is no error. */
  delete(id: KeyId): Promise<void>;
  /** The ids of all keys, in no order; one made or deleted meanwhile may be among them or not. */
  list(): AsyncIterable<KeyId>;
}
