import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { chownToParentOwner } from './durable-folder.ts';
import { FileLock, notLockable } from './file-lock.ts';
import { lockReach } from './lock-reach.ts';

/** How long a service waits for a running command to end, and a command for a service to become ready. */
const LOCK_TIMEOUT_MS = 60_000;
/** A process that waits looks this often: `flock` over NFS does not wake waiting processes of other machines. */
const POLL_MS = 50;

interface DataFolderLockOptions {
  readonly dataFolder: string;
  readonly as: 'service' | 'command';
  readonly clock: Clock;
  /** Aborted: stop waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Only this process uses the data folder until it releases the lock or ends. */
interface DataFolderLock {
  /** Lets waiting commands work beside this process if it is a service. */
  announceReady(): Promise<void>;
  release(): Promise<void>;
}

/**
 * The files of `lock` in the data folder. Each is locked by `flock`, so the answers come from the kernel and none outlives
 * its process: nothing is written into them.
 */
interface LockFiles {
  /** Held by whoever uses the data folder. */
  readonly owner: string;
  /** Held as well if that is a service, */
  readonly service: string;
  /** and once it is ready. */
  readonly ready: string;
}

/**
 * Locks the data folder for this process. Creates the folder if it does not exist. Null for a command when a service
 * that is ready has the lock: the command works beside that service. Throws `data-folder-in-use` when another service
 * has the lock, or when its owner does not release it in time; `data-folder-not-lockable` when it cannot be determined whether
 * another process has it. The lock holds across containers and, where the file system shares locks, machines.
 */
export async function lockDataFolder(options: DataFolderLockOptions): Promise<DataFolderLock | null> {
  const { dataFolder, as, clock, signal } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const reach = lockReach(dataFolder);
  if (!reach.ok) throw notLockable(dataFolder, reason(reach.reason));
  const files = await lockFiles(dataFolder);
  const deadline = clock.monotonicMs() + LOCK_TIMEOUT_MS;
  for (;;) {
    signal?.throwIfAborted();
    const owner = FileLock.tryAcquire(files.owner);
    if (owner !== null) return createLock(owner, files, as);
    if (as === 'command' && FileLock.isHeld(files.ready)) return null;
    if (as === 'service' && FileLock.isHeld(files.service)) throw inUse(dataFolder);
    if (clock.monotonicMs() > deadline) throw inUse(dataFolder);
    await wait(POLL_MS);
  }
}

async function lockFiles(dataFolder: string): Promise<LockFiles> {
  const folder = join(dataFolder, 'lock');
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chownToParentOwner(folder);
  return { owner: join(folder, 'owner'), service: join(folder, 'service'), ready: join(folder, 'ready') };
}

async function createLock(owner: FileLock, files: LockFiles, as: 'service' | 'command'): Promise<DataFolderLock> {
  const held = [owner];
  if (as === 'service') held.push(await acquireFromAskers(files.service));
  return {
    announceReady: async () => {
      if (as === 'service') held.push(await acquireFromAskers(files.ready));
    },
    // In the reverse order: nobody finds the owner gone while the folder still looks served.
    release: async () => {
      for (const lock of held.splice(0).reverse()) lock[Symbol.dispose]();
    },
  };
}

/** Only we may hold this lock, but a process that asks whether it is held has a shared one for an instant. */
async function acquireFromAskers(path: string): Promise<FileLock> {
  for (;;) {
    const lock = FileLock.tryAcquire(path);
    if (lock !== null) return lock;
    await wait(1);
  }
}

function inUse(dataFolder: string): AppError {
  return new AppError('data-folder-in-use', `another Fonoteka runs on ${dataFolder}; stop it or wait until it ends`);
}

function reason(text: string): string {
  return `${text}. Use a folder of this machine, or a file system that shares its locks`;
}
