import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The account test servers act as when root starts them: nobody's. */
export const SERVER_ACCOUNT = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

/** Where a test server keeps its settings and what it is sent. */
export class ServerFolder {
  readonly path: string;
  /** What clients see. */
  readonly files: string;
  readonly #disks: string[] = [];

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

  /** A folder in `files` that is a small disk of its own. Only root may make one. */
  makeSmallDisk(name: string, sizeBytes: number): void {
    const folder = this.makeFolder(join('files', name));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=777`, 'none', folder]);
    this.#disks.push(folder);
  }

  remove(): void {
    for (const disk of this.#disks) execFileSync('umount', ['--lazy', disk]);
    rmSync(this.path, { recursive: true, force: true });
  }
}
