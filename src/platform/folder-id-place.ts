import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '../base/ids.ts';
import { makeFolder, nullIfMissing, syncFolder } from './durable-folder.ts';
import type { IdPlace } from './store-identity.ts';

/** In the folder. No object or key has a name that begins with a dot. */
const ID_NAME = '.store-id';
const FILE_MODE = 0o600;

/** The id of a store in a folder, as a file. */
export class FolderIdPlace implements IdPlace {
  readonly kind = 'folder';
  readonly name: string;
  readonly mount = 'mount its disk';
  readonly #path: string;

  constructor(folder: string) {
    this.name = folder;
    this.#path = join(folder, ID_NAME);
  }

  async read(): Promise<string | null> {
    const id = await readFile(this.#path, 'utf8').catch(nullIfMissing);
    return id !== null && isId(id) ? id : null;
  }

  async write(id: string): Promise<string> {
    await makeFolder(this.name);
    const temporary = `${this.#path}.${randomUUID()}`;
    if ((await this.read()) === null) await rm(this.#path, { force: true });
    try {
      await writeFile(temporary, id, { mode: FILE_MODE, flush: true });
      // Complete or not at all: another process may read it at the same time.
      await link(temporary, this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(this.name);
    return (await this.read())!;
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
    await syncFolder(this.name).catch(nullIfMissing);
  }

  async retire(): Promise<void> {
    await this.clear();
    await removeEmptyFolders(this.name);
  }

  async isEmpty(): Promise<boolean> {
    const names = (await readdir(this.name).catch(nullIfMissing)) ?? [];
    // Ext4 creates `lost+found`.
    return names.every((name) => name.startsWith('.') || name === 'lost+found');
  }
}

/** Those below a folder. */
async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const path = join(folder, entry.name);
    await removeEmptyFolders(path);
    await rmdir(path).catch(() => {});
  }
}
