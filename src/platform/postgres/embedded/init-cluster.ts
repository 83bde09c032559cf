import { spawn } from 'node:child_process';
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { Account } from './run-as.ts';

export const SUPERUSER = 'fonoteka';

/** What initdb says is kept for the error up to here. */
const MAX_OUTPUT_CHARS = 4_000;

export interface NewCluster {
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
