import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FolderKeyStore } from '../../../src/platform/key-store.ts';
import { connect } from '../../../src/platform/postgres/connect.ts';
import type { S3Settings } from '../../../src/platform/s3/index.ts';
import type { Database } from '../../../src/platform/postgres/index.ts';
import { quietLog } from '../quiet-log.ts';
import { Openssh } from '../push/openssh.ts';
import { Radosgw } from '../push/radosgw.ts';
import { runProgram } from '../run-program.ts';
import { addCustomers, type Customers } from './customers.ts';
import { FonotekaMachine } from './fonoteka-machine.ts';
import { Lan } from './lan.ts';
import { Machine } from './machine.ts';
import { PostgresMachines } from './postgres-machines.ts';

const MB = 1_000_000;

/** Each machine's clock, but two, is wrong: by seconds, by minutes, and one by so much that it must not destroy anything. */
const MACHINES = [
  { name: 'recorder-1', role: 'recorder', host: 11, clockOffsetMs: 0 },
  // The kernel's times of arrival are those of the box: with a wrong clock packets are read without them.
  { name: 'recorder-2', role: 'recorder', host: 12, clockOffsetMs: 3_000, settings: { FONOTEKA_RECEIVER: 'portable' } },
  { name: 'web-1', role: 'web', host: 13, clockOffsetMs: -2 * 60_000 },
  { name: 'web-2', role: 'web', host: 14, clockOffsetMs: 3_000 },
  { name: 'files-1', role: 'files', host: 15, clockOffsetMs: -3_000 },
  { name: 'worker-1', role: 'worker', host: 16, clockOffsetMs: 0 },
  { name: 'worker-2', role: 'worker', host: 17, clockOffsetMs: 60 * 60_000 },
] as const;
export const WRONG_CLOCK = 'worker-2';

/** 2 recorders, 2 web, 1 files, 2 workers, PostgreSQL in two, an S3 server, and a customer's SFTP server here, on one network. */
export class Fleet {
  readonly lan = new Lan();
  readonly folder: string;
  readonly machines: readonly FonotekaMachine[];
  readonly postgres: PostgresMachines;
  /** Ceph's gateway with all of its cluster, in memory. */
  readonly s3: Machine;
  #gateway: Radosgw | null = null;
  #bucket: S3Settings | null = null;
  #sftp: Openssh | null = null;
  #db: Database | null = null;
  #customers: Customers | null = null;

  /** `folder`: an empty one that ends with our namespaces. */
  constructor(folder: string) {
    this.folder = folder;
    const keys = join(folder, 'keys');
    mkdirSync(keys);
    const machine = (name: string, host: number, diskBytes: number): Machine =>
      new Machine({ lan: this.lan, name, address: `10.77.0.${host}`, fleetFolder: folder, diskBytes });
    const pair = [machine('postgres-1', 21, 500 * MB), machine('postgres-2', 22, 500 * MB)] as const;
    this.s3 = machine('s3-1', 31, MB);
    this.postgres = new PostgresMachines(pair);
    this.machines = MACHINES.map(({ name, role, host, clockOffsetMs, ...more }) => {
      const settings = 'settings' in more ? more.settings : {};
      const bucket = (): S3Settings => this.#bucket!;
      const options = { role, clockOffsetMs, keys, bucket, databaseUrl: this.postgres.url, settings };
      return new FonotekaMachine(machine(name, host, 200 * MB), options);
    });
  }

  get db(): Database {
    return this.#db!;
  }

  get customers(): Customers {
    return this.#customers!;
  }

  get keys(): FolderKeyStore {
    return new FolderKeyStore(join(this.folder, 'keys'));
  }

  async start(): Promise<void> {
    const sftp = Openssh.start({ listenOn: '0.0.0.0' });
    const { enter: command, address } = this.s3;
    this.#gateway = await Radosgw.start({ command, address });
    this.#bucket = this.#gateway.bucket();
    await this.postgres.start();
    // All at once, on a database without tables.
    await Promise.all(this.machines.map((each) => each.start()));
    this.#sftp = await sftp;
    this.#db = connect(this.postgres.url, quietLog);
    this.#customers = await addCustomers(this.#db, this.keys, this.#sftp);
  }

  named(name: string): FonotekaMachine {
    return this.machines.find(({ machine }) => machine.name === name)!;
  }

  /** Runs a command of the operator on a machine. */
  async command(
    name: string,
    ...args: readonly string[]
  ): Promise<{ readonly exitCode: number; readonly output: string }> {
    const { machine, env } = this.named(name);
    const [program = '', ...rest] = [...machine.enter, 'bin/fonoteka', ...args];
    const { exitCode, stdout, stderr } = await runProgram(program, rest, { env });
    return { exitCode, output: `${stdout.toString()}${stderr}`.trim() };
  }

  async stop(): Promise<void> {
    await this.#db?.destroy();
    await Promise.all(this.machines.map(({ machine }) => machine.end()));
    await Promise.all([this.postgres.primary.kill(), this.postgres.standby.kill(), this.#sftp?.stop()]);
    await this.#gateway?.stop();
  }
}
