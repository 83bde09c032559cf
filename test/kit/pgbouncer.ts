import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isListening } from './cut-proxy.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Debian's PgBouncer in transaction mode, in front of all databases of a server, without TLS. */
export class PgBouncer {
  readonly #target: URL;
  readonly #port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;

  static async before(
    databaseUrl: string,
    settings: Readonly<Record<string, string | number>> = {},
  ): Promise<PgBouncer> {
    const port = await freePort();
    const bouncer = new PgBouncer(new URL(databaseUrl), port, settings);
    await until('PgBouncer listens', () => isListening(port));
    return bouncer;
  }

  private constructor(target: URL, port: number, settings: Readonly<Record<string, string | number>>) {
    this.#target = target;
    this.#port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'fonoteka-pgbouncer-'));
    chmodSync(this.#folder, 0o755);
    const users = join(this.#folder, 'users');
    writeFileSync(users, `"${target.username}" "${decodeURIComponent(target.password)}"\n`);
    const file = join(this.#folder, 'pgbouncer.ini');
    // Few sessions, so that each transaction gets another one than the one before.
    const own = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'trust',
      auth_file: users,
    };
    const pool = { pool_mode: 'transaction', default_pool_size: 8, max_client_conn: 200, logfile: '', ...settings };
    const lines = Object.entries({ ...own, ...pool }).map(([name, value]) => `${name} = ${value}`);
    const databases = `* = host=${target.hostname} port=${target.port}`;
    writeFileSync(file, `[databases]\n${databases}\n[pgbouncer]\n${lines.join('\n')}\n`);
    // It does not run as root.
    const account = process.getuid!() === 0 ? ['-u', 'postgres'] : [];
    this.#child = spawn('/usr/sbin/pgbouncer', ['-q', ...account, file], { stdio: 'ignore' });
  }

  /** The same database through it. */
  url(databaseUrl = this.#target.href): string {
    const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(this.#port) });
    url.searchParams.set('pooler', 'transaction');
    return url.href;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
