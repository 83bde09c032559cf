import type { Readable } from 'node:stream';
import type { TenantId } from '../base/ids.ts';

/**
 * One tenant's recordings as a read-only tree of files, `/YYYY/MM/DD/name.mp3`, as FTP and SFTP show it.
 * A tree shows no other tenant's recordings. Paths are absolute, separated by `/`, without `.`, `..`
 * or a trailing slash; any other path names nothing. Every method fails only when the database or the
 * object store does (`AppError`).
 */
export interface RecordingTree {
  readonly tenantId: TenantId;
  /** The entry at the path, or null. */
  stat(path: string): Promise<TreeEntry | null>;
  /** The entries of a folder, by name; none when the path is no folder. */
  list(path: string): AsyncIterable<TreeEntry>;
  /**
   * The bytes of a file from `start` (0 … its size) on, or null when there is no such file. Each call writes one
   * download to the tenant's audit log. The caller reads the stream to its end or destroys it.
   */
  open(path: string, start: number): Promise<Readable | null>;
}

export type TreeEntry = TreeFolder | TreeFile;

export interface TreeFolder {
  readonly kind: 'folder';
  /** The last part of the path; empty for the root. */
  readonly name: string;
  /** Unix ms. */
  readonly modifiedAt: number;
}

export interface TreeFile {
  readonly kind: 'file';
  readonly name: string;
  /** Unix ms. */
  readonly modifiedAt: number;
  readonly sizeBytes: number;
}
