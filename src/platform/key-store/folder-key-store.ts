import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, nullIfMissing, syncFolder } from '../durable-folder.ts';
import { KEY_BYTES, type KeyId, type KeyStore, readKeyId } from './key-store.ts';

const FILE_MODE = 0o600;

/** Stores each key as a file `GROUP/NAME` of 32 bytes in `folder`. Several processes may use the same folder. */
export class FolderKeyStore implements KeyStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const path = this.#path(id);
    const key = (await readKey(path)) ?? (await this.#create(path));
    // Even if another process created it: data encrypted with it may be on disk before that process has synced its name.
    await syncFolder(dirname(path));
    await syncFolder(this.#folder);
    return key;
  }

  get(id: KeyId): Promise<Buffer | null> {
    return readKey(this.#path(id));
  }

  async delete(id: KeyId): Promise<void> {
    const path = this.#path(id);
    await overwrite(path).catch(nullIfMissing);
    await rm(path, { force: true });
    // Even if it is already removed: the process that removed it may have ended before the sync.
    await syncFolder(dirname(path)).catch(nullIfMissing);
  }

  async *list(): AsyncGenerator<KeyId> {
    for (const group of await namesIn(this.#folder)) {
      for (const name of await namesIn(join(this.#folder, group))) {
        const id = readKeyId(`${group}/${name}`);
        if (id.ok) yield id.value;
      }
    }
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

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nullIfMissing)) ?? [];
}
