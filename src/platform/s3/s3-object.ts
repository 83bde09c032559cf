import type { Readable } from 'node:stream';
import { type Clock, delay, type Timer } from '../../base/clock.ts';
import type { ByteRange, OpenObject } from '../object-store.ts';
import type { S3Bucket, S3Part } from './s3-bucket.ts';
import { S3Error, s3Error, timedOut } from './s3-error.ts';

/** Asked for at once: most recordings come in one request. A slow reader gets only what it reads. */
const PART_BYTES = 1024 * 1024;
/**
 * What is left of a part is not read any more so long after it was asked for: the object may have been deleted. Nor does a reader
 * that pauses occupy one of the process's connections for longer.
 */
const PART_AGE_MS = 1_000;
/** Without a byte of a part that has begun. */
const STALL_MS = 8_000;
/** In a row, without a byte between them. */
const MAX_FAILURES = 2;
const RETRY_MS = 200;

interface Place {
  readonly bucket: S3Bucket;
  readonly key: string;
  readonly range: ByteRange;
  /** Fails with the reason why there is no such object. */
  readonly missing: () => Promise<never>;
}

/**
 * An object that is open: read in parts, each of the object with the ETag of the first one. A connection that breaks or stalls is
 * replaced by one that begins where it stopped.
 */
export class S3Object implements OpenObject {
  readonly #place: Place;
  readonly #clock: Clock;
  #position: number;
  #end: number;
  #etag: string | undefined;
  #part: PartReader | null = null;
  #partAt = 0;
  #unread: Timer | null = null;
  #isSlow = false;

  constructor(place: Place) {
    this.#place = place;
    this.#clock = place.bucket.clock;
    this.#position = place.range.start;
    this.#end = place.range.end ?? Number.MAX_SAFE_INTEGER;
  }

  /** Asks for the first part, so that a missing object fails now. */
  async open(): Promise<this> {
    // S3 has no empty ranges.
    if (this.#end <= this.#position) {
      this.#end = this.#position;
      const found = await this.#place.bucket.head(this.#place.key);
      if (found === null) await this.#place.missing();
      return this;
    }
    await this.#ask(PART_BYTES);
    this.#awaitReader();
    return this;
  }

  async read(into: Uint8Array): Promise<number> {
    const wanted = Math.max(0, Math.min(into.length, this.#end - this.#position));
    this.#unread?.cancel();
    let filled = 0;
    for (let failures = 0; filled < wanted; ) {
      // What fails here was tried again already.
      const part = this.#usablePart() ?? (await this.#ask(this.#isSlow ? wanted - filled : PART_BYTES));
      if (part === null) break;
      try {
        const read = await part.read(into.subarray(filled, wanted));
        filled += read;
        this.#position += read;
        if (read > 0) failures = 0;
        if (part.ended) this.#closePart();
      } catch (error) {
        const failure = s3Error(error, this.#place.bucket.place);
        this.#closePart();
        if (!(failure instanceof S3Error) || !failure.mayPass || failures++ === MAX_FAILURES) throw failure;
        await delay(this.#clock, RETRY_MS);
      }
    }
    this.#awaitReader();
    return filled;
  }

  async close(): Promise<void> {
    this.#closePart();
  }

  #usablePart(): PartReader | null {
    const isOld = this.#clock.monotonicMs() - this.#partAt > PART_AGE_MS;
    if (this.#part !== null && isOld && !this.#part.isFresh) this.#giveUpPart();
    return this.#part;
  }

  #awaitReader(): void {
    if (this.#part !== null) this.#unread = this.#clock.after(PART_AGE_MS, () => this.#giveUpPart());
  }

  #giveUpPart(): void {
    this.#isSlow = true;
    this.#closePart();
  }

  async #ask(bytes: number): Promise<PartReader | null> {
    const { bucket, key, missing } = this.#place;
    const end = Math.min(this.#end, this.#position + bytes);
    const part = await bucket.get(key, { start: this.#position, end, etag: this.#etag }).catch((error: unknown) => {
      if (error instanceof S3Error && error.reason === 'InvalidRange') return 'past the end' as const;
      throw error;
    });
    if (part === null) return missing();
    if (part === 'past the end') {
      this.#end = this.#position;
      return null;
    }
    this.#etag = part.etag;
    this.#end = Math.min(this.#end, part.sizeBytes);
    this.#partAt = this.#clock.monotonicMs();
    this.#part = new PartReader(part, Math.min(end, part.sizeBytes) - this.#position, this.#clock);
    return this.#part;
  }

  #closePart(): void {
    this.#unread?.cancel();
    this.#part?.close();
    this.#part = null;
  }
}

/** Reads the bytes of one answer into the reader's memory; holds one piece that Node has received. */
class PartReader {
  readonly #body: Readable;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #clock: Clock;
  #left: number;
  #piece: Buffer = Buffer.alloc(0);
  /** Nothing was read yet: it was asked for to be read now. */
  isFresh = true;

  constructor({ body }: S3Part, length: number, clock: Clock) {
    this.#body = body.on('error', () => {});
    this.#pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    this.#left = length;
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  async read(into: Uint8Array): Promise<number> {
    this.isFresh = false;
    let filled = 0;
    while (filled < into.length && this.#left > 0) {
      if (this.#piece.length === 0) {
        // What came before a break is the reader's.
        if (filled > 0 && this.#body.readableLength === 0) break;
        this.#piece = await this.#next();
      }
      const copied = this.#piece.copy(into, filled);
      this.#piece = this.#piece.subarray(copied);
      filled += copied;
      this.#left -= copied;
    }
    return filled;
  }

  close(): void {
    // A body that was read to its end leaves its connection for the next request.
    if (this.#left > 0) this.#body.destroy();
    else void this.#pieces.next().catch(() => {});
  }

  async #next(): Promise<Buffer> {
    const stalled = Promise.withResolvers<never>();
    const timer = this.#clock.after(STALL_MS, () => stalled.reject(timedOut(`nothing came for ${STALL_MS / 1000} s`)));
    try {
      const { value, done } = await Promise.race([this.#pieces.next(), stalled.promise]);
      if (done === true) throw new S3Error('cut', 'the answer is shorter than announced', { mayPass: true });
      return value;
    } finally {
      timer.cancel();
    }
  }
}
