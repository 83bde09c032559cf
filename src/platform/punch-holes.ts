import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import koffi from 'koffi';

// <linux/falloc.h>: the file's length stays, and the blocks within the range are given back; they read as zeros.
const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;

/** Of `func.async` of koffi. */
type Fallocate = {
  async(
    descriptor: number,
    mode: number,
    offset: number,
    length: number,
    done: (error: unknown, result: number) => void,
  ): void;
};

let loaded: Fallocate | null = null;

/** fallocate(2) on a thread of the pool. False: this file system cannot, or failed; the file is as before, or has a part of the hole. */
export function punchHole(descriptor: number, offset: number, length: number): Promise<boolean> {
  // The C library is that of the architecture; a 64-bit `off_t` on all that Node runs on.
  loaded ??= koffi.load('libc.so.6').func('int fallocate(int, int, int64_t, int64_t)') as unknown as Fallocate;
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  loaded.async(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length, (error, result) => {
    if (error) reject(error);
    else resolve(result === 0);
  });
  return promise;
}

/** Whether the file system of a folder gives a part of a file back: ext4, XFS, Btrfs and tmpfs do, NFS from 4.2 on. Throws when the folder cannot be written. */
export async function canPunchHoles(folder: string): Promise<boolean> {
  const path = join(folder, `.hole-${randomUUID()}`);
  await using file = await open(path, 'wx', 0o600);
  await rm(path);
  await file.write('x');
  // Not closed before.
  return await punchHole(file.fd, 0, BLOCK_BYTES);
}

const BLOCK_BYTES = 4096;
