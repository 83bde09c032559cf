import type { TenantId } from '../base/ids.ts';

/**
 * One tenant's recordings as a read-only tree of files, `/YYYY/MM/DD/name.mp3`, as every door shows it. A day has `SHA256SUMS`
 * beside them, and, once it is over, its manifests.
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
  /** The file at the path, to be read, or null. Nothing more is looked up to read it. */
  find(path: string): Promise<FoundFile | null>;
}

export interface FoundFile {
  readonly entry: TreeFile;
  /** Of the complete file, hexadecimal; null: it is not known. */
  readonly sha256: string | null;
  /**
   * Opens its bytes from `start` (0 … its size) on. What cannot be read fails here, later damage fails a `read`. The first
   * call writes one download to the tenant's audit log.
   */
  open(start: number): Promise<FileContent>;
}

/** The bytes of an open file, in order. */
export interface FileContent {
  /** The next bytes, null at the end. The buffer is valid until the next call. The first bytes come once the download is audited. */
  read(): Promise<Buffer | null>;
  /**
   * Frees the memory of what was read last, before the garbage collector would: only once nobody uses it, the kernel neither (a
   * socket's write has called back). `sendContent` does; who keeps bytes for longer does not call it.
   */
  release?(): void;
  /** Lets go of what is open; also after the end and after a failure. */
  close(): void;
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
