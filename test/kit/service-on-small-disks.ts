import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReadyReport } from '../../src/compose/index.ts';
import { contained, type SmallDisk } from './push/contained.ts';

/** `fonoteka start` in a mount namespace of its own, with a small disk on each of the given folders. Needs root. */
export class ServiceOnSmallDisks {
  readonly ready: ReadyReport;
  readonly #child: ChildProcess;

  static async start(
    disks: readonly SmallDisk[],
    roles: string,
    settings: Readonly<Record<string, string>>,
  ): Promise<ServiceOnSmallDisks> {
    if (process.getuid?.() !== 0) throw new Error('only root may mount a small disk');
    const [program = '', ...args] = contained('bin/fonoteka', ['start', '--roles', roles], disks);
    const child = spawn(program, args, {
      env: {
        ...process.env,
        FONOTEKA_HTTP_PORT: '0',
        FONOTEKA_SIP_PORT: '0',
        FONOTEKA_FTP_PORT: '0',
        FONOTEKA_SFTP_PORT: '0',
        FONOTEKA_LOG_LEVEL: 'silent',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('ready '))
        return new ServiceOnSmallDisks(child, JSON.parse(line.slice('ready '.length)) as ReadyReport);
    }
    throw new Error('the service ended before it was ready');
  }

  private constructor(child: ChildProcess, ready: ReadyReport) {
    this.#child = child;
    this.ready = ready;
  }

  /** A folder of the service, seen from outside its mount namespace. */
  outside(folder: string): string {
    return `/proc/${this.#child.pid}/root${folder}`;
  }

  /** Fills the disk that is mounted on a folder up to so many bytes. */
  async leaveFree(folder: string, freeBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.outside(folder));
    await writeFile(this.#ballast(folder), Buffer.alloc(bavail * bsize - freeBytes));
  }

  async makeRoom(folder: string): Promise<void> {
    await rm(this.#ballast(folder));
  }

  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  #ballast(folder: string): string {
    return join(this.outside(folder), 'ballast');
  }
}
