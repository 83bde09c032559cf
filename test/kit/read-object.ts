import type { ByteRange, ObjectKey, ObjectStore } from '../../src/platform/object-store.ts';

/** The bytes of an object, or of a range of it. */
export async function readObject(store: Pick<ObjectStore, 'open'>, key: ObjectKey, range?: ByteRange): Promise<Buffer> {
  const object = await store.open(key, range);
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const piece = Buffer.alloc(4096);
      const length = await object.read(piece);
      pieces.push(piece.subarray(0, length));
      if (length < piece.length) return Buffer.concat(pieces);
    }
  } finally {
    await object.close();
  }
}
