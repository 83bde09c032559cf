import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../base/clock.ts';

/** How a transfer ended. `peer-closed`: the client closed or reset the data connection before its end. */
export type SendOutcome = 'completed' | 'aborted' | 'stalled' | 'peer-closed' | 'source-failed';

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Without one byte taken for this long (at the latest twice as long) the transfer is given up. */
  readonly stallMs: number;
}

export interface SendResult {
  readonly outcome: SendOutcome;
  /** Bytes the kernel took. */
  readonly sentBytes: number;
}

/** Sends a stream over a data connection and closes it. Both are destroyed when this resolves; it never fails. */
export async function sendStream(source: Readable, socket: Socket, options: SendOptions): Promise<SendResult> {
  const { clock, signal, stallMs } = options;
  const end = new AbortController();
  let cause: SendOutcome = 'completed';
  const because = (outcome: SendOutcome): void => {
    if (cause === 'completed') cause = outcome;
    end.abort();
  };
  const abort = (): void => because('aborted');
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  source.once('error', () => because('source-failed'));
  socket.once('error', () => because('peer-closed'));
  const watch = watchProgress(socket, { clock, stallMs, onStall: () => because('stalled') });

  // Reads and drops what the client sends: unread, it would turn our close into a reset, which takes the
  // last part of the file away from it.
  socket.resume();
  try {
    await pipeline(source, socket, { signal: end.signal });
  } catch {
    because('peer-closed');
  }
  watch.cancel();
  signal.removeEventListener('abort', abort);
  const sentBytes = takenBytes(socket);
  socket.destroy();
  return { outcome: cause, sentBytes };
}

function watchProgress(socket: Socket, watch: { clock: Clock; stallMs: number; onStall: () => void }) {
  let before = -1;
  return watch.clock.every(watch.stallMs, () => {
    const taken = takenBytes(socket);
    if (taken === before) watch.onStall();
    before = taken;
  });
}

function takenBytes(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
