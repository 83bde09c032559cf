import type { Readable } from 'node:stream';
import type { ObjectKey } from './object-key.ts';

/** Where recordings' bytes are kept. An object is whole or not there at all, and is never changed in place. */
export interface ObjectStore {
  /**
   * Stores the content of a local file; durable when this resolves. An object that is already there under
   * the key is replaced. The file stays the caller's. One `put` of a key at a time.
   */
  put(key: ObjectKey, file: string): Promise<void>;
  /**
   * Opens an object for reading, whole or a part. The reader must consume or destroy the stream.
   * Fails with `not-found`, or `range-not-satisfiable` for a range that begins behind the last byte.
   */
  open(key: ObjectKey, range?: ByteRange): Promise<Readable>;
  /** What is known of an object without reading it; null where there is none. */
  stat(key: ObjectKey): Promise<ObjectStat | null>;
  /** Removes an object for good; durable when this resolves. An object that is not there is no error. */
  delete(key: ObjectKey): Promise<void>;
}

/** A part of an object, in bytes from its beginning. */
export interface ByteRange {
  readonly start: number;
  /** One past the last byte; absent, or behind the object's end: up to its end. */
  readonly end?: number;
}

export interface ObjectStat {
  readonly sizeBytes: number;
}
