import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { backoffTable } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { systemClock } from '../clock.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { Hedging } from './hedged.ts';
import { isNotImplemented, S3Error, s3Error, timedOut } from './s3-error.ts';
import type { Content, S3Requests } from './s3-requests.ts';
import { placeText, type S3Settings } from './s3-settings.ts';

/** To the beginning of an answer. Three attempts of a reading end before its reader gives up (30 s, `archive/read-retries.ts`). */
const ANSWER_MS = 8_000;
/** A request is tried four times within some 2 s, where it fails at once. */
const RETRY_DELAYS_MS = [100, 400, 1_500] as const;
/** No attempt of a reading begins later: of a store that does not answer at all there are three. */
const READ_WITHIN_MS = 20_000;
/** A file up to this length is read into memory, sent, and if need be sent again: nearly all recordings. */
const IN_MEMORY_BYTES = 1024 * 1024;
/** A longer one is hashed in pieces of this length: 0.2 ms of the event loop each. */
const HASHED_BYTES = 256 * 1024;
/** S3's limit for one request. It is 370 hours of a recording at 32 kbit/s. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;
/** A page has 1,000 versions of a key; ours is put once, or a few times after failures. */
const MAX_VERSION_PAGES = 100;

const backoff = backoffTable(...RETRY_DELAYS_MS);

/** A part of an object whose bytes are on their way. */
export interface S3Part {
  readonly body: Readable;
  readonly etag: string;
  /** Of the whole object. */
  readonly sizeBytes: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly etag?: string | undefined;
}

/**
 * The objects below a prefix of a bucket, by keys without that prefix: requests with time limits, tried again where that may
 * help, with connections that stay open. The SDK is loaded by the first request. Fails with `S3Error`; with
 * `storage-not-mounted` if there is no such bucket.
 */
export class S3Bucket {
  /** For messages. */
  readonly place: string;
  readonly #settings: S3Settings;
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #hedging: Hedging;
  #requests: Promise<S3Requests> | null = null;

  constructor(settings: S3Settings, clock: Clock = systemClock) {
    this.place = placeText(settings);
    this.#settings = settings;
    this.#clock = clock;
    this.#prefix = settings.prefix === '' ? '' : `${settings.prefix}/`;
    this.#hedging = new Hedging(clock);
  }

  get clock(): Clock {
    return this.#clock;
  }

  /** Stores a file or bytes; the server has checked their SHA-256. `onlyIfNew`: false, and nothing is done, if there is an object. */
  async put(key: string, given: string | Uint8Array, options: { readonly onlyIfNew?: boolean } = {}): Promise<boolean> {
    const content = await contentOf(given);
    try {
      await this.#retried((requests) => requests.put(this.#key(key), content, options));
      return true;
    } catch (error) {
      if (options.onlyIfNew && isExisting(error)) return false;
      throw error;
    }
  }

  /**
   * The bytes from `start` up to `end` or the object's end. Null: there is no such object, or with `etag`, not this one any more.
   * Fails with `InvalidRange` if the object ends before `start`.
   */
  async get(key: string, range: Range): Promise<S3Part | null> {
    try {
      return await this.#retried((requests) => this.#inTime(this.#asked(requests, key, range)), READ_WITHIN_MS);
    } catch (error) {
      if (isReason(error, 'NoSuchKey') || isReason(error, 'PreconditionFailed')) return null;
      throw error;
    }
  }

  /** A small object as a whole: at most `maxBytes` of it. Null: there is none. */
  async getBytes(key: string, maxBytes: number): Promise<Buffer | null> {
    try {
      return await this.#retried((requests) => {
        const asked = this.#asked(requests, key, { start: 0, end: maxBytes });
        return this.#inTime(async (signal) => {
          const { body } = await asked(signal);
          signal.addEventListener('abort', () => body.destroy(), { once: true });
          return Buffer.concat(await body.toArray());
        });
      }, READ_WITHIN_MS);
    } catch (error) {
      if (isReason(error, 'NoSuchKey')) return null;
      if (isReason(error, 'InvalidRange')) return Buffer.alloc(0);
      throw error;
    }
  }

  #asked(requests: S3Requests, key: string, range: Range) {
    return (signal: AbortSignal): Promise<S3Part> =>
      this.#hedging.run((attempt) => requests.get(this.#key(key), range, attempt), {
        signal,
        discard: ({ body }) => void body.on('error', () => {}).destroy(),
      });
  }

  /** Null: there is none. */
  async head(key: string): Promise<{ readonly sizeBytes: number; readonly etag: string } | null> {
    return this.#retried(async (requests) => {
      try {
        return await this.#inTime((signal) => requests.head(this.#key(key), signal));
      } catch (error) {
        const failure = s3Error(error, this.place);
        if (!isReason(failure, 'NotFound') && !isReason(failure, 'AccessDenied')) throw failure;
        // An answer to HEAD has no body with the reason: the bucket may be missing, a clock wrong, or a proxy has answered.
        const { keys } = await this.#inTime((signal) => requests.list(this.#key(key), undefined, signal, 1));
        if (keys[0] !== this.#key(key) && isReason(failure, 'NotFound')) return null;
        throw new S3Error('AccessDenied', `${key} cannot be looked at`, { mayPass: true, cause: error });
      }
    });
  }

  /** Deletes an object with all its versions; when this resolves, the store lists none. */
  async delete(key: string): Promise<void> {
    const full = this.#key(key);
    for (let page = 0; page < MAX_VERSION_PAGES; page++) {
      const versions = await this.#versions(full);
      if (versions === null) return this.#deleteUnversioned(key);
      if (versions.length === 0) return;
      for (const version of versions) {
        await this.#retried((requests) => this.#inTime((signal) => requests.delete(version, signal))).catch(
          deletionRefused,
        );
      }
    }
    throw new S3Error('not-deleted', `the store still has versions of ${key}`, { mayPass: false });
  }

  /** The keys that begin with a prefix. */
  async *list(prefix: string): AsyncGenerator<string> {
    for (let token: string | undefined; ; ) {
      const from = token;
      const page = await this.#retried((requests) =>
        this.#inTime((signal) => requests.list(this.#key(prefix), from, signal)),
      );
      for (const key of page.keys) yield key.slice(this.#prefix.length);
      if (page.next === undefined) return;
      token = page.next;
    }
  }

  /** What the bucket does with objects by itself. */
  async settings(): Promise<BucketSettings> {
    const { readBucketSettings } = await import('./bucket-settings.ts');
    const { bucket: Bucket } = this.#settings;
    return this.#retried(
      ({ client }) => readBucketSettings(client, { Bucket, prefix: this.#prefix, now: () => this.#clock.now() }),
      READ_WITHIN_MS,
    );
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    const requests = await this.#requests?.catch(() => null);
    requests?.client.destroy();
  }

  #load(): Promise<S3Requests> {
    // Loaded only when used: the SDK takes 30 MB of memory, and most systems store in a folder.
    this.#requests ??= import('./s3-requests.ts').then(({ S3Requests }) => new S3Requests(this.#settings));
    return this.#requests;
  }

  /** Null: the server knows no versions. */
  async #versions(key: string) {
    try {
      return await this.#retried((requests) => this.#inTime((signal) => requests.versions(key, signal)));
    } catch (error) {
      if (isNotImplemented(error)) return null;
      throw error;
    }
  }

  async #deleteUnversioned(key: string): Promise<void> {
    const version = { key: this.#key(key), versionId: undefined };
    await this.#retried((requests) => this.#inTime((signal) => requests.delete(version, signal))).catch(
      deletionRefused,
    );
    if ((await this.head(key)) !== null) {
      throw new S3Error('not-deleted', `the store still has ${key}`, { mayPass: false });
    }
  }

  async #retried<T>(work: (requests: S3Requests) => Promise<T>, withinMs = Number.POSITIVE_INFINITY): Promise<T> {
    const requests = await this.#load();
    const begunAt = this.#clock.monotonicMs();
    for (let failures = 0; ; failures++) {
      try {
        return await work(requests);
      } catch (error) {
        const failure = isOfFile(error) ? (error as Error) : s3Error(error, this.place);
        const isLast = failures === RETRY_DELAYS_MS.length || this.#clock.monotonicMs() - begunAt > withinMs;
        if (isLast || !(failure instanceof S3Error) || !failure.mayPass) throw failure;
        await delay(this.#clock, backoff(failures));
      }
    }
  }

  /** Aborts a request whose answer has not begun in time. */
  async #inTime<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const timer = this.#clock.after(ANSWER_MS, () => late.abort());
    try {
      return await request(late.signal);
    } catch (error) {
      throw late.signal.aborted ? timedOut(`no answer within ${ANSWER_MS / 1000} s`) : error;
    } finally {
      timer.cancel();
    }
  }

  #key(key: string): string {
    return `${this.#prefix}${key}`;
  }
}

/** A file is read twice if it is long: for its hash, then to be sent. */
async function contentOf(given: string | Uint8Array): Promise<Content> {
  const { contentOf: contentOfBytes } = await import('./s3-requests.ts');
  if (typeof given !== 'string') return contentOfBytes(given);
  await using file = await open(given, 'r');
  const { size } = await file.stat();
  if (size <= IN_MEMORY_BYTES) return contentOfBytes(await readFile(file));
  if (size > MAX_PUT_BYTES) throw new Error(`object store: ${given} has more than 5 GiB`);
  return { body: { file: given }, sizeBytes: size, sha256: await sha256Of(file) };
}

/** Into the same memory again and again: new memory for each piece costs more than the hash. */
async function sha256Of(file: FileHandle): Promise<Buffer> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(HASHED_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(piece);
    if (bytesRead === 0) return hash.digest();
    hash.update(piece.subarray(0, bytesRead));
  }
}

/** Of the given file, or of the programme. */
function isOfFile(error: unknown): boolean {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  return path !== undefined && syscall !== 'connect';
}

function isReason(error: unknown, reason: string): boolean {
  return error instanceof S3Error && error.reason === reason;
}

function isExisting(error: unknown): boolean {
  return isReason(error, 'PreconditionFailed') || isReason(error, 'ConditionalRequestConflict');
}

function deletionRefused(error: unknown): never {
  if (!isReason(error, 'AccessDenied')) throw error;
  const text = 'an object cannot be deleted: Object Lock keeps it, or the key may not s3:DeleteObjectVersion';
  throw new S3Error('AccessDenied', text, { mayPass: false, cause: error });
}
