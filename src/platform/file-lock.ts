import { chownSync, closeSync, fstatSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import koffi from 'koffi';
import { AppError } from '../base/errors.ts';

const FILE_MODE = 0o600;

// Operations of flock(2), <sys/file.h>: the same on all of Linux's machines.
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;

/** `shared` does not exclude other shared locks; it only asks whether somebody has the exclusive one. */
type LockMode = 'exclusive' | 'shared';

/**
 * An advisory lock on a file, `flock(2)`. The kernel of the file system keeps it: it holds across containers, network and
 * process namespaces, and over NFS (since Linux 2.6.12) across machines, and it ends with the last process that has the
 * descriptor open, however that process ends. A child process that inherits `descriptor` keeps the lock.
 */
export class FileLock implements Disposable {
  readonly descriptor: number;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /**
   * Creates the file if it does not exist. Null: another process has the lock. Throws `data-folder-not-lockable` if the
   * file system cannot say so.
   */
  static tryAcquire(path: string, mode: LockMode = 'exclusive'): FileLock | null {
    for (;;) {
      const descriptor = openOrCreate(path);
      try {
        if (!tryFlock(descriptor, path, mode)) {
          closeSync(descriptor);
          return null;
        }
        // The file may have been removed between opening and locking it: then another one may be locked at its path.
        if (isAt(descriptor, path)) return new FileLock(descriptor);
      } catch (error) {
        closeSync(descriptor);
        throw error;
      }
      closeSync(descriptor);
    }
  }

  /** Whether a process has the exclusive lock. */
  static isHeld(path: string): boolean {
    const lock = FileLock.tryAcquire(path, 'shared');
    lock?.[Symbol.dispose]();
    return lock === null;
  }

  /** Gives this process's descriptor back. The lock ends unless a child process has inherited it. */
  [Symbol.dispose](): void {
    closeSync(this.descriptor);
  }
}

let flock: ((descriptor: number, operation: number) => number) | null = null;

function tryFlock(descriptor: number, path: string, mode: LockMode): boolean {
  flock ??= koffi.load('libc.so.6').func('int flock(int, int)') as (descriptor: number, operation: number) => number;
  for (;;) {
    if (flock(descriptor, (mode === 'exclusive' ? LOCK_EX : LOCK_SH) | LOCK_NB) === 0) return true;
    const error = koffi.errno();
    if (error === koffi.os.errno['EWOULDBLOCK'] || error === koffi.os.errno['EAGAIN']) return false;
    if (error !== koffi.os.errno['EINTR']) throw notLockable(path, `flock failed with ${errorName(error)}`);
  }
}

function errorName(number: number): string {
  return Object.entries(koffi.os.errno).find(([, each]) => each === number)?.[0] ?? `errno ${number}`;
}

export function notLockable(path: string, reason: string): AppError {
  return new AppError('data-folder-not-lockable', `cannot tell whether another process uses ${path}: ${reason}`);
}

/** For writing, as NFS requires of an exclusive lock. A file that root creates belongs to the owner of its folder. */
function openOrCreate(path: string): number {
  for (;;) {
    try {
      return openSync(path, 'r+');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    createFile(path);
  }
}

/** Linked to its name with its owner set: another user's process never finds it unreadable. */
function createFile(path: string): void {
  const unfinished = `${path}.${randomUUID()}`;
  closeSync(openSync(unfinished, 'wx', FILE_MODE));
  try {
    const folder = statSync(dirname(path));
    if (process.getuid?.() === 0) chownSync(unfinished, folder.uid, folder.gid);
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function isAt(descriptor: number, path: string): boolean {
  const locked = fstatSync(descriptor);
  const current = statSync(path, { throwIfNoEntry: false });
  return current !== undefined && current.ino === locked.ino && current.dev === locked.dev;
}
