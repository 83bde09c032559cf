import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../base/errors.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { makeFolder, nullIfMissing, syncFolder } from './durable-folder.ts';
import type { StoreIdentity } from './store-identity.ts';

/** Stores the bytes of recordings. An object is complete or missing, and is never changed in place. */
export interface ObjectStore {
  /**
   * Stores the content of a local file; on disk when this resolves. Replaces an existing object with this key. The file
   * still belongs to the caller. One `put` of a key at a time.
   */
  put(key: ObjectKey, file: string): Promise<void>;
  /**
   * Opens an object, or a part of it, for reading. The caller must read the stream to its end or destroy it.
   * Fails with `not-found`, or with `range-not-satisfiable` if the range begins after the last byte.
   */
  open(key: ObjectKey, range?: ByteRange): Promise<Readable>;
  /** Information about an object; null if there is none. */
  stat(key: ObjectKey): Promise<ObjectStat | null>;
  /** Deletes an object permanently; done on disk when this resolves. It is no error if there is none. */
  delete(key: ObjectKey): Promise<void>;
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
/** Chunk size of streams: each chunk is one task of libuv's thread pool. */
const STREAM_CHUNK_BYTES = 256 * 1024;
/** Ranges up to this size, a recording of some minutes, are read at once. */
const MAX_SINGLE_READ_BYTES = 1024 * 1024;

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

  async put(key: ObjectKey, file: string): Promise<void> {
    await this.#identity.check();
    const incoming = await this.#incomingFile(key);
    try {
      // A reflink if the file system supports it, else a copy: the given file may be on another disk.
      await copyFile(file, incoming, constants.COPYFILE_FICLONE);
      await changeAndSync(incoming, (handle) => handle.chmod(FILE_MODE));
      await this.#publish(incoming, this.#path(key));
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    await this.#identity.check();
  }

  async open(key: ObjectKey, { start, end }: ByteRange = { start: 0 }): Promise<Readable> {
    const handle = await open(this.#path(key), 'r').catch(nullIfMissing);
    if (handle === null) {
      await this.#identity.check();
      throw new AppError('not-found');
    }
    if (end !== undefined && start < end && end - start <= MAX_SINGLE_READ_BYTES) return readAtOnce(handle, start, end);
    const { size } = await handle.stat().catch(async (error: unknown) => {
      await handle.close();
      throw error;
    });
    if (start >= size && size > 0) {
      await handle.close();
      throw new AppError('range-not-satisfiable');
    }
    // The `end` of createReadStream is inclusive.
    return handle.createReadStream({
      highWaterMark: STREAM_CHUNK_BYTES,
      start,
      end: Math.max(start, Math.min(end ?? size, size) - 1),
    });
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

/** Reads a short range in one piece: a file stream would take about twice as long. */
async function readAtOnce(handle: FileHandle, start: number, end: number): Promise<Readable> {
  await using file = handle;
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  for (let more = true; more && filled < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    filled += bytesRead;
    more = bytesRead > 0;
  }
  if (filled === 0 && start > 0) throw new AppError('range-not-satisfiable');
  return Readable.from([bytes.subarray(0, filled)], { objectMode: false });
}

async function changeAndSync(path: string, change: (handle: FileHandle) => Promise<void>): Promise<void> {
  await using handle = await open(path, 'r+');
  await change(handle);
  await handle.sync();
}
