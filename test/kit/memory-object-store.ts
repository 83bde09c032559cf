import { readFileSync } from 'node:fs';
import { AppError } from '../../src/base/errors.ts';
import type { ByteRange, ObjectKey, ObjectStat, ObjectStore, OpenObject } from '../../src/platform/object-store.ts';

/** Objects in memory; remembers what was opened. */
export class MemoryObjectStore implements ObjectStore {
  readonly objects = new Map<string, Buffer>();
  readonly opened: OpenMemoryObject[] = [];

  async put(key: ObjectKey, content: string | Uint8Array): Promise<void> {
    this.objects.set(key, typeof content === 'string' ? readFileSync(content) : Buffer.from(content));
  }

  async open(key: ObjectKey, { start, end }: ByteRange = { start: 0 }): Promise<OpenObject> {
    const object = this.objects.get(key);
    if (object === undefined) throw new AppError('not-found');
    const opened = new OpenMemoryObject(object.subarray(start, end), () => this.objects.get(key) === object);
    this.opened.push(opened);
    return opened;
  }

  async stat(key: ObjectKey): Promise<ObjectStat | null> {
    const object = this.objects.get(key);
    return object === undefined ? null : { sizeBytes: object.length };
  }

  async delete(key: ObjectKey): Promise<void> {
    this.objects.delete(key);
  }

  async *list(prefix: string): AsyncGenerator<ObjectKey> {
    for (const key of [...this.objects.keys()] as ObjectKey[]) if (key.startsWith(prefix)) yield key;
  }
}

/** `isStored`: whether the store still has it. */
export class OpenMemoryObject implements OpenObject {
  readonly #bytes: Buffer;
  readonly #isStored: () => boolean;
  #position = 0;
  closed = false;

  constructor(bytes: Buffer, isStored: () => boolean) {
    this.#bytes = bytes;
    this.#isStored = isStored;
  }

  /** Whether all of it was read. */
  get ended(): boolean {
    return this.#position === this.#bytes.length;
  }

  async read(into: Uint8Array): Promise<number> {
    if (!this.#isStored()) throw new AppError('not-found');
    const read = this.#bytes.copy(into, 0, this.#position);
    this.#position += read;
    return read;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
