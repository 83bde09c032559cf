import { appendFileSync } from 'node:fs';
import { DebianServer, type DebianServerOptions } from '../debian-postgres.ts';
import { PostgresPair } from '../postgres-pair.ts';
import type { Machine } from './machine.ts';

/** A primary and a synchronous standby, each on a machine. Clients have the addresses of both and find the primary. */
export class PostgresMachines {
  readonly #machines: readonly [Machine, Machine];
  #pair: PostgresPair | null = null;

  constructor(machines: readonly [Machine, Machine]) {
    this.#machines = machines;
  }

  get primary(): Machine {
    return this.#machineOf(this.#pair!.primary);
  }

  get standby(): Machine {
    return this.#machineOf(this.#pair!.standby);
  }

  get url(): string {
    const hosts = this.#machines.map(({ address }) => `${address}:${PORT}`).join(',');
    return `postgres://fonoteka@${hosts}/postgres?target_session_attrs=read-write`;
  }

  async start(): Promise<void> {
    const [first, second] = this.#machines;
    this.#pair = await PostgresPair.start({ first: serverOn(first), second: serverOn(second), synchronous: true });
  }

  /** Starts the server of a machine again, on what it has. */
  startAgain(machine: Machine): void {
    const { primary, standby } = this.#pair!;
    (this.#machineOf(primary) === machine ? primary : standby).start();
  }

  /** The standby becomes the primary. The old one is ended first, whatever it is doing: two primaries would both write. */
  async failOver(): Promise<void> {
    await this.primary.kill();
    this.#pair!.promote();
  }

  /** The old primary comes back as the standby of the new one. */
  async rejoin(): Promise<void> {
    await this.#pair!.rejoin();
  }

  /** The standby is there again: from now on nothing is acknowledged that only one of the two has. */
  async waitForStandby(): Promise<void> {
    await this.#pair!.streams();
  }

  /** What Patroni does when the standby is gone: the primary goes on without it. */
  async goOnAlone(): Promise<void> {
    await this.#pair!.goOnAlone();
  }

  /** What the servers said is put where the other machines' logs are. */
  keepLogs(): void {
    for (const server of [this.#pair!.primary, this.#pair!.standby])
      appendFileSync(this.#machineOf(server).log, server.log());
  }

  #machineOf({ address }: DebianServer): Machine {
    return this.#machines.find((machine) => machine.address === address)!;
  }
}

const PORT = 5432;

function serverOn(machine: Machine): DebianServerOptions {
  return { address: machine.address, port: PORT, command: machine.enter, in: machine.disk, settings: SETTINGS };
}

const SETTINGS = {
  max_connections: '200',
  shared_buffers: '64MB',
  wal_keep_size: '64MB',
  max_wal_size: '128MB',
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '5s',
  // A client that is gone keeps no locks.
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
};
