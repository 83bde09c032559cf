import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Another process that has opened the database of a data folder. */
export interface DatabaseProcess {
  readonly child: ChildProcess;
  /** The database's address, or the code of the error. */
  readonly outcome: Promise<string>;
  /** Requests that it closes, and waits until it has exited. */
  close(): Promise<void>;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly dataFolder: string;
  readonly as: 'service' | 'command';
  /** The account to run as; default: this process's. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

export function startDatabaseProcess({ dataFolder, as, account }: ProcessOptions): DatabaseProcess {
  const script = fileURLToPath(new URL('./open-database-and-wait.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataFolder, as], {
    ...account,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(child, 'exit');
  const end = async (ask: () => void): Promise<void> => {
    ask();
    await ended;
  };
  return {
    child,
    outcome: firstLine(child.stdout),
    close: () => end(() => child.stdin.end()),
    kill: () => end(() => child.kill('SIGKILL')),
  };
}

async function firstLine(stdout: Readable): Promise<string> {
  for await (const line of createInterface(stdout)) return line;
  return 'ended without a word';
}
