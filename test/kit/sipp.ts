import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
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

/** A port that is free for UDP and TCP, because sipp cannot choose one and report it. */
export async function freeSipPort(address = '127.0.0.1'): Promise<number> {
  const listener = createServer();
  for (;;) {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    const { port } = socket.address();
    const isFree = await new Promise<boolean>((decided) => {
      listener.once('error', () => decided(false));
      listener.listen(port, address, () => decided(true));
    });
    socket.close();
    if (!isFree) continue;
    listener.close();
    return port;
  }
}

/**
 * Whether a program of this machine listens on the port of 127.0.0.1, which sipp does not report. A test connection
 * could connect to itself, because clients get ports of the same range.
 */
export function isBound(transport: 'udp' | 'tcp', port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return readFileSync(`/proc/net/${transport}`, 'utf8').includes(local);
}
