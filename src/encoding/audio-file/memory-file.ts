import { closeSync, writeSync } from 'node:fs';
import koffi from 'koffi';

const CLOSE_ON_EXEC = 1;

/**
 * A file in memory without a name (memfd_create(2)), for a program that must read it in any order: nothing is on a disk
 * unencrypted. Returns its descriptor, the caller's to close.
 */
export function memoryFile(content: Iterable<Uint8Array>): number {
  const create = koffi.load('libc.so.6').func('int memfd_create(const char *name, unsigned int flags)');
  const descriptor = create('fonoteka-audio', CLOSE_ON_EXEC) as number;
  if (descriptor < 0) throw new Error('memfd_create failed');
  try {
    for (const bytes of content) {
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
