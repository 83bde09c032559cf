import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ReadyReport } from '../../src/compose/index.ts';
import type { TestCertificate } from '../../test/kit/push/certificates.ts';
import { Openssh } from '../../test/kit/push/openssh.ts';
import { PureFtpd } from '../../test/kit/push/pure-ftpd.ts';
import { Vsftpd } from '../../test/kit/push/vsftpd.ts';
import type { BenchTenants } from './bench-tenants.ts';
import { childrenOf, commandLine, ProcessTree } from '../kit/process-tree.ts';

type Protocol = 'ftp' | 'ftps' | 'sftp' | 'webdav';

export interface Account {
  readonly login: string;
  readonly password: string;
}

/** A server that the bench compares. */
export interface BenchServer {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly account: Account;
  /** Those of whom many sign in at once. */
  readonly others: readonly Account[];
  /** Of the account, for SFTP; missing: its password. */
  readonly keyFile?: string;
  readonly processes: ProcessTree;
  /** What it makes PostgreSQL do; null: it has none. */
  readonly database: ProcessTree | null;
}

const PROGRAM = 'bin/fonoteka';

/** Pure-FTPd answers to no more than 50 clients, and lists no more than 10,000 files, unless options say so. */
const PURE_FTPD_OPTIONS = ['-c', '1000', '-L', '1000000:10'];

interface PeerOptions {
  readonly folder: string;
  readonly certificate: TestCertificate;
  readonly putFiles: (folder: string) => void;
}

/** Debian's servers with the same files, each on a port of its own. */
export async function startPeers(
  stack: AsyncDisposableStack,
  { folder, certificate, putFiles }: PeerOptions,
): Promise<readonly BenchServer[]> {
  const peers: BenchServer[] = [];
  const add = async (
    server: Vsftpd | PureFtpd | Openssh,
    peer: Omit<BenchServer, 'processes' | 'database' | 'port' | 'others'>,
  ) => {
    stack.defer(() => server.stop());
    putFiles(server.folder.files);
    peers.push({
      ...peer,
      port: server.port,
      others: [peer.account],
      processes: new ProcessTree(server.pid),
      database: null,
    });
  };
  const anonymous = { login: 'ftp', password: 'x' };
  await add(await Vsftpd.start(), { name: 'vsftpd', protocol: 'ftp', account: anonymous });
  await add(await Vsftpd.start(tlsOfVsftpd(certificate)), { name: 'vsftpd', protocol: 'ftps', account: anonymous });
  const pureFtpd = await PureFtpd.start({ options: PURE_FTPD_OPTIONS });
  const { login, password } = pureFtpd.settings();
  await add(pureFtpd, { name: 'Pure-FTPd', protocol: 'ftp', account: { login, password } });
  const openssh = await Openssh.start();
  const keyFile = join(folder, 'client-key');
  writeFileSync(keyFile, openssh.key.privateKey, { mode: 0o600 });
  const account = { login: userInfo().username, password: '' };
  await add(openssh, { name: 'OpenSSH', protocol: 'sftp', account, keyFile });
  return peers;
}

/** As a client that resumes its session on data connections, and one that does not, may use it. */
function tlsOfVsftpd({ certificate, key }: TestCertificate): readonly string[] {
  return [
    'ssl_enable=YES',
    `rsa_cert_file=${certificate}`,
    `rsa_private_key_file=${key}`,
    'allow_anon_ssl=YES',
    'require_ssl_reuse=NO',
    'ssl_ciphers=HIGH',
  ];
}

/** The service with the role `files` alone: one process, and PostgreSQL's. With `web` for WebDAV: two. */
export interface OurService {
  readonly data: string;
  readonly ready: ReadyReport;
  readonly processes: ProcessTree;
  readonly database: ProcessTree;
}

export async function startOurs(
  stack: AsyncDisposableStack,
  data: string,
  { certificate, key, withWeb }: TestCertificate & { readonly withWeb: boolean },
): Promise<OurService> {
  const settings = {
    FONOTEKA_DATA: data,
    FONOTEKA_ROLES: withWeb ? 'files,web' : 'files',
    FONOTEKA_HTTP_PORT: '0',
    FONOTEKA_LOG_LEVEL: 'error',
    FONOTEKA_PROFILE: 'on',
    FONOTEKA_FTP_PORT: '0',
    FONOTEKA_SFTP_PORT: '0',
    FONOTEKA_FTP_PASSIVE_PORTS: '36000-37999',
    FONOTEKA_FTP_TLS_CERTIFICATE: certificate,
    FONOTEKA_FTP_TLS_KEY: key,
  };
  const env = { ...process.env, ...settings };
  const child = spawn(PROGRAM, ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  stack.defer(async () => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    const ready = JSON.parse(line.slice('ready '.length)) as ReadyReport;
    const postmaster = childrenOf(ready.pid).find((pid) => isPostgres(commandLine(pid)));
    if (postmaster === undefined) throw new Error('the embedded PostgreSQL is not there');
    const processes = new ProcessTree(ready.pid, isPostgres);
    return { data, ready, processes, database: new ProcessTree(postmaster) };
  }
  throw new Error('the service ended before it was ready');
}

/** Ours over each protocol that it speaks, with encrypted recordings and with others. */
export async function ourServers(ours: OurService, tenants: BenchTenants): Promise<readonly BenchServer[]> {
  const { ready, processes, database } = ours;
  const ftp = Number(new URL(ready.ftp!).port);
  const ports: [Protocol, number][] = [['ftp', ftp]];
  if (await speaksTls(ftp)) ports.push(['ftps', ftp]);
  if (ready.sftp !== null) ports.push(['sftp', Number(new URL(ready.sftp).port)]);
  if (ready.http !== null) ports.push(['webdav', Number(new URL(ready.http).port)]);
  const others = tenants.others.map((tenant) => tenant.ftp);
  return ports.flatMap(([protocol, port]) =>
    (['encrypted', 'plain'] as const).map((kind) => ({
      name: `ours, ${kind}`,
      protocol,
      port,
      account: tenants[kind].ftp,
      others,
      processes,
      database,
    })),
  );
}

function isPostgres(command: string): boolean {
  return /postgres/.test(command);
}

async function speaksTls(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.end('AUTH TLS\r\n');
  return /^234 /m.test(await text(socket));
}
