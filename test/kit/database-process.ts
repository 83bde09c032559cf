import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** Another process that has opened the database of a data folder, or only locked the folder. */
export interface DatabaseProcess {
  readonly child: ChildProcess;
  /** The database's address, or the code of the error. */
  readonly outcome: Promise<string>;
  /** Requests that it closes, and waits until it has exited. Ends its container, if it has one, with all in it. */
  close(): Promise<void>;
  /** Kills it with SIGKILL. What it started goes on, and so does its container if it has one. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly dataFolder: string;
  readonly as: 'service' | 'command';
  /** The account to run as; default: this process's. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** Only lock the folder; the outcome is then `locked`, `beside a service` or the code of the error. */
  readonly lockOnly?: boolean;
  /** In process and network namespaces of its own, as in another container. Needs root. */
  readonly contained?: boolean;
}

const OPEN_SCRIPT = new URL('./open-database-and-wait.ts', import.meta.url);
const LOCK_SCRIPT = new URL('./lock-data-folder.ts', import.meta.url);

/** The first process of a container: it stays when the one that we start is killed, and with it what that one has started. */
const CONTAINER = ['unshare', '--pid', '--net', '--fork', '--kill-child', '--mount-proc'];
/** Loopback is down in a new network namespace. */
const IN_CONTAINER = 'ip link set lo up; exec 3<&0; "$@" <&3 3<&- & wait; exec sleep infinity';

export function startDatabaseProcess({ dataFolder, as, account, ...options }: ProcessOptions): DatabaseProcess {
  const command = [process.execPath, fileURLToPath(options.lockOnly ? LOCK_SCRIPT : OPEN_SCRIPT), dataFolder, as];
  const container = [...CONTAINER, 'sh', '-c', IN_CONTAINER, 'sh'];
  const [program = '', ...args] = options.contained ? [...container, ...command] : command;
  const child = spawn(program, args, {
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
    close: () => end(() => (options.contained ? child.kill('SIGKILL') : child.stdin.end())),
    kill: () => (options.contained ? killInContainer(child.pid!) : end(() => child.kill('SIGKILL'))),
  };
}

/** Kills what runs in the container, and leaves its first process and what the killed one has started. */
async function killInContainer(unsharePid: number): Promise<void> {
  const [first = 0] = await childrenOf(unsharePid);
  const [killed = 0] = await childrenOf(first);
  process.kill(killed, 'SIGKILL');
  await until('the killed process has ended', async () => !(await childrenOf(first)).includes(killed));
}

/** Their pids in our own namespace. */
async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

async function firstLine(stdout: Readable): Promise<string> {
  for await (const line of createInterface(stdout)) return line;
  return 'ended without a word';
}
