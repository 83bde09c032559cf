import type { SyncedFile } from './spool-writer.ts';

/**
 * Learns what is on disk in the spool, to copy it elsewhere. A segment's bytes never change once they are synced. Its methods return at
 * once and never throw: the spool waits for nobody.
 */
export interface SpoolObserver {
  /** A segment is on disk up to a length; may be repeated, and be less than before. 0: how far is not known, it cannot be read. */
  synced(segment: SyncedFile): void;
  /** A media worker has written a second. */
  flushed(): void;
  /** A segment is deleted: nothing in it is needed any more. */
  deleted(file: string): void;
}
