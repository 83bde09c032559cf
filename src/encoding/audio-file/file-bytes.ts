import type { ByteSource } from '../../base/byte-source.ts';
import { OpenTemporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';

/** Read at once: the MP3 parser asks for four bytes per frame. */
const WINDOW_BYTES = 1 << 18;

/** Where bytes of a file are. */
interface FilePart {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Reads a file in any order, through a buffer. Synchronous: for worker threads. */
export class FileBytes implements Disposable {
  readonly sizeBytes: number;
  readonly #file: OpenTemporaryFile;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(file: TemporaryFile) {
    this.#file = new OpenTemporaryFile(file, 'read');
    this.sizeBytes = this.#file.sizeBytes;
  }

  readonly read: ByteSource = (offset, length) => {
    const from = offset - this.#windowAt;
    if (from < 0 || from + length > this.#window.length) this.#moveWindow(offset, length);
    return this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + length);
  };

  /** The bytes of these parts, one after the other; by default all. */
  *pieces(parts: readonly FilePart[] = [{ offset: 0, sizeBytes: this.sizeBytes }]): Generator<Uint8Array> {
    for (const { offset, sizeBytes } of parts) {
      for (let at = 0; at < sizeBytes; at += WINDOW_BYTES) {
        yield this.read(offset + at, Math.min(WINDOW_BYTES, sizeBytes - at));
      }
    }
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #moveWindow(offset: number, length: number): void {
    this.#window = this.#file.read(offset, Math.max(length, WINDOW_BYTES));
    this.#windowAt = offset;
  }
}
