import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

const DEADLINE_SECONDS = 40;

interface SippRun {
  /** 0 only if every call matched the scenario. */
  readonly exitCode: number;
  /** The messages sipp sent and received; shown when a test fails. */
  readonly trace: string;
}

export interface Sipp {
  readonly process: ChildProcess;
  readonly done: Promise<SippRun>;
}

/** Starts sipp with the given arguments, in a folder that may have files that it plays. It ends itself after a deadline. */
export function startSipp(args: readonly string[], folder = temporaryFolder()): Sipp {
  const trace = join(folder, 'messages.log');
  const own = ['-nostdin', '-trace_err', '-trace_msg', '-message_file', trace, '-timeout', `${DEADLINE_SECONDS}s`];
  const process = spawn('sipp', [...args, ...own], { cwd: folder, stdio: 'ignore' });
  const done = Promise.race([
    once(process, 'exit'),
    once(process, 'error').then(([error]) => {
      throw new Error(`sipp could not be run: ${String(error)}`);
    }),
  ]).then(([code]) => ({ exitCode: Number(code ?? -1), trace: readOrEmpty(trace) }));
  return { process, done };
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Of /proc/net: a TCP socket that listens, a UDP socket without a peer. */
const LISTENING = { tcp: '0A', udp: '07' } as const;

/**
 * Whether a program of this machine listens on the port of 127.0.0.1, which sipp does not report.
 */
export function isBound(transport: 'udp' | 'tcp', port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = readFileSync(`/proc/net/${transport}`, 'utf8').split('\n');
  return sockets.some((line) => {
    const [, address, , state] = line.trim().split(/\s+/);
    return address === local && state === LISTENING[transport];
  });
}
