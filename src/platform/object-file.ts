import type { FileHandle } from 'node:fs/promises';
import type { ByteRange, OpenObject } from './object-store.ts';

/** An object of a folder that is open: read by positions, straight into the reader's memory. */
export class ObjectFile implements OpenObject {
  readonly #file: FileHandle;
  readonly #end: number;
  readonly #onDeleted: () => Promise<never>;
  #position: number;
  #begun = false;

  /** `onDeleted`: fails with the reason why the file has no name any more. */
  constructor(file: FileHandle, { start, end = Number.MAX_SAFE_INTEGER }: ByteRange, onDeleted: () => Promise<never>) {
    this.#file = file;
    this.#position = start;
    this.#end = end;
    this.#onDeleted = onDeleted;
  }

  async read(into: Uint8Array): Promise<number> {
    const wanted = Math.min(into.length, this.#end - this.#position);
    // A file that was deleted while it is open can still be read; when it was opened a moment ago, it was there.
    const both = await Promise.allSettled([this.#fill(into, wanted), this.#begun ? this.#checkName() : null]);
    for (const ended of both) if (ended.status === 'rejected') throw ended.reason;
    const { value: filled } = both[0] as PromiseFulfilledResult<number>;
    this.#begun = true;
    this.#position += filled;
    return filled;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #fill(into: Uint8Array, wanted: number): Promise<number> {
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#file.read(into, filled, wanted - filled, this.#position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async #checkName(): Promise<void> {
    const { nlink } = await this.#file.stat();
    if (nlink === 0) await this.#onDeleted();
  }
}
