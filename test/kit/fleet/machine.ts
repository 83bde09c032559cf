import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lan } from './lan.ts';
import { run } from './lan.ts';

export interface MachineOptions {
  readonly lan: Lan;
  readonly name: string;
  readonly address: string;
  /** Of the whole fleet; the machine has a disk of its own mounted on a folder in it. */
  readonly fleetFolder: string;
  readonly diskBytes: number;
}

/** A network namespace with an address and a small disk, on which one program runs. */
export class Machine {
  readonly name: string;
  readonly address: string;
  /** Its own disk. */
  readonly disk: string;
  readonly log: string;
  readonly #lan: Lan;
  #program: ChildProcess | null = null;

  constructor({ lan, name, address, fleetFolder, diskBytes }: MachineOptions) {
    this.#lan = lan;
    this.name = name;
    this.address = address;
    this.disk = join(fleetFolder, name);
    this.log = join(fleetFolder, `${name}.log`);
    lan.attach(name, address);
    mkdirSync(this.disk);
    run('mount', '-t', 'tmpfs', '-o', `size=${diskBytes},mode=755`, 'none', this.disk);
  }

  get isRunning(): boolean {
    return this.#program !== null && this.#program.exitCode === null && this.#program.signalCode === null;
  }

  /** Starts the machine's program. What it says on stderr is in the log. */
  start(program: string, args: readonly string[], how: { env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {}) {
    const account = how.uid === undefined ? [] : ['setpriv', `--reuid=${how.uid}`, `--regid=${how.gid}`, '--clear-groups'];
    const command = [`--net=/run/netns/${this.name}`, ...account, program, ...args];
    const child = spawn('nsenter', command, { env: how.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.pipe(createWriteStream(this.log, { flags: 'a' }), { end: false });
    this.#program = child;
    return child;
  }

  /** Ends the program with all it has started, without a word. */
  async kill(): Promise<void> {
    const child = this.#program;
    if (child === null || !this.isRunning) return;
    const exited = once(child, 'exit');
    // Stopped first: nothing is started meanwhile.
    this.#signal('SIGSTOP');
    this.#signal('SIGKILL');
    await exited;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#program;
    if (child === null || !this.isRunning) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  cut(): void {
    this.#lan.cut(this.name);
  }

  heal(): void {
    this.#lan.heal(this.name);
  }

  slowDown(): void {
    this.#lan.slowDown(this.name);
  }

  speedUp(): void {
    this.#lan.speedUp(this.name);
  }

  /** To the last byte. What the program frees meanwhile it can use again. */
  fillDisk(): void {
    const { bavail, bsize } = statfsSync(this.disk);
    try {
      // The program may write, too: more than is free.
      writeFileSync(join(this.disk, 'ballast'), Buffer.alloc((bavail + 16) * bsize));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  makeRoom(): void {
    rmSync(join(this.disk, 'ballast'), { force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    for (const pid of withDescendants(this.#program!.pid!)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

/** Parents first. */
function withDescendants(pid: number): number[] {
  let children: number[] = [];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has ended.
  }
  return [pid, ...children.flatMap(withDescendants)];
}
