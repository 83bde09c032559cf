import { randomBytes } from 'node:crypto';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import { lockDataFolder } from '../../data-folder-lock.ts';
import type { OpenDatabaseOptions, RunningPostgres } from '../open-database.ts';
import { installedBinaries, usableBinaries } from './binaries.ts';
import { clusterExists, type ClusterHome, clusterHome, initCluster, SUPERUSER } from './cluster.ts';
import { writePrivateFile } from './account.ts';
import { SupervisedServer } from './server.ts';

const PASSWORD_BYTES = 24;

/**
 * The PostgreSQL of the data folder: our own child if nobody else has the folder, else the one of the running
 * service. A server that a killed process left behind is stopped and started anew.
 */
export async function openEmbedded(options: OpenDatabaseOptions): Promise<RunningPostgres> {
  const lock = await lockDataFolder(options);
  const dataFolder = await realpath(options.dataFolder);
  if (lock === null) return { url: await addressOfService(dataFolder), close: async () => {} };
  try {
    const { url, stop } = await startServer(dataFolder, options);
    lock.announceReady();
    return {
      url,
      close: async () => {
        await stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw asStartFailure(error);
  }
}

/** A folder that cannot be written, a file that is gone: all of them keep the database from starting. */
function asStartFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('database-cannot-start', `the embedded database cannot be started: ${reason}`, { cause: error });
}

/** Where a running service writes its database's address, for commands beside it. */
function addressFile(folder: string): string {
  return join(folder, 'address');
}

async function addressOfService(dataFolder: string): Promise<string> {
  try {
    return await readFile(addressFile(join(dataFolder, 'database')), 'utf8');
  } catch (cause) {
    const detail = 'the running service has no embedded database, or another user may not read its address';
    throw new AppError('database-unreachable', detail, { cause });
  }
}

async function startServer(dataFolder: string, { clock, log }: OpenDatabaseOptions) {
  const home = await clusterHome(dataFolder);
  const { account, cluster, copyFolder, folder } = home;
  const binaries = await usableBinaries({ native: installedBinaries(), account, copyFolder });
  const password = await ensureCluster(home, binaries.initdb);
  const server = await SupervisedServer.start(
    { postgres: binaries.postgres, cluster, account, logFile: join(folder, 'postgres.log') },
    clock,
    log,
  );
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}/postgres`;
  await writePrivateFile(addressFile(folder), url);
  const stop = async (): Promise<void> => {
    await rm(addressFile(folder), { force: true });
    await server.stop();
  };
  return { url, stop };
}

/** Makes the cluster where there is none yet. Gives its password. */
async function ensureCluster({ folder, cluster, account }: ClusterHome, initdb: string): Promise<string> {
  const passwordFile = join(folder, 'password');
  if (await clusterExists(cluster)) return readFile(passwordFile, 'utf8');
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writePrivateFile(passwordFile, password);
  await initCluster({ initdb, cluster, account, password });
  return password;
}
