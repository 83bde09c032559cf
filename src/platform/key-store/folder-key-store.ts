import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, nullIfMissing, syncFolder } from '../durable-folder.ts';
import { type KeyId, readKeyId } from './key-id.ts';
import { KEY_BYTES, type KeyStore } from './key-store.ts';

const FILE_MODE = 0o600;

/** Keeps each key as a file `GROUP/NAME` of 32 bytes below `folder`. Several processes may use a folder. */
export function createFolderKeyStore(folder: string): KeyStore {
  return new FolderKeyStore(folder);
}

class FolderKeyStore implements KeyStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    const path = this.#path(id);
    const key = (await readKey(path)) ?? (await this.#create(path));
    // Also where another process made it: what is wrapped with it may be on disk before that one has synced its name.
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
    // Also where it is gone already: whoever removed it may have died before this.
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

  /** Whoever links a file to the name first has made the key; the others take that one. */
  async #create(path: string): Promise<Buffer> {
    await makeFolder(dirname(path));
    const key = randomBytes(KEY_BYTES);
    const incoming = join(dirname(path), `.${randomBytes(8).toString('hex')}`);
    try {
      await writeKey(incoming, key);
      await link(incoming, path);
      return key;
    } catch (error) {
      const made = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : null;
      if (made === null) throw error;
      return made;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  #path(id: KeyId): string {
    return join(this.#folder, id);
  }
}

async function readKey(path: string): Promise<Buffer | null> {
  const key = await readFile(path).catch(nullIfMissing);
  if (key !== null && key.length !== KEY_BYTES) throw new Error(`the key store holds ${key.length} bytes for a key`);
  return key;
}

async function writeKey(path: string, key: Buffer): Promise<void> {
  await using file = await open(path, 'wx', FILE_MODE);
  await file.write(key);
  await file.sync();
}

/**
 * A name that is removed leaves its bytes on the disk until something else is written there, and a crash in the middle
 * of `#create` leaves a second name. With random bytes in their place a crash between here and the removal leaves a
 * key that is as good as a new one.
 */
async function overwrite(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(randomBytes(KEY_BYTES), 0, KEY_BYTES, 0);
  await file.sync();
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nullIfMissing)) ?? [];
}
