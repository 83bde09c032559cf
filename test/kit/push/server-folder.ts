import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SmallDisk } from './contained.ts';

/** The account test servers act as when root starts them: nobody's. */
export const SERVER_ACCOUNT = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

/** The folder that is a disk of a megabyte. */
export const SMALL_DISK = 'small';
const SMALL_DISK_BYTES = 1_000_000;

/** Where a test server keeps its settings and what it is sent. */
export class ServerFolder {
  readonly path: string;
  /** What clients see. */
  readonly files: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'fonoteka-server-'));
    chmodSync(this.path, 0o755);
    this.files = this.makeFolder('files');
  }

  makeFolder(name: string): string {
    const folder = join(this.path, name);
    mkdirSync(folder, { recursive: true });
    if (SERVER_ACCOUNT !== null) chownSync(folder, SERVER_ACCOUNT.uid, SERVER_ACCOUNT.gid);
    return folder;
  }

  /** To be mounted over `files/small`. */
  smallDisk(): SmallDisk {
    return { folder: this.makeFolder(join('files', SMALL_DISK)), sizeBytes: SMALL_DISK_BYTES };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
