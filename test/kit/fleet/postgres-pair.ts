import { execFileSync } from 'node:child_process';
import { chownSync, globSync, mkdirSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '../until.ts';
import type { Lan } from './lan.ts';
import { NETWORK, run } from './lan.ts';
import type { Machine } from './machine.ts';

const BIN = globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '';
const account = () => {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};
/** How a transaction of the pair is durable: it is in both. */
const SYNCHRONOUS = "'*'";

/**
 * A primary and a synchronous standby on two machines. Clients reach the primary at one address that moves with it, as
 * keepalived does it; or at both machines' addresses.
 */
export class PostgresPair {
  readonly address: string;
  readonly #lan: Lan;
  #primary: Machine;
  #standby: Machine;

  constructor(lan: Lan, machines: readonly [Machine, Machine], address: string) {
    this.#lan = lan;
    this.address = address;
    [this.#primary, this.#standby] = machines;
  }

  get primary(): Machine {
    return this.#primary;
  }

  get standby(): Machine {
    return this.#standby;
  }

  /** By the address that moves. */
  get url(): string {
    return urlOf(this.address);
  }

  /** By both machines: the client finds the primary. */
  get urlOfBoth(): string {
    const hosts = [this.#primary, this.#standby].map(({ address }) => `${address}:5432`).sort();
    return `postgres://fonoteka@${hosts.join(',')}/postgres?target_session_attrs=read-write`;
  }

  async start(): Promise<void> {
    const cluster = clusterOf(this.#primary);
    mkdirSync(cluster);
    own(cluster);
    asPostgres('initdb', '-D', cluster, '-U', 'fonoteka', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync');
    writeFileSync(join(cluster, 'postgresql.conf'), CONFIGURATION);
    appendFileSync(join(cluster, 'pg_hba.conf'), `host all,replication all ${NETWORK} trust\n`);
    this.#lan.moveAddress(this.address, null, this.#primary.name);
    await this.run(this.#primary);
    await this.rebuildStandby();
  }

  /** Starts the server of a machine on what it has; resolves when it answers. */
  async run(machine: Machine): Promise<void> {
    rmSync(join(clusterOf(machine), 'postmaster.pid'), { force: true });
    machine.start(join(BIN, 'postgres'), ['-D', clusterOf(machine), '-k', machine.disk], account());
    await until(`PostgreSQL on ${machine.name} answers`, async () => {
      if (!machine.isRunning) throw new Error(`PostgreSQL on ${machine.name} ended, see ${machine.log}`);
      return (await query(machine, 'SELECT 1')) !== null;
    });
  }

  /** The standby becomes the primary. The old one is ended first, whatever it is doing: two primaries would both write. */
  async failOver(): Promise<void> {
    const old = this.#primary;
    await old.kill();
    [this.#primary, this.#standby] = [this.#standby, old];
    await this.promote();
    this.#lan.moveAddress(this.address, old.name, this.#primary.name);
  }

  async promote(): Promise<void> {
    await query(this.#primary, 'SELECT pg_promote()');
    await until('the standby is the primary', async () => {
      const answer = await query(this.#primary, 'SELECT pg_is_in_recovery() AS standby');
      return answer?.[0]?.['standby'] === false;
    });
  }

  /** Makes the standby anew from the primary, as a primary that has failed must be. */
  async rebuildStandby(): Promise<void> {
    const cluster = clusterOf(this.#standby);
    await this.#standby.kill();
    rmSync(cluster, { recursive: true, force: true });
    const enter = [`--net=/run/netns/${this.#standby.name}`, 'setpriv', `--reuid=${account().uid}`];
    const from = ['-h', this.#primary.address, '-U', 'fonoteka', '-D', cluster, '-R', '-X', 'stream', '-c', 'fast'];
    mkdirSync(cluster, { mode: 0o700 });
    own(cluster);
    run('nsenter', ...enter, '--clear-groups', join(BIN, 'pg_basebackup'), ...from, '--no-sync');
    await this.run(this.#standby);
    await this.waitForStandby();
  }

  /** From now on nothing is acknowledged that only one of the two has. */
  async waitForStandby(): Promise<void> {
    await until('the standby follows', async () => {
      const answer = await query(this.#primary, "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'");
      return (answer?.length ?? 0) > 0;
    });
    await this.#durableBy(SYNCHRONOUS);
  }

  /** What Patroni does when the standby is gone: the primary goes on alone. */
  async goOnAlone(): Promise<void> {
    await this.#durableBy("''");
  }

  async #durableBy(standbys: string): Promise<void> {
    await query(this.#primary, `ALTER SYSTEM SET synchronous_standby_names = ${standbys}`);
    await query(this.#primary, 'SELECT pg_reload_conf()');
  }
}

const CONFIGURATION = `
listen_addresses = '*'
max_connections = 200
shared_buffers = 64MB
fsync = off
hot_standby = on
wal_level = replica
max_wal_senders = 8
wal_keep_size = 64MB
max_wal_size = 128MB
wal_sender_timeout = 5s
wal_receiver_timeout = 5s
tcp_keepalives_idle = 5
tcp_keepalives_interval = 2
tcp_keepalives_count = 3
log_min_messages = warning
timezone = UTC
`;

const clusterOf = (machine: Machine): string => join(machine.disk, 'cluster');
const urlOf = (address: string): string => `postgres://fonoteka@${address}:5432/postgres`;

function own(folder: string): void {
  const { uid, gid } = account();
  chownSync(folder, uid, gid);
  chownSync(join(folder, '..'), uid, gid);
}

function asPostgres(program: string, ...args: readonly string[]): void {
  execFileSync(join(BIN, program), args, { ...account(), cwd: '/', stdio: 'ignore' });
}

/** Null: no answer. */
async function query(machine: Machine, text: string): Promise<Record<string, unknown>[] | null> {
  const client = new pg.Client({ connectionString: urlOf(machine.address), connectionTimeoutMillis: 3_000, query_timeout: 60_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}
