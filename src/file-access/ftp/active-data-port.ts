import { connect, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { DataPort } from './data-port.ts';

interface ActiveDataPortOptions {
  /** The control connection's peer. */
  readonly peerAddress: string;
  /** Where it says that it listens. */
  readonly port: number;
  /** The server's end of the control connection: the client knows no other address of ours. */
  readonly localAddress: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Begins TLS on the connection where it is to be encrypted; also here this end is the server (RFC 4217 §7). */
  readonly protect: (socket: Socket) => Socket;
}

/**
 * A port of the client to which the server connects when a transfer begins. It connects from a port that the system
 * chooses, not from 20 (RFC 959 §3.2): a privileged one would need rights that this process does not have, and no client
 * in use demands it.
 */
export class ActiveDataPort implements DataPort {
  readonly #options: ActiveDataPortOptions;

  constructor(options: ActiveDataPortOptions) {
    this.#options = options;
  }

  async take(signal: AbortSignal): Promise<Socket | null> {
    const { peerAddress: host, port, localAddress, clock, timeoutMs, protect } = this.#options;
    if (signal.aborted) return null;
    // Half-open as in passive mode: a client may close its side early.
    const socket = connect({ host, port, localAddress, noDelay: true, allowHalfOpen: true });
    const connected = Promise.withResolvers<boolean>();
    const giveUp = (): void => connected.resolve(false);
    const timer = clock.after(timeoutMs, giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => connected.resolve(true));
    socket.on('error', () => {
      socket.destroy();
      giveUp();
    });
    const open = await connected.promise;
    timer.cancel();
    signal.removeEventListener('abort', giveUp);
    if (open && !socket.destroyed) return protect(socket);
    socket.destroy();
    return null;
  }

  /** Nothing is open before a transfer begins, and then its signal ends it. */
  close(): void {}
}
