import { fail, ok, type Result } from '../../base/result.ts';

/** AES-256. Also the length of an Ed25519 seed (RFC 8032 §5.1.5). */
export const KEY_BYTES = 32;

/**
 * Stores keys apart from the data they encrypt. A key is random and never changes; once deleted it cannot be restored.
 * Do not keep a key in memory beyond the work at hand: another process may delete it at any time.
 */
export interface KeyStore {
  /**
   * The key with this id, created if there is none; on disk when this resolves. All processes that ask for it at the same
   * time get the same key.
   */
  getOrCreate(id: KeyId): Promise<Buffer>;
  /** Null if there is no such key. */
  get(id: KeyId): Promise<Buffer | null>;
  /** Deletes a key permanently; done on disk when this resolves. It is no error if there is none. */
  delete(id: KeyId): Promise<void>;
  /** The ids of all keys, unordered. A key created or deleted meanwhile may be listed or not. */
  list(): AsyncIterable<KeyId>;
}

declare const brand: unique symbol;
/** A name in the key store: `GROUP/NAME`, checked by `readKeyId`. */
export type KeyId = string & { readonly [brand]: 'key-id' };

/** Ours have less than 60 characters. A file name may have 255 bytes. */
const MAX_ID_LENGTH = 200;
/** Each part begins with a letter or digit, so none is `.`, `..` or a hidden (temporary) file. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Checks a key id. Rejects everything that could name a file outside the store's folder or a hidden one. */
export function readKeyId(text: string): Result<KeyId> {
  if (text.length > MAX_ID_LENGTH) return fail('too long');
  if (!ID.test(text)) return fail('not a group and a name');
  return ok(text as KeyId);
}
