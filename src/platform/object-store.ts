import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../base/errors.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { makeFolder, nullIfMissing, syncFolder } from './durable-folder.ts';
import { ObjectFile } from './object-file.ts';
import type { StoreIdentity } from './store-identity.ts';

/** Stores the bytes of recordings. An object is complete or missing, and is never changed in place. */
export interface ObjectStore {
  /**
   * Stores the content of a local file, by its path, or bytes; on disk when this resolves. Replaces an existing object with this key.
   * File and bytes still belong to the caller, who changes neither until this has settled. One `put` of a key at a time.
   */
  put(key: ObjectKey, content: string | Uint8Array, options?: PutOptions): Promise<void>;
  /**
   * Opens an object, or a part of it, for reading; the caller closes it. Fails with `not-found`. A range after the last byte
   * is empty.
   */
  open(key: ObjectKey, range?: ByteRange): Promise<OpenObject>;
  /** Information about an object; null if there is none. */
  stat(key: ObjectKey): Promise<ObjectStat | null>;
  /** Deletes an object permanently; done on disk when this resolves. It is no error if there is none. */
  delete(key: ObjectKey): Promise<void>;
  /**
   * The keys that begin with `prefix` (empty: all), in no order. An object stored or deleted meanwhile may be listed or not.
   * Fails rather than leave out what it cannot look at.
   */
  list(prefix: string): AsyncIterable<ObjectKey>;
}

export interface PutOptions {
  /** The file is never written again, only removed: a store on its file system gives it another name instead of copying it. */
  readonly final?: boolean;
}

/** An object that is open for reading, from the beginning of its range on. */
export interface OpenObject {
  /**
   * Fills the memory with the next bytes and returns how many they are: fewer only at the end. One call at a time; the memory is
   * the caller's again when it has settled. Fails with `not-found` if the object has been deleted or replaced since it was opened.
   */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** A part of an object, in bytes from its beginning. */
export interface ByteRange {
  readonly start: number;
  /** One past the last byte. If absent, or after the object's end: up to the end. */
  readonly end?: number;
}

export interface ObjectStat {
  readonly sizeBytes: number;
}

declare const brand: unique symbol;
/** A name in the object store: segments separated by `/`, checked by `readObjectKey`. */
export type ObjectKey = string & { readonly [brand]: 'object-key' };

/** Keys of mirrored spools begin with it, those of recordings with their tenant's id. */
export const MIRROR_PREFIX = 'spool/';

/** S3 allows 1024 bytes; ours are far shorter. */
const MAX_KEY_LENGTH = 512;
/** Begins with an alphanumeric character, so that no segment is `.`, `..` or a hidden (temporary) file. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Checks an object key. Rejects everything that could name a file outside the store's folder or a hidden one. */
export function readObjectKey(text: string): Result<ObjectKey> {
  if (text.length > MAX_KEY_LENGTH) return fail('too long');
  if (!text.split('/').every((segment) => SEGMENT.test(segment))) return fail('not made of plain segments');
  return ok(text as ObjectKey);
}

/** In the store's folder. No key begins with a dot, so none can name it. */
const TEMPORARY = '.incoming';
const FILE_MODE = 0o600;

/**
 * Stores objects as files in `folder`, with the key as the path. A file is renamed to its key when all its bytes are on
 * disk, so a crash leaves an object complete or missing. Several processes may use the same folder.
 */
export class FolderObjectStore implements ObjectStore {
  readonly #folder: string;
  readonly #identity: StoreIdentity;

  /**
   * `identity`: asked before and after anything is written or deleted, and before an object is called missing: a disk that was
   * unmounted meanwhile has neither got nor lost it.
   */
  constructor(folder: string, identity: StoreIdentity = { check: async () => {} }) {
    this.#folder = folder;
    this.#identity = identity;
  }

  async put(key: ObjectKey, content: string | Uint8Array, { final = false }: PutOptions = {}): Promise<void> {
    await this.#identity.check();
    const incoming = await this.#incomingFile(key);
    try {
      if (typeof content !== 'string') await writeSynced(incoming, content);
      else if (!final || !(await linkSynced(content, incoming))) await copySynced(content, incoming);
      await this.#publish(incoming, this.#path(key));
      // Put twice under one key, a linked file keeps both names.
      if (final) await rm(incoming, { force: true });
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    await this.#identity.check();
  }

  async open(key: ObjectKey, range: ByteRange = { start: 0 }): Promise<OpenObject> {
    const handle = await open(this.#path(key), 'r').catch(nullIfMissing);
    return handle === null ? this.#missing() : new ObjectFile(handle, range, () => this.#missing());
  }

  async stat(key: ObjectKey): Promise<ObjectStat | null> {
    const known = await stat(this.#path(key)).catch(nullIfMissing);
    if (known === null) await this.#identity.check();
    return known?.isFile() ? { sizeBytes: known.size } : null;
  }

  async delete(key: ObjectKey): Promise<void> {
    await this.#identity.check();
    const path = this.#path(key);
    // Of a process that was killed while it put the object.
    await rm(this.#incomingPath(key), { force: true });
    await rm(path).catch(nullIfMissing);
    await syncFolder(dirname(path)).catch(nullIfMissing);
    await this.#identity.check();
  }

  async *list(prefix: string): AsyncGenerator<ObjectKey> {
    await this.#identity.check();
    // Names of folders below the last `/`, and of files, begin with the rest.
    for await (const path of this.#filesIn(prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)) {
      const key = readObjectKey(path);
      if (key.ok && key.value.startsWith(prefix)) yield key.value;
    }
    await this.#identity.check();
  }

  /** The files below a folder (empty, or ends with a slash) that may begin with the prefix; hidden folders are left out. */
  async *#filesIn(folder: string, prefix: string): AsyncGenerator<string> {
    const entries = (await readdir(join(this.#folder, folder), { withFileTypes: true }).catch(nullIfMissing)) ?? [];
    for (const entry of entries) {
      const path = `${folder}${entry.name}`;
      if (entry.isFile()) yield path;
      else if (
        entry.isDirectory() &&
        SEGMENT.test(entry.name) &&
        `${path}/`.startsWith(prefix.slice(0, path.length + 1))
      ) {
        yield* this.#filesIn(`${path}/`, prefix);
      }
    }
  }

  async #missing(): Promise<never> {
    await this.#identity.check();
    throw new AppError('not-found');
  }

  /** The same name for the same key: a file left by a crash is overwritten when the object is put again. */
  async #incomingFile(key: ObjectKey): Promise<string> {
    await makeFolder(join(this.#folder, TEMPORARY));
    return this.#incomingPath(key);
  }

  #incomingPath(key: ObjectKey): string {
    return join(this.#folder, TEMPORARY, createHash('sha256').update(key).digest('hex'));
  }

  async #publish(incoming: string, path: string): Promise<void> {
    await makeFolder(dirname(path));
    await rename(incoming, path);
    await syncFolder(dirname(path));
  }

  #path(key: ObjectKey): string {
    return join(this.#folder, key);
  }
}

/** A reflink if the file system supports it, else a copy: the given file may be on another disk. */
async function copySynced(file: string, path: string): Promise<void> {
  // What a crash left there may be another name of an object, which would be written to.
  await rm(path, { force: true });
  await copyFile(file, path, constants.COPYFILE_FICLONE);
  await using handle = await open(path, 'r+');
  await handle.chmod(FILE_MODE);
  await handle.sync();
}

/** On another file system, or where there are no links. */
const NOT_LINKED = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Gives a file another name; false: it has to be copied. */
async function linkSynced(file: string, path: string): Promise<boolean> {
  await rm(path, { force: true });
  try {
    await link(file, path);
  } catch (error) {
    if (NOT_LINKED.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  await using handle = await open(path, 'r');
  await handle.sync();
  return true;
}

/** A file that a crash left there is replaced. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, bytes, { mode: FILE_MODE, flush: true });
}
