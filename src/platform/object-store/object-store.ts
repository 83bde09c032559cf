import type { Readable } from 'node:stream';
import { fail, ok, type Result } from '../../base/result.ts';

/** Stores the bytes of recordings. An object is complete or missing, and is never changed in place. */
export interface ObjectStore {
  /**
   * Stores the content of a local file; on disk when this resolves. Replaces an existing object with this key. The file
   * still belongs to the caller. One `put` of a key at a time.
   */
  put(key: ObjectKey, file: string): Promise<void>;
  /**
   * Opens an object, or a part of it, for reading. The caller must read the stream to its end or destroy it.
   * Fails with `not-found`, or with `range-not-satisfiable` if the range begins after the last byte.
   */
  open(key: ObjectKey, range?: ByteRange): Promise<Readable>;
  /** Information about an object; null if there is none. */
  stat(key: ObjectKey): Promise<ObjectStat | null>;
  /** Deletes an object permanently; done on disk when this resolves. It is no error if there is none. */
  delete(key: ObjectKey): Promise<void>;
}

/** A part of an object, in bytes from its beginning. */
export interface ByteRange {
  readonly start: number;
  /** One past the last byte. If absent, or after the object's end: up to the end. */
  readonly end?: number;
}

export interface ObjectStat {
  readonly sizeBytes: number;
}

declare const brand: unique symbol;
/** A name in the object store: segments separated by `/`, checked by `readObjectKey`. */
export type ObjectKey = string & { readonly [brand]: 'object-key' };

/** S3 allows 1024 bytes; ours are far shorter. */
const MAX_KEY_LENGTH = 512;
/** Begins with a letter or digit, so that no segment is `.`, `..` or a hidden (temporary) file. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Checks an object key. Rejects everything that could name a file outside the store's folder or a hidden one. */
export function readObjectKey(text: string): Result<ObjectKey> {
  if (text.length > MAX_KEY_LENGTH) return fail('too long');
  if (!text.split('/').every((segment) => SEGMENT.test(segment))) return fail('not made of plain segments');
  return ok(text as ObjectKey);
}
