import koffi from 'koffi';

// Commands and kinds of fcntl(2), <fcntl.h>: the same on all of Linux's machines.
const F_SETSIG = 10;
const F_SETLEASE = 1024;
const F_RDLCK = 0;
const F_UNLCK = 2;
/** Ignored unless a program asks for it. The default, SIGIO, would end this process. */
const SIGURG = 23;

type Fcntl = (descriptor: number, command: number, type: 'int', value: number) => number;

let loaded: Fcntl | null = null;

/**
 * Whether a process of this machine has the file open for writing: then it has no read lease (fcntl(2), F_SETLEASE). Null: not known,
 * as on network file systems, or of files of other users. `descriptor`: open for reading only.
 */
export function isBeingWritten(descriptor: number): boolean | null {
  const fcntl = (loaded ??= koffi.load('libc.so.6').func('int fcntl(int, int, ...)') as Fcntl);
  // Who opens the file for writing while we have the lease, for some microseconds, makes the kernel send us this signal.
  if (fcntl(descriptor, F_SETSIG, 'int', SIGURG) !== 0) return null;
  if (fcntl(descriptor, F_SETLEASE, 'int', F_RDLCK) === 0) {
    fcntl(descriptor, F_SETLEASE, 'int', F_UNLCK);
    return false;
  }
  return koffi.errno() === koffi.os.errno['EAGAIN'] ? true : null;
}
