import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../base/byte-source.ts';
import { fileHash } from './file-hash.ts';

/** Read at once: walking over frames asks for four bytes here and there. */
const WINDOW_BYTES = 1 << 18;

/** A file that is read in any order. Synchronous: for worker threads. */
export class FileBytes implements Disposable {
  readonly sizeBytes: number;
  readonly #descriptor: number;
  #window = Buffer.alloc(0);
  #windowAt = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#descriptor).size;
  }

  readonly read: ByteSource = (offset, length) => {
    const from = offset - this.#windowAt;
    if (from < 0 || from + length > this.#window.length) this.#moveWindow(offset, length);
    return this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + length);
  };

  sha256(): Buffer {
    return fileHash(this.#descriptor);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #moveWindow(offset: number, length: number): void {
    const buffer = Buffer.allocUnsafe(Math.max(length, WINDOW_BYTES));
    let filled = 0;
    for (let count = -1; count !== 0 && filled < buffer.length; filled += count) {
      count = readSync(this.#descriptor, buffer, filled, buffer.length - filled, offset + filled);
    }
    this.#window = buffer.subarray(0, filled);
    this.#windowAt = offset;
  }
}
