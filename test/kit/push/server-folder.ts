import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SmallDisk } from './contained.ts';

/** The account that test servers run as when root starts them: `nobody`. */
export const SERVER_ACCOUNT = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

/** The folder on which a disk of 1 MB is mounted. */
export const SMALL_DISK = 'small';
const SMALL_DISK_BYTES = 1_000_000;

/** The folder of a test server: its settings and the files it receives. */
export class ServerFolder {
  readonly path: string;
  /** The files that clients see. */
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

  /** A file that clients see; null: there is none. */
  contentAt(path: string): Buffer | null {
    const file = join(this.files, path);
    return existsSync(file) ? readFileSync(file) : null;
  }

  /** To be mounted on `files/small`. */
  smallDisk(): SmallDisk {
    return { folder: this.makeFolder(join('files', SMALL_DISK)), sizeBytes: SMALL_DISK_BYTES };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The files in a folder of this machine and below it, by path. */
export function filesIn(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}
