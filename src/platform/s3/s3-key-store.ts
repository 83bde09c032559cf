import { randomBytes } from 'node:crypto';
import { AppError } from '../../base/errors.ts';
import { KEY_BYTES, type KeyId, type KeyStore, readKeyId } from '../key-store.ts';
import type { StoreIdentity } from '../store-identity.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { isNotImplemented } from './s3-error.ts';

/** An object that is there: a second one must not take its place. No key has a name that begins with a dot. */
const PROBE = '.only-if-new';

/**
 * Stores each key as an object `GROUP/NAME` of 32 bytes. Of several processes that make a key, on any machine, one does: by
 * `If-None-Match: *` (RFC 9110 §13.1.2), which the server must keep. A deleted key leaves no version behind.
 */
export class S3KeyStore implements KeyStore {
  readonly #bucket: S3Bucket;
  readonly #identity: StoreIdentity;
  #keepsConditions: Promise<void> | null = null;

  /** `identity`: asked before a key is made or deleted, and before one is called missing. */
  constructor(bucket: S3Bucket, identity: StoreIdentity = { check: async () => {} }) {
    this.#bucket = bucket;
    this.#identity = identity;
  }

  async getOrCreate(id: KeyId): Promise<Buffer> {
    return (await this.get(id)) ?? this.#create(id);
  }

  async get(id: KeyId): Promise<Buffer | null> {
    const key = await this.#read(id);
    if (key === null) await this.#identity.check();
    return key;
  }

  async delete(id: KeyId): Promise<void> {
    await this.#identity.check();
    await this.#bucket.delete(id);
  }

  async *list(group?: string): AsyncGenerator<KeyId> {
    await this.#identity.check();
    for await (const name of this.#bucket.list(group === undefined ? '' : `${group}/`)) {
      const id = readKeyId(name);
      if (id.ok) yield id.value;
    }
  }

  async #create(id: KeyId): Promise<Buffer> {
    this.#keepsConditions ??= this.#checkConditions();
    await this.#keepsConditions.catch((error: unknown) => {
      this.#keepsConditions = null;
      throw error;
    });
    await this.#bucket.put(id, randomBytes(KEY_BYTES), { onlyIfNew: true });
    const key = await this.#read(id);
    if (key === null) throw new Error(`key store: ${id} was made in ${this.#bucket.place} and is not there`);
    return key;
  }

  async #read(id: KeyId): Promise<Buffer | null> {
    const key = await this.#bucket.getBytes(id, KEY_BYTES + 1);
    if (key === null || key.length === KEY_BYTES) return key;
    throw new Error(`key store: ${id} in ${this.#bucket.place} is damaged, it has not ${KEY_BYTES} bytes; restore it`);
  }

  /** A server that ignores the condition, or has none, would replace a key, and what it has encrypted meanwhile would be lost. */
  async #checkConditions(): Promise<void> {
    await this.#bucket.put(PROBE, Buffer.from('1'));
    const replaced = await this.#bucket
      .put(PROBE, Buffer.from('1'), { onlyIfNew: true })
      .catch((error: unknown) => isNotImplemented(error) || Promise.reject(error));
    if (!replaced) return;
    const text = `${this.#bucket.place} does not keep If-None-Match: two processes could make different keys of one id`;
    const mend = 'use a bucket that never had versions (Ceph ignores it in those that have), or another server';
    throw new AppError('config-invalid', `FONOTEKA_KEYS_S3_BUCKET: ${text}; ${mend}`);
  }
}
