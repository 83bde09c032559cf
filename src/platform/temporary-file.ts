import { type Cipheriv, createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;
const FILE_MODE = 0o600;
const OPEN_FLAGS = { read: 'r', replace: 'w+', extend: 'r+' } as const;

/**
 * A file that nobody reads after this process has ended: encrypted by AES-256-CTR (NIST SP 800-38A) with a key that is only in
 * memory. Plain data, for worker threads.
 */
export interface TemporaryFile {
  readonly path: string;
  readonly key: Uint8Array;
}

/** With a key of its own: a file that is written again gets another one, as no position may be written twice with one key. */
export function temporaryFile(path: string): TemporaryFile {
  return { path, key: randomBytes(KEY_BYTES) };
}

/** Creates the file; fails if it exists. */
export function writeTemporaryFile(file: TemporaryFile, content: AsyncIterable<Uint8Array>): Promise<void> {
  return pipeline(content, cipherAt(file, 0), createWriteStream(file.path, { flags: 'wx', mode: FILE_MODE }));
}

/** The content from its beginning. */
export function readTemporaryFile(file: TemporaryFile, options: { readonly highWaterMark?: number } = {}): Readable {
  const encrypted = createReadStream(file.path, options);
  const content = cipherAt(file, 0);
  encrypted.once('error', (error) => content.destroy(error));
  content.once('close', () => encrypted.destroy());
  return encrypted.pipe(content);
}

/** An open temporary file. Synchronous: for worker threads. */
export class OpenTemporaryFile implements Disposable {
  readonly #file: TemporaryFile;
  readonly #descriptor: number;

  /** `replace`: creates the file, or empties an existing one; `extend`: writes behind what is there. */
  constructor(file: TemporaryFile, mode: keyof typeof OPEN_FLAGS) {
    this.#file = file;
    this.#descriptor = openSync(file.path, OPEN_FLAGS[mode], FILE_MODE);
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** Each position once. */
  write(content: Uint8Array, position: number): void {
    const bytes = cipherAt(this.#file, position).update(content);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, position + written);
    }
  }

  /** `length` bytes, fewer where the file ends. */
  read(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    for (let count = -1; count !== 0 && filled < length; filled += count) {
      count = readSync(this.#descriptor, buffer, filled, length - filled, position + filled);
    }
    return cipherAt(this.#file, position).update(buffer.subarray(0, filled));
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

/** Encrypts, or decrypts, what begins at `position`: the counter is the number of the block of 16 bytes. */
function cipherAt({ key }: TemporaryFile, position: number): Cipheriv {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(Math.floor(position / BLOCK_BYTES)), BLOCK_BYTES - 8);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  cipher.update(Buffer.alloc(position % BLOCK_BYTES));
  return cipher;
}
