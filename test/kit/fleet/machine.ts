import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.ts';
import { ip, type Lan, run } from './lan.ts';

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
    return this.#pids().length > 0;
  }

  /** In front of a program that is to run on it. */
  get enter(): readonly string[] {
    return ['nsenter', `--net=/run/netns/${this.name}`];
  }

  /** Starts the machine's program. What it says on stderr is in the log. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const [command = '', ...rest] = [...this.enter, program, ...args];
    const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.pipe(createWriteStream(this.log, { flags: 'a' }), { end: false });
    this.#program = child;
    return child;
  }

  /** Ends all that runs on it, without a word. */
  async kill(): Promise<void> {
    // Stopped first: nothing is started meanwhile.
    this.#signal('SIGSTOP');
    this.#signal('SIGKILL');
    await until(`nothing runs on ${this.name}`, () => this.#pids().length === 0);
  }

  async end(): Promise<void> {
    this.#program?.kill('SIGTERM');
    const saidLast = (): string => readFileSync(this.log, 'utf8').slice(-4_000);
    await until(`nothing runs on ${this.name}`, () => this.#pids().length === 0).catch((cause: unknown) => {
      throw new Error(`${this.name} does not end: ${saidLast()}`, { cause });
    });
    // It was ended by its own limit: what kept it is to be found, but nothing is lost by it.
    if (this.#program?.exitCode === 1) process.stderr.write(`${this.name} did not end by itself: ${saidLast()}\n`);
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
    for (const pid of this.#pids()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  #pids(): number[] {
    return ip('netns', 'pids', this.name).split('\n').filter(Boolean).map(Number);
  }
}
