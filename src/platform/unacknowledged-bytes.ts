import type { Socket } from 'node:net';
import koffi from 'koffi';

/** Of ioctl(2), <asm-generic/ioctls.h>: the same on x86 and ARM. */
const SIOCOUTQ = 0x5411;

type Ioctl = (descriptor: number, request: number, value: [number]) => number;

let loaded: Ioctl | null = null;

/**
 * How many bytes of a TCP connection the kernel holds that the peer has not acknowledged. It takes megabytes from us, and more only
 * when a third of them is gone: on a slow line that takes minutes. Null: not known.
 */
export function unacknowledgedBytes(socket: Socket): number | null {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
  loaded ??= koffi.load('libc.so.6').func('int ioctl(int, unsigned long, _Out_ int *value)') as Ioctl;
  const value: [number] = [0];
  return loaded(handle?.fd ?? -1, SIOCOUTQ, value) === 0 ? value[0] : null;
}
