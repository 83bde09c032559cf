import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileLock } from './file-lock.ts';

/** A folder for temporary files of this process alone; closing it removes it with all that is in it. */
interface ScratchFolder extends Disposable {
  readonly path: string;
}

/** Locked by the process whose folder it is; the last file of a folder to be removed. */
const LOCK = '.lock';

/**
 * Makes a folder of this process in `parent`, and removes those whose processes have ended. Folders of processes that
 * still run, in whatever container or on whatever machine, are left alone.
 */
export function openScratchFolder(parent: string): ScratchFolder {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(parent)) removeIfLeft(join(parent, name));
  for (;;) {
    const path = join(parent, randomUUID());
    mkdirSync(path, { mode: 0o700 });
    // Null or ENOENT: a process that starts at the same time took it for one that was left.
    const lock = nullIfRemoved(() => FileLock.tryAcquire(join(path, LOCK)));
    if (lock !== null) return { path, [Symbol.dispose]: () => removeLocked(path, lock) };
  }
}

function removeIfLeft(path: string): void {
  const lock = nullIfRemoved(() => FileLock.tryAcquire(join(path, LOCK)));
  if (lock !== null) removeLocked(path, lock);
}

function removeLocked(path: string, lock: FileLock): void {
  try {
    for (const name of readdirSync(path)) if (name !== LOCK) rmSync(join(path, name), { recursive: true });
    rmSync(join(path, LOCK));
    rmdirSync(path);
  } finally {
    lock[Symbol.dispose]();
  }
}

function nullIfRemoved<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
