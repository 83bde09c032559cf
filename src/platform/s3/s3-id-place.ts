import { isId } from '../../base/ids.ts';
import type { IdPlace } from '../store-identity.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { isNotImplemented } from './s3-error.ts';

/** Under the prefix. No object or key has a name that begins with a dot. */
const ID_KEY = '.store-id';
const MAX_ID_BYTES = 1_000;
/** A bucket cannot be exchanged for another while a process runs, as a disk can; it is asked again only so often. */
const ASKED_EACH_MS = 10_000;

/** The id of a store in a bucket, as an object. */
export class S3IdPlace implements IdPlace {
  readonly kind = 's3';
  readonly mount: string;
  readonly #bucket: S3Bucket;
  #found: { readonly id: string; readonly at: number } | null = null;

  constructor(bucket: S3Bucket, mount = 'check FONOTEKA_S3_ENDPOINT, FONOTEKA_S3_BUCKET and FONOTEKA_S3_PREFIX') {
    this.#bucket = bucket;
    this.mount = mount;
  }

  get name(): string {
    return this.#bucket.place;
  }

  async read(): Promise<string | null> {
    const now = this.#bucket.clock.monotonicMs();
    if (this.#found !== null && now - this.#found.at < ASKED_EACH_MS) return this.#found.id;
    const bytes = await this.#bucket.getBytes(ID_KEY, MAX_ID_BYTES);
    const id = bytes?.toString('utf8') ?? null;
    this.#found = id !== null && isId(id) ? { id, at: now } : null;
    return this.#found?.id ?? null;
  }

  async write(id: string): Promise<string> {
    this.#found = null;
    await this.#bucket.put(ID_KEY, Buffer.from(id), { onlyIfNew: true }).catch((error: unknown) => {
      if (!isNotImplemented(error)) throw error;
      return this.#writeUnconditionally(id);
    });
    const found = await this.read();
    // An upload is there whole or not at all.
    if (found === null) throw new Error(`${this.name} has an object ${ID_KEY} that is no id`);
    return found;
  }

  /** Processes of one database write one after another; of two databases with one bucket, the first is refused at its next check. */
  async #writeUnconditionally(id: string): Promise<void> {
    if ((await this.read()) === null) await this.#bucket.put(ID_KEY, Buffer.from(id));
  }

  async clear(): Promise<void> {
    this.#found = null;
    await this.#bucket.delete(ID_KEY);
  }

  retire(): Promise<void> {
    return this.clear();
  }

  async isEmpty(): Promise<boolean> {
    for await (const key of this.#bucket.list('')) if (!key.startsWith('.')) return false;
    return true;
  }
}
