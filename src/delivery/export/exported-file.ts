import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, nullIfMissing, syncFolder } from '../../platform/durable-folder.ts';

const FILE_MODE = 0o600;
/** Of a file that is being written. A kill leaves it behind, and the next export writes it again. */
const UNFINISHED = '.part';

/** What was read is not what the row says. */
export class WrongContent extends Error {}

/** A file that has its name only once it is complete and on disk. */
export class NewFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #isComplete = false;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<NewFile> {
    await makeFolder(dirname(path));
    return new NewFile(path, await open(`${path}${UNFINISHED}`, 'w', FILE_MODE));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      written += (await this.#handle.write(bytes, written)).bytesWritten;
    }
  }

  async complete(): Promise<void> {
    await this.#handle.sync();
    await rename(`${this.#path}${UNFINISHED}`, this.#path);
    this.#isComplete = true;
    await syncFolder(dirname(this.#path));
  }

  /** A file that is not complete is removed. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (!this.#isComplete) await rm(`${this.#path}${UNFINISHED}`, { force: true });
  }
}

/** Writes or replaces a file. With a SHA-256, in hexadecimal: throws `WrongContent` if the content has another one. */
export async function writeFile(path: string, content: AsyncIterable<Uint8Array>, sha256?: string): Promise<void> {
  const file = await NewFile.create(path);
  try {
    const hash = createHash('sha256');
    for await (const chunk of content) {
      hash.update(chunk);
      await file.write(chunk);
    }
    if (sha256 !== undefined && hash.digest('hex') !== sha256) throw new WrongContent(path);
    await file.complete();
  } finally {
    await file.close();
  }
}

/** Whether a file is there with this size and SHA-256 (hexadecimal). */
export async function isIntact(
  path: string,
  { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
): Promise<boolean> {
  const found = await stat(path).catch(nullIfMissing);
  if (found === null || found.size !== sizeBytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex') === sha256;
}
