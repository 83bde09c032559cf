import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { AppError } from '../../src/base/errors.ts';
import type { ByteRange, ObjectKey, ObjectStat, ObjectStore } from '../../src/platform/object-store.ts';

/** Objects in memory; counts the open streams. */
export class MemoryObjectStore implements ObjectStore {
  readonly objects = new Map<string, Buffer>();
  readonly opened: Readable[] = [];

  async put(key: ObjectKey, file: string): Promise<void> {
    this.objects.set(key, readFileSync(file));
  }

  async open(key: ObjectKey, { start, end }: ByteRange = { start: 0 }): Promise<Readable> {
    const object = this.objects.get(key);
    if (object === undefined) throw new AppError('not-found');
    if (start >= object.length && object.length > 0) throw new AppError('range-not-satisfiable');
    const stream = Readable.from(slices(object.subarray(start, end)));
    this.opened.push(stream);
    return stream;
  }

  async stat(key: ObjectKey): Promise<ObjectStat | null> {
    const object = this.objects.get(key);
    return object === undefined ? null : { sizeBytes: object.length };
  }

  async delete(key: ObjectKey): Promise<void> {
    this.objects.delete(key);
  }
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}

const SLICE_BYTES = 16 * 1024;
