import { AppError } from '../base/errors.ts';
import type { ByteRange, OpenObject } from '../platform/object-store.ts';
import { CHUNK_BYTES, type StoredChunks } from '../platform/sealed-content/index.ts';
import { type ReadRetries, withRetries } from './read-retries.ts';

/** An MP3 that is open for reading, in order. */
export interface AudioContent {
  /** The next bytes, in memory of their own; null at the end. One call at a time, and none after a failure. */
  read(): Promise<Buffer | null>;
  /**
   * Frees the memory of what was read last, which nobody may use any more, the kernel neither. Where it is not called, the
   * garbage collector does it: for each 64 MB it looks through all of the heap, which can cost more than all the rest.
   */
  release(): void;
  /** Closes the object; also after the end and after a failure. */
  close(): void;
}

/** A range of the MP3: 0 ≤ start ≤ end ≤ size. */
export interface PlainRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/**
 * Read at once, and held until it is taken: a recording of a minute comes in one reading, and a client that stops taking, also
 * over TLS, which encrypts the chunk that waits once more, holds less than 300 kB.
 */
const AT_ONCE_BYTES = 224 * 1024;

/** Without a reason of ours, an exception with its stack would be made for each reader. */
const CLOSED = 'the reader was closed';

interface StoredObject {
  /** Opens a range of the object. */
  readonly open: (range: ByteRange) => Promise<OpenObject>;
  readonly chunks: StoredChunks;
}

/**
 * Reads the chunks that hold a range, and returns only what was checked. What cannot be read is tried again from the chunk
 * where it stopped. Fails with `recording-damaged` where a chunk is twice not what was stored, and with `recording-destroyed`
 * where the object was deleted while it was read.
 */
export class ChunkReader implements AudioContent {
  readonly #stored: StoredObject;
  readonly #range: PlainRange;
  readonly #retries: ReadRetries;
  readonly #closed = new AbortController();
  readonly #first: number;
  readonly #last: number;
  #next: number;
  #object: OpenObject | null = null;
  /** A call of the store is under way. */
  #busy = false;
  #ready: Buffer[] = [];
  #taken: Buffer | null = null;
  /** The chunk that was once not what was stored. */
  #doubted = -1;

  constructor(stored: StoredObject, range: PlainRange, { clock }: Pick<ReadRetries, 'clock'>) {
    this.#stored = stored;
    this.#range = range;
    this.#retries = { clock, closed: this.#closed.signal };
    this.#first = this.#next = chunkAt(range.start);
    this.#last = chunkAt(Math.max(range.start, range.end - 1));
  }

  /** Reads the beginning, so that what cannot be read fails now. */
  async open(): Promise<this> {
    try {
      await this.#fill();
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async read(): Promise<Buffer | null> {
    if (this.#ready.length === 0) await this.#fill();
    this.#taken = this.#ready.shift() ?? null;
    return this.#taken;
  }

  release(): void {
    if (this.#taken !== null) freeMemory(this.#taken);
    this.#taken = null;
  }

  close(): void {
    this.#closed.abort(CLOSED);
    this.#ready.splice(0).forEach(freeMemory);
    if (!this.#busy) this.#closeObject();
  }

  async #fill(): Promise<void> {
    while (this.#ready.length === 0 && this.#next <= this.#last && !this.#closed.signal.aborted) {
      await withRetries(this.#retries, () => this.#readNext());
    }
  }

  async #readNext(): Promise<void> {
    this.#busy = true;
    try {
      const object = await this.#open();
      const memory = Buffer.allocUnsafeSlow(this.#bytesAtOnce());
      const filled = await object.read(memory);
      if (!this.#closed.signal.aborted) this.#take(memory.subarray(0, filled));
      freeMemory(memory);
    } catch (error) {
      this.#closeObject();
      throw this.#next > this.#first && isMissing(error) ? new AppError('recording-destroyed') : error;
    } finally {
      this.#busy = false;
      if (this.#next > this.#last || this.#closed.signal.aborted) this.#closeObject();
    }
  }

  async #open(): Promise<OpenObject> {
    const { open, chunks } = this.#stored;
    const end = chunks.offset(this.#last) + chunks.storedBytes(this.#last);
    this.#object ??= await open({ start: chunks.offset(this.#next), end });
    return this.#object;
  }

  /** How long the next chunks are in the object. */
  #bytesAtOnce(): number {
    const { chunks } = this.#stored;
    let stored = chunks.storedBytes(this.#next);
    let taken = stored;
    for (let index = this.#next + 1; index <= this.#last; index++) {
      stored = chunks.storedBytes(index);
      if (taken + stored > AT_ONCE_BYTES) break;
      taken += stored;
    }
    return taken;
  }

  #take(bytes: Buffer): void {
    const { chunks } = this.#stored;
    for (let at = 0; at < bytes.length || at === 0; ) {
      const length = chunks.storedBytes(this.#next);
      const stored = bytes.subarray(at, at + length);
      const chunk = stored.length === length ? chunks.open(this.#next, stored) : null;
      if (chunk === null) return this.#doubt(`chunk ${this.#next} is not what was stored`);
      const before = this.#next * CHUNK_BYTES;
      const wanted = chunk.subarray(Math.max(0, this.#range.start - before), this.#range.end - before);
      if (wanted.length > 0) this.#ready.push(wanted);
      at += length;
      if (this.#next++ === this.#last) return;
    }
  }

  /** What the disk or the network has changed on the way is right when it is read again. */
  #doubt(text: string): void {
    if (this.#doubted === this.#next) throw new AppError('recording-damaged', text);
    this.#doubted = this.#next;
    this.#closeObject();
  }

  #closeObject(): void {
    // Nothing was written: what closing says does not matter.
    this.#object?.close().catch(() => {});
    this.#object = null;
  }
}

/** Of a buffer that has an `ArrayBuffer` of its own. */
function freeMemory({ buffer }: Buffer): void {
  (buffer as ArrayBuffer).transfer(0);
}

function chunkAt(position: number): number {
  return Math.floor(position / CHUNK_BYTES);
}

function isMissing(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not-found';
}
