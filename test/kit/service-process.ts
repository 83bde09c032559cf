import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ReadyReport } from '../../src/compose/index.ts';
import { rtpPorts } from './rtp-ports.ts';
import { type ProgramRun, runProgram } from './run-program.ts';

const PROGRAM = 'bin/fonoteka';

/** `fonoteka start` in a separate process, so that it can be killed. */
export class ServiceProcess {
  readonly ready: ReadyReport;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: ReadyReport) {
    this.#child = child;
    this.ready = ready;
  }

  /** Resolves when it prints `ready`; fails if it ends before. */
  static async start(
    dataFolder: string,
    settings: Readonly<Record<string, string>> = {},
    program = PROGRAM,
  ): Promise<ServiceProcess> {
    const env = { ...environment(dataFolder), ...settings };
    const child = spawn(program, ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('ready '))
        return new ServiceProcess(child, JSON.parse(line.slice('ready '.length)) as ReadyReport);
    }
    throw new Error('the service ended before it was ready');
  }

  /** The value of a counter or gauge without labels. */
  async metric(name: string): Promise<number> {
    const metrics = await (await fetch(`${this.ready.http!}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1]);
  }

  /** Sends SIGKILL, so the service cannot write anything more. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    process.kill(this.ready.pid, signal);
    await exited;
  }
}

/** Runs a command of `fonoteka` on a data folder, with additional settings. */
export async function fonoteka(
  dataFolder: string,
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<ProgramRun> {
  return runProgram(PROGRAM, args, { env: { ...environment(dataFolder), ...settings } });
}

/** Runs a command and returns its JSON; fails the test if the command fails. */
export async function fonotekaJson<T>(dataFolder: string, ...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await fonoteka(dataFolder, {}, ...args, '--json');
  if (exitCode !== 0) throw new Error(`fonoteka ${args[0]} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout.toString()) as T;
}

function environment(dataFolder: string): NodeJS.ProcessEnv {
  const { min, max } = rtpPorts();
  return {
    ...process.env,
    FONOTEKA_DATA: dataFolder,
    FONOTEKA_LOG_LEVEL: 'error',
    FONOTEKA_HTTP_PORT: '0',
    FONOTEKA_SIP_PORT: '0',
    FONOTEKA_FTP_PORT: '0',
    FONOTEKA_SFTP_PORT: '0',
    FONOTEKA_RTP_PORTS: `${min}-${max}`,
  };
}
