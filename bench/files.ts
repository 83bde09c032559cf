/**
 * Downloads, listings and sign-ins over FTP, FTPS and SFTP, beside vsftpd (plain and over TLS), Pure-FTPd and OpenSSH with the same
 * files in the same run. Ours has a real catalog, on the embedded PostgreSQL, and encrypted recordings; as well some that are stored
 * as they are, as by the first releases. Needs Debian's programs (tools/install-test-programs.sh) and root.
 *
 * `npm run bench -- files --mb=500 --files=2000 --kb=200 --listed=50000 --clients=200 --sign-ins=1000`
 * `--only=ftps,sftp`: these protocols; `webdav` only where it is named, since the role `web` is started for it. `--tasks=big,one`: these tasks. `--profile=FOLDER`: CPU profiles of ours, encrypted.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TestAuthority } from '../test/kit/push/certificates.ts';
import { BenchFiles } from './files/catalog.ts';
import { perform } from './files/clients.ts';
import { addBenchTenants } from './files/bench-tenants.ts';
import { usedBy } from './kit/process-tree.ts';
import { type BenchServer, ourServers, startOurs, startPeers } from './files/servers.ts';
import { type Task, tasks } from './files/tasks.ts';

const { values: options } = parseArgs({
  options: {
    mb: { type: 'string', default: '500' },
    files: { type: 'string', default: '2000' },
    kb: { type: 'string', default: '200' },
    listed: { type: 'string', default: '50000' },
    clients: { type: 'string', default: '200' },
    'sign-ins': { type: 'string', default: '1000' },
    only: { type: 'string', default: 'ftp,ftps,sftp' },
    tasks: { type: 'string', default: 'big,one,four,list,clients,sign-ins' },
    profile: { type: 'string', default: '' },
  },
});
const BIG_MB = Number(options.mb);
const PROFILE_SECONDS = 5;

const wanted = (list: string, name: string): boolean => list.split(',').includes(name);

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const plain = join(folder, 'plain');
const sizes = {
  bigMb: BIG_MB,
  files: Number(options.files),
  fileKb: Number(options.kb),
  listed: Number(options.listed),
};
const files = new BenchFiles(sizes, Date.now());
await files.writePlain(plain);
const certificate = new TestAuthority(folder).issue('localhost');
// The peers run as another user.
execFileSync('chmod', ['755', folder, certificate.key]);
const ours = await startOurs(stack, join(folder, 'ours'), { ...certificate, withWeb: wanted(options.only, 'webdav') });
const tenants = await addBenchTenants(ours.data, files, plain);
// Hard links: the same files, also in the page cache.
const putFiles = (to: string): void => void execFileSync('cp', ['-al', `${plain}/.`, to]);
const peers = await startPeers(stack, { folder, certificate, putFiles });
const servers = [...(await ourServers(ours, tenants)), ...peers].filter(({ protocol }) =>
  wanted(options.only, protocol),
);
const all = tasks(files.contents, {
  bigMb: BIG_MB,
  clients: Number(options.clients),
  signIns: Number(options['sign-ins']),
});
for (const task of all.filter(({ name }) => wanted(options.tasks, name))) await compare(task);

async function compare(task: Task): Promise<void> {
  const taking = servers
    .filter(({ protocol }) => task.ftpOnly !== true || protocol.startsWith('ftp'))
    .filter(({ protocol }) => task.unit !== 'sign-in' || protocol !== 'webdav')
    .filter(({ name }) => task.encryptedOnly !== true || name !== 'ours, plain');
  const cpuMs = new Map<BenchServer, number>();
  const table: Record<string, object> = {};
  for (const server of taking) {
    const databaseBefore = server.database?.cpuMs() ?? 0;
    const profiled = profile(server, task);
    const used = await usedBy(server.processes, () => perform(server, task.groups(server)));
    const databaseMs = (server.database?.cpuMs() ?? 0) - databaseBefore;
    await profiled;
    const total = (used.cpuMs + databaseMs) / task.count;
    cpuMs.set(server, total);
    const [error] = used.result.errors;
    if (error !== undefined) console.log(`${task.name}, ${server.name}, ${server.protocol}: ${error}`);
    const perSecond = (task.unit === 'GB' ? BIG_MB : task.count) / used.result.seconds;
    table[`${server.name}, ${server.protocol}`] = {
      [`${task.unit === 'GB' ? 'MB' : `${task.unit}s`} a second`]: round(perSecond),
      [`CPU ms a ${task.unit}`]: round(total),
      'of it PostgreSQL': round(databaseMs / task.count),
      'peak MB': Math.round(used.peakMb),
      failed: used.result.errors.length,
    };
  }
  console.log(`\n${task.name}: ${task.count} × ${task.unit}`);
  console.table(table);
  for (const each of taking.filter(({ database }) => database !== null)) {
    const others = taking.filter(({ database, protocol }) => database === null && protocol === each.protocol);
    const ratios = others.map((peer) => `${round(cpuMs.get(each)! / cpuMs.get(peer)!)} × ${peer.name}`);
    console.log(`CPU of ${each.name} over ${each.protocol}: ${ratios.join(', ')}`);
  }
}

/** Of the main thread, while the task runs. */
async function profile({ name, protocol }: BenchServer, task: Task): Promise<void> {
  if (options.profile === '' || name !== 'ours, encrypted') return;
  mkdirSync(options.profile, { recursive: true });
  const taken = await fetch(`${ours.ready.internal}/profile/cpu?seconds=${PROFILE_SECONDS}`);
  writeFileSync(join(options.profile, `${task.name}-${protocol}.cpuprofile`), await taken.text());
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
