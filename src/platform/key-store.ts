import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { link, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { makeFolder, nullIfMissing, syncFolder } from './durable-folder.ts';
import type { StoreIdentity } from './store-identity.ts';

/** AES-256. Also the length of an Ed25519 seed (RFC 8032 §5.1.5). */
export const KEY_BYTES = 32;

/**
 * Stores keys apart from the data they encrypt. A key is random and never changes; once deleted it cannot be restored.
 * Do not keep a key in memory beyond the work at hand (`RecentKeys`: a second): another process may delete it at any time.
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
  /** The ids of all keys, or of those of a group, unordered. A key created or deleted meanwhile may be listed or not. */
  list(group?: string): AsyncIterable<KeyId>;
}

declare const brand: unique symbol;
/** A name in the key store: `GROUP/NAME`, checked by `readKeyId`. */
export type KeyId = string & { readonly [brand]: 'key-id' };

/** Ours have less than 60 characters. A file name may have 255 bytes. */
const MAX_ID_LENGTH = 200;
/** Each part begins with an alphanumeric character, so none is `.`, `..` or a hidden (temporary) file. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Checks a key id. Rejects everything that could name a file outside the store's folder or a hidden one. */
export function readKeyId(text: string): Result<KeyId> {
  if (text.length > MAX_ID_LENGTH) return fail('too long');
  if (!ID.test(text)) return fail('not a group and a name');
  return ok(text as KeyId);
}

const FILE_MODE = 0o600;

/**
 * Stores each key as a file `GROUP/NAME` of 32 bytes (mode 0600) in `folder`. Several processes may use the same folder. A
 * key is created by linking a synced file to its name, and overwritten before it is removed.
 */
export class FolderKeyStore implements KeyStore {
  readonly #folder: string;
  readonly #identity: StoreIdentity;

  /**
   * `identity`: asked before and after anything is written or deleted, and before a key is called missing: a disk that was
   * unmounted meanwhile has neither got nor lost it.
   */
  constructor(folder: string, identity: StoreIdentity = { check: async () => {} }) {
    this.#folder = folder;
    this.#identity = identity;
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const path = this.#path(id);
    const known = await this.get(id);
    const key = known ?? (await this.#create(path));
    // Even if another process created it: data encrypted with it may be on disk before that process has synced its name.
    await syncFolder(dirname(path));
    await syncFolder(this.#folder);
    if (known === null) await this.#identity.check();
    return key;
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const key = await readKey(this.#path(id));
    if (key === null) await this.#identity.check();
    return key;
  }

  async delete(id: KeyId): Promise<void> {
    await this.#identity.check();
    const path = this.#path(id);
    await overwrite(path).catch(nullIfMissing);
    await rm(path, { force: true });
    // Even if it is already removed: the process that removed it may have ended before the sync.
    await syncFolder(dirname(path)).catch(nullIfMissing);
    await this.#identity.check();
  }

  async *list(group?: string): AsyncGenerator<KeyId> {
    await this.#identity.check();
    for (const folder of group === undefined ? await this.#groups() : [group]) {
      for (const { name } of await entriesIn(join(this.#folder, folder))) {
        const id = readKeyId(`${folder}/${name}`);
        if (id.ok) yield id.value;
      }
    }
  }

  /** Without the store's id, and the `lost+found` of a disk, which only root may read. */
  async #groups(): Promise<string[]> {
    const entries = await entriesIn(this.#folder);
    return entries
      .filter((entry) => entry.isDirectory() && readKeyId(`${entry.name}/key`).ok)
      .map((entry) => entry.name);
  }

  /** The first process that links a file to the name has created the key; the others use that one. */
  async #create(path: string): Promise<Buffer> {
    await makeFolder(dirname(path));
    const key = randomBytes(KEY_BYTES);
    const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}`);
    try {
      await writeKey(temporary, key);
      await link(temporary, path);
      return key;
    } catch (error) {
      const existing = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : null;
      if (existing === null) throw error;
      return existing;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #path(id: KeyId): string {
    return join(this.#folder, id);
  }
}

async function readKey(path: string): Promise<Buffer | null> {
  const key = await readFile(path).catch(nullIfMissing);
  if (key !== null && key.length !== KEY_BYTES) {
    throw new Error(
      `key store: ${path} is damaged, it has ${key.length} bytes instead of ${KEY_BYTES}; restore the file`,
    );
  }
  return key;
}

async function writeKey(path: string, key: Buffer): Promise<void> {
  await using file = await open(path, 'wx', FILE_MODE);
  await file.write(key);
  await file.sync();
}

/**
 * Removing a file leaves its bytes on the disk until they are overwritten, and a crash in the middle of `#create` leaves a
 * second name for them. They are replaced by random bytes: after a crash between this and the removal, the file is a valid
 * new key.
 */
async function overwrite(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(randomBytes(KEY_BYTES), 0, KEY_BYTES, 0);
  await file.sync();
}

async function entriesIn(folder: string): Promise<Dirent[]> {
  return (await readdir(folder, { withFileTypes: true }).catch(nullIfMissing)) ?? [];
}
