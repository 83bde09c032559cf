import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, opendir, rename, rmdir, unlink } from 'node:fs/promises';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** Group and others as the umask has it: whoever puts files here may read what comes back. */
const FOLDER_MODE = 0o770;

/** The bytes of a name: file systems have names that are no UTF-8. */
export type FileName = Buffer;

export interface FolderEntry {
  readonly name: FileName;
  readonly kind: 'file' | 'folder' | 'other';
}

/**
 * An open folder whose content others may change at any time, to harm us too. Each name is looked up in the folder that is open (as by
 * openat(2), here through /proc/self/fd), and symbolic links are never followed: whatever is renamed or linked meanwhile, nothing
 * outside is read, moved or deleted.
 */
export class OpenFolder implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The path itself is trusted: links in it are followed. Throws Node's errors. */
  static async open(path: string): Promise<OpenFolder> {
    return new OpenFolder(await open(path, O_RDONLY | O_DIRECTORY));
  }

  /** Throws ENOTDIR also for a symbolic link. */
  async folder(name: FileName): Promise<OpenFolder> {
    return new OpenFolder(await open(this.#at(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  }

  /** Opens folders in folders. */
  async folderAt(path: readonly FileName[], how: 'existing' | 'create' = 'existing'): Promise<OpenFolder> {
    let folder = new OpenFolder(await open(this.#path, O_RDONLY | O_DIRECTORY));
    for (const name of path) {
      await using parent = folder;
      if (how === 'create') await parent.makeFolder(name);
      folder = await parent.folder(name);
    }
    return folder;
  }

  /** Creates the folder unless there is one. */
  async makeFolder(name: FileName): Promise<void> {
    await mkdir(this.#at(name), { mode: FOLDER_MODE }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }

  /** For reading. A pipe is opened without waiting for its writer. Throws ELOOP for a symbolic link. */
  file(name: FileName): Promise<FileHandle> {
    return open(this.#at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  }

  /** Of the name itself, not of where a link leads. */
  stat(name: FileName): Promise<BigIntStats> {
    return lstat(this.#at(name), { bigint: true });
  }

  async has(name: FileName): Promise<boolean> {
    try {
      await this.stat(name);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** A name that is there in `to` is replaced. */
  move(name: FileName, to: OpenFolder, newName: FileName): Promise<void> {
    return rename(this.#at(name), to.#at(newName));
  }

  /** Creates the file; one that is there, or a link, is replaced. */
  async write(name: FileName, content: string): Promise<void> {
    await this.remove(name);
    await using handle = await open(this.#at(name), 'wx', FOLDER_MODE & 0o660);
    await handle.writeFile(content);
  }

  /** Missing: nothing happens. */
  async remove(name: FileName): Promise<void> {
    await unlink(this.#at(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** One that is not empty stays. */
  async removeEmptyFolder(name: FileName): Promise<void> {
    await rmdir(this.#at(name)).catch(() => {});
  }

  /** In no order, and read as needed: a folder may have very many. */
  async *entries(): AsyncGenerator<FolderEntry> {
    // The bytes of names; Node's types know of text only.
    const options = { encoding: 'buffer' } as unknown as { encoding: BufferEncoding };
    for await (const entry of await opendir(this.#path, options)) {
      const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
      yield { name: entry.name as unknown as FileName, kind };
    }
  }

  /** Which folder it is, also when it has another name. */
  async identity(): Promise<string> {
    const { dev, ino } = await this.#handle.stat({ bigint: true });
    return `${dev}:${ino}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close();
  }

  get #path(): string {
    return `/proc/self/fd/${this.#handle.fd}`;
  }

  #at(name: FileName): Buffer {
    if (name.length === 0 || name.includes('/') || name.equals(DOT) || name.equals(DOTS)) throw new Error('not a name');
    return Buffer.concat([Buffer.from(`${this.#path}/`), name]);
  }
}

const DOT = Buffer.from('.');
const DOTS = Buffer.from('..');
