import { ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../base/errors.ts';
import { FileLock } from '../../file-lock.ts';
import { postmasterFile, readPostmasterFile } from './postmaster-file.ts';

/** A server ends its sessions and writes one checkpoint. */
const STOP_TIMEOUT_MS = 20_000;
/** The sessions of a killed server end with their statement, at the latest when they wait for the next one. */
const CLAIM_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** The right to start a server on a cluster. */
export interface ClusterClaim extends Disposable {
  /** Of the locked file. The server inherits it, so the lock lasts until the last of its processes has ended. */
  readonly descriptor: number;
  /** Notes in the file which process is the server. */
  record(pid: number): void;
}

/**
 * Makes sure that no server uses the cluster. The caller has locked the data folder, so only a server that a killed
 * process of ours left running can: it still has the lock of `claimFile`, in whatever container or on whatever machine it
 * runs. If we see its process, it is stopped; otherwise we refuse, and leave its `postmaster.pid` in place. That file is
 * removed only if it is of a server of ours that is known to have ended: its pid may now belong to another program, and
 * PostgreSQL would not start.
 */
export async function claimCluster(cluster: string, claimFile: string): Promise<ClusterClaim> {
  await stopOrphan(cluster);
  const lock = await acquire(claimFile);
  const found = await readPostmasterFile(cluster);
  if (found !== null && found.pid === readRecord(claimFile)?.pid) await rm(postmasterFile(cluster), { force: true });
  return {
    descriptor: lock.descriptor,
    record: (pid) => {
      ftruncateSync(lock.descriptor);
      writeSync(lock.descriptor, `${pid}\n${hostname()}\n`, 0);
    },
    [Symbol.dispose]: () => lock[Symbol.dispose](),
  };
}

/** Waits for the last processes of a server that has just ended. */
async function acquire(claimFile: string): Promise<FileLock> {
  const deadline = performance.now() + CLAIM_TIMEOUT_MS;
  for (;;) {
    const lock = FileLock.tryAcquire(claimFile);
    if (lock !== null) return lock;
    if (performance.now() > deadline) {
      const server = readRecord(claimFile);
      const where = server === null ? 'unknown' : `process ${server.pid} on ${server.host}`;
      const detail = `the PostgreSQL of an earlier run (${where}) still uses the data folder, out of sight of this process; stop it there`;
      throw new AppError('database-cannot-start', detail);
    }
    await wait(POLL_MS);
  }
}

function readRecord(claimFile: string): { readonly pid: number; readonly host: string } | null {
  const [pid = '', host = ''] = readFileSync(claimFile, 'utf8').split('\n');
  return pid === '' ? null : { pid: Number(pid), host };
}

/**
 * Stops a server that we can see. Only a process whose command line names the cluster is stopped: the pid in the file may
 * now belong to another program.
 */
async function stopOrphan(cluster: string): Promise<void> {
  const found = await readPostmasterFile(cluster);
  if (found === null) return;
  const runs = (): Promise<boolean> => servesCluster(found.pid, cluster);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await runs())) return;
    process.kill(found.pid, signal);
    await pollWhile(runs, STOP_TIMEOUT_MS);
  }
  if (await runs())
    throw new AppError(
      'database-cannot-start',
      `the PostgreSQL of an earlier run (pid ${found.pid}) does not stop; stop it by hand`,
    );
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(cluster);
}

async function pollWhile(condition: () => Promise<boolean>, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while ((await condition()) && performance.now() < deadline) await wait(POLL_MS);
}
