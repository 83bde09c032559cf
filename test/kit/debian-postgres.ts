import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePort } from './free-port.ts';

/** Debian's PostgreSQL, as operators have it, with pg_dump and pg_restore of the same version. */
export interface DebianPostgres {
  readonly url: string;
  /** Of its programs. */
  readonly bin: string;
  stop(): void;
}

export interface DebianServerOptions {
  /** Where it listens, and is reached by its standby. Default: 127.0.0.1. */
  readonly address?: string;
  /** Default: a free one; 5432 where it has an address of its own. */
  readonly port?: number;
  /** In front of each of its programs, as `['ip', 'netns', 'exec', 'db1']`. Needs root. */
  readonly command?: readonly string[];
  /** The folder in which its own is made. Default: that of temporary files. */
  readonly in?: string;
  /** Additional settings, as `{ max_connections: '50' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A standby looks again soon where its primary is. */
const SETTINGS = { fsync: 'off', wal_keep_size: '512MB', wal_retrieve_retry_interval: '200ms' };

/** The account of the only superuser. There are no passwords. */
const USER = 'fonoteka';

export async function startDebianPostgres(options: DebianServerOptions = {}): Promise<DebianPostgres> {
  const server = await DebianServer.create(options);
  server.start();
  return { url: server.url, bin: server.bin, stop: () => server.remove() };
}

/** One server of Debian's PostgreSQL that can be a primary or a standby, and be killed, frozen and started again. */
export class DebianServer {
  readonly bin: string;
  readonly port: number;
  readonly address: string;
  readonly folder: string;
  readonly #cluster: string;
  readonly #settings: Record<string, string>;
  readonly #command: readonly string[];
  readonly #account = process.getuid!() === 0 ? accountOf('postgres') : null;

  /** Of a new, empty database, which is not started. */
  static async create(options: DebianServerOptions = {}): Promise<DebianServer> {
    const server = new DebianServer(options, await portOf(options));
    const locale = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
    server.#run('initdb', '-D', server.#cluster, '-U', USER, ...locale);
    // Standbys, and clients in other network namespaces.
    const access = `\nhost all all all trust\nhost replication all all trust\n`;
    writeFileSync(join(server.#cluster, 'pg_hba.conf'), access, { flag: 'a' });
    return server;
  }

  /** A standby that streams from a running primary; it is not started. */
  static async standbyOf(primary: DebianServer, options: DebianServerOptions = {}): Promise<DebianServer> {
    const server = new DebianServer(options, await portOf(options));
    server.#copyFrom(primary);
    return server;
  }

  private constructor(options: DebianServerOptions, port: number) {
    const { address = '127.0.0.1', command = [], settings = {} } = options;
    this.bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)!;
    this.address = address;
    this.port = port;
    this.#command = command;
    this.folder = mkdtempSync(join(options.in ?? tmpdir(), 'fonoteka-debian-postgres-'));
    chmodSync(this.folder, 0o700);
    if (this.#account !== null) chownSync(this.folder, this.#account.uid, this.#account.gid);
    this.#cluster = join(this.folder, 'cluster');
    this.#settings = { listen_addresses: address, ...SETTINGS, ...settings };
  }

  get url(): string {
    return this.urlOf('postgres');
  }

  urlOf(database: string): string {
    return `postgres://${USER}@${this.address}:${this.port}/${database}`;
  }

  /** Waits until it accepts connections. */
  start(): void {
    const given = Object.entries(this.#settings).map(([name, value]) => `-c ${name}='${value}'`);
    const options = [`-p ${this.port}`, `-k ${this.folder}`, ...given].join(' ');
    this.#run('pg_ctl', '-D', this.#cluster, '-w', '-l', join(this.folder, 'log'), '-o', options, 'start');
  }

  /** From the next start. */
  set(name: string, value: string): void {
    this.#settings[name] = value;
  }

  /** From the next start: the certificate that it shows, and who certifies its clients. */
  useTls({ certificate, key }: { certificate: string; key: string }, authority: string): void {
    const files = { ssl_cert_file: certificate, ssl_key_file: key, ssl_ca_file: authority };
    for (const [setting, source] of Object.entries(files)) {
      // PostgreSQL reads only what is its own.
      const file = join(this.folder, basename(source));
      copyFileSync(source, file);
      chmodSync(file, 0o600);
      if (this.#account !== null) chownSync(file, this.#account.uid, this.#account.gid);
      this.set(setting, file);
    }
    this.set('ssl', 'on');
  }

  /** The lines of pg_hba.conf; the server runs. */
  setAccess(lines: readonly string[]): void {
    writeFileSync(join(this.#cluster, 'pg_hba.conf'), `${lines.join('\n')}\n`);
    this.#run('pg_ctl', '-D', this.#cluster, 'reload');
  }

  /** Closes all connections, as a restart by an operator does. */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    this.#run('pg_ctl', '-D', this.#cluster, '-w', '-m', mode, 'stop');
  }

  /** `kill -9` of all its processes, and waits for their end: its connections are closed by the kernel. */
  kill(): void {
    const pids = this.#pids();
    this.#signal('SIGKILL');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (pids.some((pid) => existsSync(`/proc/${pid}/exe`))) Atomics.wait(pause, 0, 0, 10);
    // Where nobody collects ended processes it would take itself for running.
    for (const lock of [join(this.#cluster, 'postmaster.pid'), join(this.folder, `.s.PGSQL.${this.port}.lock`)]) {
      rmSync(lock, { force: true });
    }
  }

  /** All its processes stop where they are: the kernel still accepts connections, and nobody answers. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** Makes a standby the primary, and waits until it is. */
  promote(): void {
    this.#run('pg_ctl', '-D', this.#cluster, '-w', 'promote');
  }

  /** A former primary that has ended becomes a standby of the new one, with a copy of its files. It is not started. */
  follow(primary: DebianServer): void {
    rmSync(this.#cluster, { recursive: true, force: true });
    this.#copyFrom(primary);
  }

  log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  /** Stops it if it runs, and removes its files. */
  remove(): void {
    const pids = this.#pids();
    if (pids.length > 0) {
      this.thaw();
      this.stop('immediate');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #copyFrom(primary: DebianServer): void {
    const source = `host=${primary.address} port=${primary.port} user=${USER} application_name=standby_${this.port}`;
    this.#run('pg_basebackup', '-d', source, '-D', this.#cluster, '-R', '-X', 'stream', '-c', 'fast', '--no-sync');
  }

  #run(program: string, ...args: string[]): void {
    const path = join(this.bin, program);
    const [first = path, ...before] = this.#command;
    const stdio = ['ignore', 'ignore', 'pipe'] as const;
    if (first === path) execFileSync(path, args, { ...this.#account, cwd: '/', stdio: [...stdio] });
    else {
      // Only root enters a namespace: its account changes there.
      const { uid, gid } = this.#account!;
      const as = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
      execFileSync(first, [...before, ...as, path, ...args], { cwd: '/', stdio: [...stdio] });
    }
  }

  #signal(signal: NodeJS.Signals): void {
    for (const pid of this.#pids()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  /** Of the server and of its children; none if it does not run. The server first: it would start others. */
  #pids(): number[] {
    try {
      const server = Number(readFileSync(join(this.#cluster, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
      // Another process may have got its id since it was killed.
      if (!readFileSync(`/proc/${server}/cmdline`, 'utf8').includes(this.#cluster)) return [];
      const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8');
      return [server, ...children.split(' ').filter(Boolean).map(Number)];
    } catch {
      return [];
    }
  }
}

function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function portOf({ address, port }: DebianServerOptions): Promise<number> {
  return port ?? (address === undefined ? await freePort() : 5432);
}
