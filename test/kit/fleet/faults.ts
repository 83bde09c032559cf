import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { until } from '../until.ts';
import type { Load } from './load.ts';
import type { Fault } from './checks.ts';
import type { Fleet } from './fleet.ts';
import type { Machine } from './machine.ts';

interface FaultOptions {
  readonly durationMs: number;
  /** Where it is noted. */
  readonly faults: Fault[];
  readonly load: Load;
  readonly say: (what: string) => void;
}

type MakeFault = (fleet: Fleet, name: string, options: FaultOptions) => Promise<void>;

/** Calls that are open on a recorder whose machine is lost. */
const LOST_CALLS = 50;

/** How long after a loss of the standby the primary goes on alone. */
const WITHOUT_STANDBY_MS = 2_000;

/** For so long, then as before. `postgres-primary` and `postgres-standby` are machines by what they are. */
function passing(kind: string, begin: (machine: Machine) => unknown, end: (machine: Machine) => unknown): MakeFault {
  return async (fleet, name, options) => {
    const machine = machineOf(fleet, name);
    await noted(machine, kind, options, async () => {
      await begin(machine);
      if (name === 'postgres-standby') {
        await setTimeout(WITHOUT_STANDBY_MS);
        await fleet.postgres.goOnAlone();
      }
      await setTimeout(options.durationMs);
      await end(machine);
    });
    if (name === 'postgres-standby') await fleet.postgres.waitForStandby();
  };
}

/** By name what can be done to a machine. */
export const FAULTS = {
  kill: async (fleet, name, options) => {
    const machine = machineOf(fleet, name);
    await noted(machine, 'killed', options, async () => {
      await machine.kill();
      if (name === 'postgres-standby') await fleet.postgres.goOnAlone();
      await setTimeout(options.durationMs);
      await startAgain(fleet, name);
    });
    if (name === 'postgres-standby') await fleet.postgres.waitForStandby();
  },
  freeze: passing(
    'frozen',
    (machine) => machine.freeze(),
    (machine) => machine.thaw(),
  ),
  cut: passing(
    'cut off',
    (machine) => machine.cut(),
    (machine) => machine.heal(),
  ),
  slow: passing(
    'slowed down',
    (machine) => machine.slowDown(),
    (machine) => machine.speedUp(),
  ),
  full: async (fleet, name, options) => {
    const machine = machineOf(fleet, name);
    await noted(machine, 'full', options, async () => {
      machine.fillDisk();
      await setTimeout(options.durationMs);
      machine.makeRoom();
    });
    // As systemd does with a program that has ended. PostgreSQL ends when it cannot write its log.
    if (!machine.isRunning) await startAgain(fleet, name);
    if (name.startsWith('postgres')) await fleet.postgres.waitForStandby();
  },
  /** A recorder's machine is lost for good in the middle of its calls. Another one takes them over, from the mirror. */
  lose: async (fleet, name, options) => {
    const { machine } = fleet.named(name);
    const over = new AbortController();
    const calls = options.load.callsOn(fleet.named(name), LOST_CALLS, 60_000, over.signal);
    await until(
      `${machine.name} records`,
      async () => ((await fleet.named(name).metric('fonoteka_capture_active_legs')) ?? 0) >= 2 * LOST_CALLS,
    );
    await setTimeout(2 * options.durationMs);
    options.load.lost.add(machine.name);
    options.faults.push({
      machine: machine.name,
      kind: 'lost',
      from: performance.now(),
      until: Number.POSITIVE_INFINITY,
    });
    options.say(`${machine.name} is lost, with ${LOST_CALLS} calls`);
    await machine.kill();
    over.abort();
    await calls;
    const id = (await readFile(join(machine.disk, 'data', 'spool.id'), 'utf8')).trim();
    const { exitCode, output } = await fleet.command('worker-1', 'recorder', 'take-over', id);
    if (exitCode !== 0) throw new Error(output);
  },
  /** The primary is lost for good, by the given fault; the standby takes its place, and a new standby is made. */
  failover: async (fleet, how, options) => {
    const machine = fleet.postgres.primary;
    await noted(machine, `lost (${how})`, options, async () => {
      if (how === 'killed') await machine.kill();
      if (how === 'frozen') machine.freeze();
      if (how === 'cut') machine.cut();
      await setTimeout(options.durationMs);
      await fleet.postgres.failOver();
      machine.heal();
    });
    options.say(`the primary is ${fleet.postgres.primary.name}`);
    await setTimeout(options.durationMs);
    await fleet.postgres.rejoin();
  },
} as const satisfies Record<string, MakeFault>;

export type FaultKind = keyof typeof FAULTS;

async function noted(
  machine: Machine,
  kind: string,
  { faults, say }: FaultOptions,
  work: () => Promise<void>,
): Promise<void> {
  const fault: Fault = { machine: machine.name, kind, from: performance.now(), until: Number.POSITIVE_INFINITY };
  faults.push(fault);
  say(`${machine.name} is ${kind}`);
  await work();
  fault.until = performance.now();
}

function machineOf(fleet: Fleet, name: string): Machine {
  if (name === 'postgres-primary') return fleet.postgres.primary;
  if (name === 'postgres-standby') return fleet.postgres.standby;
  return name === fleet.s3.name ? fleet.s3 : fleet.named(name).machine;
}

async function startAgain(fleet: Fleet, name: string): Promise<void> {
  if (name.startsWith('postgres')) fleet.postgres.startAgain(machineOf(fleet, name));
  else await fleet.named(name).start();
}
