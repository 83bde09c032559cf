import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { placeTestCall, type TestCallOutcome, tone } from '../../src/test-caller/index.ts';
import { rtpPorts } from './rtp-ports.ts';
import { ServiceProcess } from './service-process.ts';
import { lastingFolder } from './temporary-folder.ts';

/** A machine of a test: a process with its own data folder. */
export interface Machine {
  readonly data: string;
  readonly process: ServiceProcess;
}

interface MachinesOptions {
  readonly databaseUrl: string;
  readonly settings?: Readonly<Record<string, string>>;
}

const RTP_PORTS_OF_A_MACHINE = 200;

/** Machines on one database, which share the recordings and the keys and nothing else. */
export class Machines implements AsyncDisposable {
  readonly #options: MachinesOptions;
  readonly #folder = lastingFolder();
  readonly #started: Machine[] = [];
  readonly #rtpPorts = rtpPorts();
  #count = 0;

  constructor(options: MachinesOptions) {
    this.#options = options;
    mkdirSync(join(this.#folder, 'recordings'));
  }

  /** The keys that all use. */
  get keys(): string {
    return join(this.#folder, 'keys');
  }

  /** Starts a machine with one role, or with the program of another release. */
  async start(role: Role, program?: string): Promise<Machine> {
    const number = this.#count++;
    const data = join(this.#folder, `machine-${number}`);
    mkdirSync(data);
    symlinkSync(join(this.#folder, 'recordings'), join(data, 'recordings'));
    const min = this.#rtpPorts.min + number * RTP_PORTS_OF_A_MACHINE;
    const process = await ServiceProcess.start(
      data,
      {
        FONOTEKA_DATABASE_URL: this.#options.databaseUrl,
        FONOTEKA_KEYS: this.keys,
        FONOTEKA_ROLES: role,
        FONOTEKA_RTP_PORTS: `${min}-${min + RTP_PORTS_OF_A_MACHINE - 1}`,
        // That of the customers' address, as the API shows it; only the role `files` listens.
        ...(role === 'web' ? { FONOTEKA_FTP_PORT: '2121' } : {}),
        ...this.#options.settings,
      },
      program,
    );
    const machine = { data, process };
    this.#started.push(machine);
    return machine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not stopped, which takes seconds.
    await Promise.all(this.#started.map(({ process }) => process.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The address of a machine with the role `web`. */
export function originOf({ process }: Machine): string {
  return process.ready.http!;
}

/** Places a call of a second at a machine with the role `recorder`. */
export function callTo({ process }: Machine, parties: { caller: string; callee: string }): Promise<TestCallOutcome> {
  const [host, port] = process.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const audio = { callerAudio: tone(440), calleeAudio: tone(1000) };
  const sip = { host, port: Number(port), transport: 'udp' } as const;
  return placeTestCall({ sip, ...parties, durationMs: 1_000, ...audio, clock: systemClock });
}
