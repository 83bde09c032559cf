import { type ChildProcess, spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Account, BenchServer } from './servers.ts';

const FTP_CLIENT = join(import.meta.dirname, 'ftp-client.py');

/** What one client does in one session, or in several. */
export interface Job {
  readonly account: Account;
  readonly folder?: string;
  /** So many times. */
  readonly list?: number;
  readonly names?: readonly string[];
  /** The names again and again. */
  readonly times?: number;
  /** So many sessions that do nothing. */
  readonly signIns?: number;
  /** The address that it comes from. */
  readonly source?: string;
}

export interface Done {
  readonly bytes: number;
  /** Without the start of the client, where it measures that. */
  readonly seconds: number;
  /** Why jobs were not done. */
  readonly errors: readonly string[];
}

/** Does jobs at once: those of a group in one process of the client, each group in another. */
export async function perform(server: BenchServer, groups: readonly (readonly Job[])[]): Promise<Done> {
  const done = await Promise.all(workOf(server, groups));
  return {
    bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: Math.max(...done.map(({ seconds }) => seconds)),
    errors: done.flatMap(({ errors }) => errors),
  };
}

function workOf(server: BenchServer, groups: readonly (readonly Job[])[]): Promise<Done>[] {
  if (server.protocol === 'sftp') return groups.flat().map((job) => sftp(server, job));
  if (server.protocol === 'webdav') return groups.flat().map((job) => webdav(server, job));
  return groups.map((jobs) => ftp(server, jobs));
}

async function ftp(server: BenchServer, jobs: readonly Job[]): Promise<Done> {
  return JSON.parse(await text(startFtp(server, jobs).stdout!)) as Done;
}

/** Python's ftplib: curl 7.88 waits a second if the reply to EPSV comes at once, and lftp sends more commands than are needed. */
export function startFtp(
  { port, protocol }: Pick<BenchServer, 'port' | 'protocol'>,
  jobs: readonly Job[],
  niceness = 0,
): ChildProcess {
  const client = spawn('nice', ['-n', String(niceness), '/usr/bin/python3', FTP_CLIENT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const server = { host: '127.0.0.1', port, tls: protocol === 'ftps' };
  client.stdin.end(JSON.stringify(jobs.map(({ account, ...job }) => ({ ...server, ...account, ...job }))));
  return client;
}

/** curl, over one connection. */
async function webdav({ port }: BenchServer, { account, folder = '', list = 0, names = [] }: Job): Promise<Done> {
  const startedAt = performance.now();
  const ask = list > 0 ? ['request = PROPFIND', 'header = "Depth: 1"'] : [];
  const paths = list > 0 ? Array.from({ length: list }, () => `${folder}/`) : names.map((name) => `${folder}/${name}`);
  const lines = [
    `user = "${account.login}:${account.password}"`,
    'write-out = "%{http_code} %{size_download}\\n"',
    ...ask,
    ...paths.flatMap((path) => [`url = "http://127.0.0.1:${port}/dav/${path}"`, 'output = /dev/null']),
  ];
  const client = spawn('curl', ['-sS', '--config', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  client.stdin.end(lines.join('\n'));
  const results = (await text(client.stdout)).trim().split('\n');
  const errors = results.filter((result) => !/^20[07] /.test(result)).map((result) => `curl: ${result}`);
  const bytes = results.reduce((sum, result) => sum + Number(result.split(' ')[1]), 0);
  return { bytes, seconds: (performance.now() - startedAt) / 1000, errors };
}

/** OpenSSH's. */
async function sftp(server: BenchServer, job: Job): Promise<Done> {
  const startedAt = performance.now();
  const errors: string[] = [];
  const lines = [
    ...(job.folder === undefined ? [] : [`cd ${job.folder}`]),
    ...Array.from({ length: job.list ?? 0 }, () => 'ls -ln'),
    ...(job.names ?? []).map((name) => `get ${name} /dev/null`),
  ];
  for (let session = 0; session < (job.signIns ?? 1); session++) {
    const client = spawnSftp(server, job);
    client.stdin!.end(`${lines.join('\n')}\nbye\n`);
    const printed = buffer(client.stdout!);
    const [code] = (await once(client, 'close')) as [number];
    if (code !== 0) errors.push(`sftp ended with ${code}: ${(await printed).toString().slice(-500)}`);
  }
  // It does not count bytes; it fails if a file does not come.
  return { bytes: 0, seconds: (performance.now() - startedAt) / 1000, errors };
}

function spawnSftp({ port, keyFile }: BenchServer, { account, source }: Job): ChildProcess {
  const known = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
  const key = keyFile === undefined ? ['-o', 'PubkeyAuthentication=no'] : ['-i', keyFile];
  const from = source === undefined ? [] : ['-o', `BindAddress=${source}`];
  // The password comes from a program, as batch mode forbids to ask for it.
  const askpass = {
    SSH_ASKPASS: join(import.meta.dirname, 'askpass.sh'),
    SSH_ASKPASS_REQUIRE: 'force',
    BENCH_PASSWORD: account.password,
  };
  const args = [
    '-q',
    '-o',
    'BatchMode=no',
    '-b',
    '-',
    ...known,
    ...key,
    ...from,
    '-P',
    String(port),
    `${account.login}@127.0.0.1`,
  ];
  return spawn('sftp', args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...askpass } });
}
