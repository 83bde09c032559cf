import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { type Account, accountFor, canEnter, giveToFoldersOwner, writePrivateFile } from './account.ts';

/** Holds the clusters and copied programs of data folders that root keeps where PostgreSQL's user cannot go. */
const OUTSIDE_FOLDER = '/var/lib/fonoteka-postgres';

/** Where a data folder's cluster lies and who runs it. */
export interface ClusterHome {
  /** In the data folder, ours alone: the password, the address while it runs, PostgreSQL's log. */
  readonly folder: string;
  readonly cluster: string;
  /** Where copied programs may go. */
  readonly copyFolder: string;
  readonly account: Account | null;
}

/**
 * Finds or chooses the place of the cluster: `database/cluster` in the data folder. As root the data folder
 * lets PostgreSQL's group pass (not read); if the way to it is closed further up (a clone under /root), the
 * cluster goes to `outside`, and `database/location` says where.
 */
export async function clusterHome(dataFolder: string, outside: string = OUTSIDE_FOLDER): Promise<ClusterHome> {
  const folder = join(dataFolder, 'database');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveToFoldersOwner(folder);
  const locationFile = join(folder, 'location');
  const noted = await readFile(locationFile, 'utf8').catch(() => null);
  if (noted !== null) {
    const cluster = noted.trim();
    return { folder, cluster, copyFolder: outside, account: await accountFor(cluster, dataFolder) };
  }
  const cluster = join(folder, 'cluster');
  const account = await accountFor(cluster, dataFolder);
  if (account === null) return { folder, cluster, copyFolder: folder, account };
  if (await letPass(account, [dataFolder, folder])) return { folder, cluster, copyFolder: folder, account };
  await refuseUnreachableCluster(cluster);
  const elsewhere = join(await makeOutside(outside), randomUUID(), 'cluster');
  await writePrivateFile(locationFile, `${elsewhere}\n`);
  return { folder, cluster: elsewhere, copyFolder: outside, account };
}

async function letPass(account: Account, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    if (canEnter(account, folder)) continue;
    const before = await stat(folder);
    await chown(folder, before.uid, account.gid);
    await chmod(folder, (before.mode & 0o707) | 0o010);
    if (canEnter(account, folder)) continue;
    await chown(folder, before.uid, before.gid);
    await chmod(folder, before.mode & 0o777);
    return false;
  }
  return true;
}

async function makeOutside(outside: string): Promise<string> {
  await mkdir(outside, { recursive: true, mode: 0o755 });
  await chmod(outside, 0o755);
  return outside;
}

async function refuseUnreachableCluster(cluster: string): Promise<void> {
  if ((await stat(cluster).catch(() => null)) === null) return;
  const detail = `PostgreSQL's user cannot reach ${cluster} any more: let others pass (chmod o+x) the folders above it`;
  throw new AppError('database-cannot-start', detail);
}

export const SUPERUSER = 'fonoteka';

/** What initdb says is kept for the error up to here. */
const MAX_OUTPUT_CHARS = 4_000;

interface NewCluster {
  readonly initdb: string;
  readonly cluster: string;
  readonly account: Account | null;
  readonly password: string;
  /** Further arguments of initdb. */
  readonly extra?: readonly string[];
}

/**
 * Makes an empty cluster. It is made beside and renamed, so that one that is there is whole. The same
 * on every machine: UTF-8, the built-in C.UTF-8 locale, whatever locales the system has.
 */
export async function initCluster({ initdb, cluster, account, password, extra = [] }: NewCluster): Promise<void> {
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  await mkdir(dirname(cluster), { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account !== null) {
      for (const path of [unfinished, passwordFile]) await chown(path, account.uid, account.gid);
    }
    await runInitdb(initdb, account, [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...extra,
    ]);
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

export async function clusterExists(cluster: string): Promise<boolean> {
  return (await stat(join(cluster, 'PG_VERSION')).catch(() => null)) !== null;
}

function runInitdb(initdb: string, account: Account | null, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARS);
    });
    const failed = (reason: string): void =>
      reject(new AppError('database-cannot-start', `the database cannot be made: ${reason}`));
    child.on('error', (error) => failed(error.message));
    child.on('close', (code) => (code === 0 ? resolve() : failed(output.trim())));
  });
}
