import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** The network of the test's own namespace: callers, customers and their servers are at this address. */
export const HERE = '10.77.0.1';
export const NETWORK = '10.77.0.0/24';

/** Runs a program; fails with what it said. */
export function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export const ip = (...args: readonly string[]): string => run('ip', ...args);

/** A bridge in our network namespace. Each machine is a namespace with a cable to it. Everything ends with our namespaces. */
export class Lan {
  constructor() {
    mkdirSync('/run/netns', { recursive: true });
    run('mount', '-t', 'tmpfs', 'none', '/run/netns');
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'lan', 'type', 'bridge');
    ip('address', 'add', `${HERE}/24`, 'dev', 'lan');
    ip('link', 'set', 'lan', 'up');
  }

  attach(machine: string, address: string): void {
    ip('netns', 'add', machine);
    ip('link', 'add', cableOf(machine), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', machine);
    ip('link', 'set', cableOf(machine), 'master', 'lan', 'up');
    ip('-n', machine, 'link', 'set', 'lo', 'up');
    ip('-n', machine, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', machine, 'link', 'set', 'eth0', 'up');
  }

  /** Nothing passes any more, and nobody gets an error: as with a switch that is off. The machine's own link stays up. */
  cut(machine: string): void {
    ip('link', 'set', cableOf(machine), 'nomaster');
  }

  heal(machine: string): void {
    ip('link', 'set', cableOf(machine), 'master', 'lan', 'up');
  }

  /** What leaves the machine waits in a queue: some 200 ms for each packet, and what does not fit is lost. */
  slowDown(machine: string): void {
    run('ip', 'netns', 'exec', machine, 'tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', ...SLOW);
  }

  speedUp(machine: string): void {
    run('ip', 'netns', 'exec', machine, 'tc', 'qdisc', 'delete', 'dev', 'eth0', 'root');
  }
}

/** Of all qdiscs only this one is in every kernel that has any: netem is often missing. */
const SLOW = ['tbf', 'rate', '400kbit', 'burst', '3000', 'latency', '200ms'];

/** Interfaces have at most 15 characters. */
const cableOf = (machine: string): string => `to-${machine}`;
