import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { newId, type TenantId } from '../../src/base/ids.ts';
import type { FileContent, FoundFile, RecordingTree, TreeEntry } from '../../src/file-access/index.ts';

export interface MemoryTreeOptions {
  readonly tenantId?: TenantId;
  /** Paths and contents. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Modification time of all files and folders, Unix ms. */
  readonly modifiedAt?: number;
}

/** A file tree in memory. A folder exists if it has files. */
export class MemoryTree implements RecordingTree {
  readonly tenantId: TenantId;
  /** Paths in the order they were opened. */
  readonly opened: string[] = [];
  /** How many contents are open. */
  openContents = 0;
  readonly #files: Readonly<Record<string, Buffer>>;
  readonly #modifiedAt: number;

  constructor({ tenantId, files, modifiedAt }: MemoryTreeOptions) {
    this.#modifiedAt = modifiedAt ?? Date.parse('2026-03-10T08:05:09Z');
    this.tenantId = tenantId ?? newId<TenantId>(this.#modifiedAt);
    this.#files = files;
  }

  async stat(path: string): Promise<TreeEntry | null> {
    const name = posix.basename(path);
    const content = this.#files[path];
    if (content !== undefined) {
      return { kind: 'file', name, modifiedAt: this.#modifiedAt, sizeBytes: content.length };
    }
    const isFolder = path === '/' || Object.keys(this.#files).some((file) => file.startsWith(`${path}/`));
    return isFolder ? { kind: 'folder', name, modifiedAt: this.#modifiedAt } : null;
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    const prefix = path === '/' ? '/' : `${path}/`;
    const below = Object.keys(this.#files).filter((file) => file.startsWith(prefix));
    const names = new Set(below.map((file) => file.slice(prefix.length).split('/')[0]!));
    for (const name of [...names].sort()) yield (await this.stat(prefix + name))!;
  }

  async find(path: string): Promise<FoundFile | null> {
    const entry = await this.stat(path);
    if (entry?.kind !== 'file') return null;
    const sha256 = createHash('sha256').update(this.#files[path]!).digest('hex');
    return { entry, sha256, open: (start) => this.open(path, start) };
  }

  async open(path: string, start: number): Promise<FileContent> {
    this.opened.push(path);
    this.openContents++;
    const left = chunks(this.#files[path]!.subarray(start));
    let closed = false;
    return {
      read: async () => left.next().value ?? null,
      close: () => {
        if (!closed) this.openContents--;
        closed = true;
      },
    };
  }
}

function* chunks(content: Buffer): Generator<Buffer, undefined> {
  for (let at = 0; at < content.length; at += 64 * 1024) yield content.subarray(at, at + 64 * 1024);
}
