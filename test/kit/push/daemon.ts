import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../until.ts';
import { contained, type SmallDisk } from './contained.ts';

/** A Debian server program, run in the foreground by a test and stopped at its end. */
export class Daemon {
  readonly #child: ChildProcess;
  #output = '';

  constructor(program: string, args: readonly string[], disks: readonly SmallDisk[] = []) {
    const [command = '', ...rest] = contained(program, args, disks);
    this.#child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => {
      this.#output += `${command} could not be run: ${error.message}`;
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves when the port accepts connections. Fails with the program's output if it ends before. */
  async listening(port: number, address = '127.0.0.1'): Promise<this> {
    await until(`a server at port ${port}`, () => {
      if (this.#child.exitCode !== null || this.#child.pid === undefined) throw new Error(this.#output);
      return accepts(port, address);
    });
    return this;
  }

  /** Resolves when its output is closed, so when all its child processes have ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const gone = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** Cleans up and rethrows if a server does not start. */
export async function stopAndRethrow(error: unknown, server: { stop(): Promise<void> }): Promise<never> {
  await server.stop();
  throw error;
}

async function accepts(port: number, address: string): Promise<boolean> {
  const socket = connect(port, address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
