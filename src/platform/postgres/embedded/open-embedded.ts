import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { lockDataFolder } from '../../data-folder-lock.ts';
import type { OpenDatabaseOptions, RunningPostgres } from '../open-database.ts';
import { writePrivateFile } from './account.ts';
import { packageFolder, runnableBinaries } from './binaries.ts';
import { type ClusterLocation, clusterExists, initCluster, locateCluster, SUPERUSER } from './cluster.ts';
import { SupervisedServer } from './server.ts';

const PASSWORD_BYTES = 24;

/** Whether the embedded PostgreSQL of a data folder has been made: opening it would make it. */
export function isEmbeddedMade(dataFolder: string): boolean {
  return existsSync(join(dataFolder, 'database'));
}

/**
 * The PostgreSQL of the data folder: our own child process if no other process has locked the folder, else the one of
 * the running service. A server that a killed process left running is stopped and started again.
 */
export async function openEmbedded(options: OpenDatabaseOptions): Promise<RunningPostgres> {
  const lock = await lockDataFolder(options);
  const dataFolder = await realpath(options.dataFolder);
  if (lock === null) return { url: await serviceAddress(dataFolder), close: async () => {} };
  try {
    const { url, stop } = await startServer(dataFolder, options);
    await lock.announceReady();
    return {
      url,
      close: async () => {
        await stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw toStartError(error);
  }
}

/** Any other error, such as a folder that cannot be written, means that the database cannot start. */
function toStartError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('database-cannot-start', `the embedded database cannot start: ${reason}`, { cause: error });
}

/** A running service writes its database's address here, for commands that run beside it. */
function addressFile(folder: string): string {
  return join(folder, 'address');
}

async function serviceAddress(dataFolder: string): Promise<string> {
  try {
    return await readFile(addressFile(join(dataFolder, 'database')), 'utf8');
  } catch (cause) {
    const detail =
      'cannot read the address of the embedded database of the running service; run this command as the user of the service, or with its FONOTEKA_DATABASE_URL';
    throw new AppError('database-unreachable', detail, { cause });
  }
}

async function startServer(dataFolder: string, { clock, log, metrics }: OpenDatabaseOptions) {
  const location = await locateCluster(dataFolder);
  const { account, cluster, copyFolder, folder } = location;
  const binaries = await runnableBinaries({ native: packageFolder(), account, copyFolder });
  const password = await ensureCluster(location, binaries.initdb);
  const server = await SupervisedServer.start({
    postgres: binaries.postgres,
    cluster,
    account,
    logFile: join(folder, 'postgres.log'),
    claimFile: join(folder, 'server.lock'),
    clock,
    log,
    metrics,
  });
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}/postgres`;
  await writePrivateFile(addressFile(folder), url);
  const stop = async (): Promise<void> => {
    await rm(addressFile(folder), { force: true });
    await server.stop();
  };
  return { url, stop };
}

/** Creates the cluster if it does not exist yet. Returns its password. */
async function ensureCluster({ folder, cluster, account }: ClusterLocation, initdb: string): Promise<string> {
  const passwordFile = join(folder, 'password');
  if (await clusterExists(cluster)) return readFile(passwordFile, 'utf8');
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writePrivateFile(passwordFile, password);
  await initCluster({ initdb, cluster, account, password });
  return password;
}
