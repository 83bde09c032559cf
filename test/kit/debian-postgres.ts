import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's PostgreSQL, as operators have it, with pg_dump and pg_restore of the same version. */
export interface DebianPostgres {
  readonly url: string;
  /** Of its programs. */
  readonly bin: string;
  stop(): void;
}

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)!;
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-debian-postgres-'));
  const account = process.getuid!() === 0 ? accountOf('postgres') : null;
  chmodSync(folder, 0o700);
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const port = await freePort();
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, { ...account, cwd: '/', stdio: 'ignore' });
  const cluster = join(folder, 'cluster');
  run('initdb', '-D', cluster, '-U', 'fonoteka', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync');
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  run('pg_ctl', '-D', cluster, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  return {
    url: `postgres://fonoteka@127.0.0.1:${port}/postgres`,
    bin,
    stop: () => {
      run('pg_ctl', '-D', cluster, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true });
    },
  };
}

function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
