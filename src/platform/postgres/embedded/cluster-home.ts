import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { giveToFoldersOwner, writePrivateFile } from './private-file.ts';
import { type Account, accountFor, canEnter } from './run-as.ts';

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
