import { AppError } from '../../base/errors.ts';
import type { StoreIdentity } from '../store-identity.ts';
import {
  type ByteRange,
  type ObjectKey,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
  readObjectKey,
} from '../object-store.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { S3Object } from './s3-object.ts';

/**
 * Stores objects in a bucket. A put is seen whole or not at all, an object that is read is always the one that was opened, and
 * what is deleted leaves no version behind. Several processes on several machines may use the same bucket.
 */
export class S3ObjectStore implements ObjectStore {
  readonly #bucket: S3Bucket;
  readonly #identity: StoreIdentity;

  /** `identity`: asked before anything is written or deleted, and before an object is called missing. */
  constructor(bucket: S3Bucket, identity: StoreIdentity = { check: async () => {} }) {
    this.#bucket = bucket;
    this.#identity = identity;
  }

  async put(key: ObjectKey, content: string | Uint8Array): Promise<void> {
    await this.#identity.check();
    await this.#bucket.put(key, content);
  }

  open(key: ObjectKey, range: ByteRange = { start: 0 }): Promise<OpenObject> {
    return new S3Object({ bucket: this.#bucket, key, range, missing: () => this.#missing() }).open();
  }

  async stat(key: ObjectKey): Promise<ObjectStat | null> {
    const found = await this.#bucket.head(key);
    if (found === null) await this.#identity.check();
    return found === null ? null : { sizeBytes: found.sizeBytes };
  }

  async delete(key: ObjectKey): Promise<void> {
    await this.#identity.check();
    await this.#bucket.delete(key);
  }

  async *list(prefix: string): AsyncGenerator<ObjectKey> {
    await this.#identity.check();
    for await (const name of this.#bucket.list(prefix)) {
      const key = readObjectKey(name);
      if (key.ok) yield key.value;
    }
  }

  async #missing(): Promise<never> {
    await this.#identity.check();
    throw new AppError('not-found');
  }
}
