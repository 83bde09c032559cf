import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../base/errors.ts';
import { makeFolder, nullIfMissing, syncFolder } from '../durable-folder.ts';
import type { ByteRange, ObjectKey, ObjectStat, ObjectStore } from './object-store.ts';

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

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: ObjectKey, file: string): Promise<void> {
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
  }

  async open(key: ObjectKey, { start, end }: ByteRange = { start: 0 }): Promise<Readable> {
    const handle = await open(this.#path(key), 'r').catch(nullIfMissing);
    if (handle === null) throw new AppError('not-found');
    if (end !== undefined && start < end && end - start <= MAX_SINGLE_READ_BYTES) return readAtOnce(handle, start, end);
    const { size } = await handle.stat();
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
    return known?.isFile() ? { sizeBytes: known.size } : null;
  }

  async delete(key: ObjectKey): Promise<void> {
    const path = this.#path(key);
    await rm(path).catch(nullIfMissing);
    await syncFolder(dirname(path)).catch(nullIfMissing);
  }

  /** The same name for the same key: a file left by a crash is overwritten when the object is put again. */
  async #incomingFile(key: ObjectKey): Promise<string> {
    const temporary = join(this.#folder, TEMPORARY);
    await makeFolder(temporary);
    return join(temporary, createHash('sha256').update(key).digest('hex'));
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
