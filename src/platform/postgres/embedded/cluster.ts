import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { chownToParentOwner, nullIfMissing } from '../../durable-folder.ts';
import { type Account, accountFor, canEnter, writePrivateFile } from './account.ts';

/** For clusters and copied programs of root's data folders that PostgreSQL's user cannot reach. */
const OUTSIDE_FOLDER = '/var/lib/fonoteka-postgres';

/** The cluster of a data folder, and the account that runs it. */
export interface ClusterLocation {
  /** `database` in the data folder, readable by us only: the password, the address while it runs, PostgreSQL's log. */
  readonly folder: string;
  readonly cluster: string;
  /** For a copy of PostgreSQL's programs. */
  readonly copyFolder: string;
  readonly account: Account | null;
}

/**
 * Finds or chooses the location of the cluster: `database/cluster` in the data folder. As root the data folder gets the
 * group of PostgreSQL's account, which may pass through it but not read it. If a folder further up is closed to the
 * account (a clone under /root), the cluster is put into `outside`, and the file `database/location` holds its path.
 */
export async function locateCluster(dataFolder: string, outside: string = OUTSIDE_FOLDER): Promise<ClusterLocation> {
  const folder = join(dataFolder, 'database');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chownToParentOwner(folder);
  const locationFile = join(folder, 'location');
  const location = await readFile(locationFile, 'utf8').catch(nullIfMissing);
  if (location !== null) {
    const cluster = location.trim();
    return { folder, cluster, copyFolder: outside, account: await accountFor(cluster, dataFolder) };
  }
  const cluster = join(folder, 'cluster');
  const account = await accountFor(cluster, dataFolder);
  if (account === null) return { folder, cluster, copyFolder: folder, account };
  if (await allowEntry(account, [dataFolder, folder])) return { folder, cluster, copyFolder: folder, account };
  await rejectUnreachableCluster(cluster);
  const elsewhere = join(await makeOutsideFolder(outside), randomUUID(), 'cluster');
  await writePrivateFile(locationFile, `${elsewhere}\n`);
  return { folder, cluster: elsewhere, copyFolder: outside, account };
}

/** Gives the account's group the right to enter the folders. Undoes it and returns false where that is not enough. */
async function allowEntry(account: Account, folders: readonly string[]): Promise<boolean> {
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

async function makeOutsideFolder(outside: string): Promise<string> {
  await mkdir(outside, { recursive: true, mode: 0o755 });
  await chmod(outside, 0o755);
  return outside;
}

async function rejectUnreachableCluster(cluster: string): Promise<void> {
  if ((await stat(cluster).catch(nullIfMissing)) === null) return;
  const detail = `PostgreSQL's user can no longer reach ${cluster}; allow others to enter (chmod o+x) the folders above it`;
  throw new AppError('database-cannot-start', detail);
}

export const SUPERUSER = 'fonoteka';

/** The end of initdb's output that is kept for the error message. */
const MAX_OUTPUT_CHARS = 4_000;

interface InitClusterRequest {
  readonly initdb: string;
  readonly cluster: string;
  readonly account: Account | null;
  readonly password: string;
  /** Additional arguments of initdb. */
  readonly extra?: readonly string[];
}

/**
 * Creates an empty cluster under a temporary name and renames it, so that an existing cluster is always complete. It is
 * the same on every machine: UTF-8 and the built-in C.UTF-8 locale, whatever locales the system has.
 */
export async function initCluster({
  initdb,
  cluster,
  account,
  password,
  extra = [],
}: InitClusterRequest): Promise<void> {
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
  return (await stat(join(cluster, 'PG_VERSION')).catch(nullIfMissing)) !== null;
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
      reject(new AppError('database-cannot-start', `initdb could not create the database: ${reason}`));
    child.on('error', (error) => failed(error.message));
    child.on('close', (code) => (code === 0 ? resolve() : failed(output.trim())));
  });
}
