import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { RecordingId } from '../../base/ids.ts';
import { KEY_BYTES } from '../key-store.ts';
import { CHUNK_BYTES, ChunkCipher, chunkCount, chunkOffset, header, sealedChunkBytes } from './chunks.ts';

const FILE_MODE = 0o600;
/** 17 minutes of an MP3 of 32 kbit/s. Each encoder thread has one content at a time, the archive a few that wait for the store. */
const MEMORY_BYTES = 4 << 20;

/** Encrypted content as it is stored, with the key for it. Plain data, for worker threads. */
export interface SealedObject {
  /** Whose it is. */
  readonly recordingId: RecordingId;
  /** 32 bytes, of this content alone. */
  readonly dataKey: Uint8Array;
  /** In memory of their own; null: they are in the file. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** Its file, if there is one. Never written again. */
  readonly path: string;
}

interface FinishedContent {
  readonly audio: SealedObject;
  /** Of the plaintext, as the hash. */
  readonly sizeBytes: number;
  /** SHA-256, 32 bytes. */
  readonly sha256: Buffer;
}

export interface SealedTarget {
  /** Whose it is; the same id opens it again. */
  readonly recordingId: RecordingId;
  /** For content that is too large for memory. An existing file is removed. */
  readonly path: string;
  /** So much of the plaintext is held before there is a file. Default: 4 MiB. Less than a chunk: from the second one on. */
  readonly memoryBytes?: number;
}

/**
 * Encrypts content that is appended in pieces, over hours if need be, once and in the form in which it is stored. Small content stays in
 * memory; of larger one only the first chunk, which may still be changed, and the last, which is sealed as such. No file is open
 * between calls. Synchronous: for worker threads. It has a key of its own, so no nonce is used for two contents.
 */
export class SealedWriter implements Disposable {
  readonly #target: SealedTarget;
  readonly #dataKey = randomBytes(KEY_BYTES);
  readonly #cipher: ChunkCipher;
  /** Full ones that are in memory: all, or the first one alone. */
  #chunks: Buffer[] = [];
  /** How many full ones there are, in memory or in the file. */
  #full = 0;
  /** Pieces of the one that is not full. */
  #open: Uint8Array[] = [];
  #openBytes = 0;
  #inFile = false;
  #finished = false;

  constructor(target: SealedTarget) {
    this.#target = target;
    this.#cipher = new ChunkCipher({ dataKey: this.#dataKey, recordingId: target.recordingId });
  }

  /** The bytes are copied. Throws if the file cannot be written. */
  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      // Only what is followed by another byte is not the last chunk.
      if (this.#openBytes === CHUNK_BYTES) this.#closeChunk();
      const piece = Buffer.from(bytes.subarray(at, at + CHUNK_BYTES - this.#openBytes));
      this.#open.push(piece);
      this.#openBytes += piece.length;
      at += piece.length;
    }
  }

  /** `beginning` replaces as many bytes at the beginning, which are within the first chunk. */
  finish(beginning: Uint8Array = new Uint8Array()): FinishedContent {
    const last = Buffer.concat(this.#open);
    const sizeBytes = this.#full * CHUNK_BYTES + last.length;
    (this.#chunks[0] ?? last).set(beginning);
    const finished = this.#inFile ? this.#finishFile(last, sizeBytes) : this.#finishMemory(last, sizeBytes);
    this.#finished = true;
    return { ...finished, sizeBytes };
  }

  /** What is not finished leaves no file. */
  [Symbol.dispose](): void {
    if (this.#inFile && !this.#finished) rmSync(this.#target.path, { force: true });
  }

  #closeChunk(): void {
    const chunk = Buffer.concat(this.#open);
    this.#open = [];
    this.#openBytes = 0;
    const index = this.#full++;
    if (this.#inFile) return this.#write('r+', [{ index, plaintext: chunk }]);
    this.#chunks.push(chunk);
    const { memoryBytes = MEMORY_BYTES } = this.#target;
    if (this.#full * CHUNK_BYTES < memoryBytes) return;
    this.#beginFile();
  }

  #beginFile(): void {
    const [first, ...others] = this.#chunks;
    // Not emptied: it may have been linked to another name.
    rmSync(this.#target.path, { force: true });
    this.#inFile = true;
    this.#write(
      'wx+',
      others.map((plaintext, at) => ({ index: at + 1, plaintext })),
    );
    this.#chunks = [first!];
  }

  #finishMemory(last: Buffer, sizeBytes: number): Omit<FinishedContent, 'sizeBytes'> {
    const hash = createHash('sha256');
    const bytes = Buffer.allocUnsafeSlow(objectBytes(sizeBytes));
    bytes.set(header());
    for (const [index, plaintext] of [...this.#chunks, last].entries()) {
      hash.update(plaintext);
      bytes.set(this.#cipher.seal({ index, last: index === this.#full }, plaintext), chunkOffset(index));
    }
    this.#chunks = [];
    return { audio: this.#object(bytes), sha256: hash.digest() };
  }

  /** What is in the file is read once: its hash begins with what was known last. */
  #finishFile(last: Buffer, sizeBytes: number): Omit<FinishedContent, 'sizeBytes'> {
    const [first] = this.#chunks;
    this.#write('r+', [
      { index: this.#full, plaintext: last, last: true },
      { index: 0, plaintext: first! },
    ]);
    const hash = createHash('sha256').update(first!);
    const file = openSync(this.#target.path, 'r');
    try {
      for (let index = 1; index < this.#full; index++) hash.update(this.#readChunk(file, index, sizeBytes));
    } finally {
      closeSync(file);
    }
    return { audio: this.#object(null), sha256: hash.update(last).digest() };
  }

  #readChunk(file: number, index: number, sizeBytes: number): Buffer {
    const sealed = Buffer.allocUnsafe(sealedChunkBytes(index, sizeBytes));
    for (let filled = 0, count = -1; filled < sealed.length && count !== 0; filled += count) {
      count = readSync(file, sealed, filled, sealed.length - filled, chunkOffset(index) + filled);
    }
    const plaintext = this.#cipher.unseal({ index, last: false }, sealed);
    if (plaintext === null) throw diskFault(`chunk ${index} of ${this.#target.path} is not what was written`);
    return plaintext;
  }

  #object(bytes: SealedObject['bytes']): SealedObject {
    const { recordingId, path } = this.#target;
    return { recordingId, dataKey: this.#dataKey, bytes, path };
  }

  #write(
    flags: 'r+' | 'wx+',
    chunks: readonly { readonly index: number; readonly plaintext: Buffer; readonly last?: true }[],
  ): void {
    const file = openSync(this.#target.path, flags, FILE_MODE);
    try {
      for (const { index, plaintext, last = false } of chunks) {
        writeAll(file, this.#cipher.seal({ index, last }, plaintext), chunkOffset(index));
        if (index === 0) writeAll(file, header(), 0);
      }
    } finally {
      closeSync(file);
    }
  }
}

/** The same with its bytes in its file, which frees the memory. */
export async function keepInFile(object: SealedObject): Promise<SealedObject> {
  if (object.bytes === null) return object;
  await rm(object.path, { force: true });
  await writeFile(object.path, object.bytes, { mode: FILE_MODE, flag: 'wx' });
  return { ...object, bytes: null };
}

/** How long the object of a plaintext of `sizeBytes` is. */
function objectBytes(sizeBytes: number): number {
  const last = chunkCount(sizeBytes) - 1;
  return chunkOffset(last) + sealedChunkBytes(last, sizeBytes);
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}

/** As the operating system reports a disk that fails. */
function diskFault(message: string): Error {
  return Object.assign(new Error(message), { code: 'EIO' });
}
