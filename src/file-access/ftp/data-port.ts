import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { plainAddress } from '../../base/client-address.ts';
import type { PassiveListener } from './passive-ports.ts';

export interface DataPortOptions {
  readonly listener: PassiveListener;
  /** The control connection's peer: the only one that may connect. */
  readonly peerAddress: string;
  readonly clock: Clock;
  /** How long the peer has to connect. */
  readonly timeoutMs: number;
  readonly onStranger: () => void;
}

/**
 * A passive port waiting for the one data connection of its session. Whoever else connects is closed and
 * the wait goes on (RFC 2577 §3: else a stranger could take the data). The port is free as soon as the
 * peer is there, the time is over, or `close` is called.
 */
export class DataPort {
  readonly #options: DataPortOptions;
  readonly #arrival = Promise.withResolvers<Socket | null>();
  readonly #timer: Timer;
  #settled = false;
  /** Connected, not yet taken. */
  #socket: Socket | null = null;

  constructor(options: DataPortOptions) {
    this.#options = options;
    this.#timer = options.clock.after(options.timeoutMs, () => this.#settle(null));
    options.listener.server.on('connection', (socket) => this.#connected(socket));
  }

  get port(): number {
    return this.#options.listener.port;
  }

  /** The data connection, handed over to the caller; null when none came in time, or the signal aborted. */
  async take(signal: AbortSignal): Promise<Socket | null> {
    const give = (): void => this.close();
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    const socket = await this.#arrival.promise;
    signal.removeEventListener('abort', give);
    this.#socket = null;
    return socket?.destroyed === false ? socket : null;
  }

  /** Frees the port and drops a connection that nobody took. */
  close(): void {
    this.#settle(null);
    this.#socket?.destroy();
    this.#socket = null;
  }

  #connected(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#settled) {
      socket.destroy();
    } else if (plainAddress(socket.remoteAddress) === this.#options.peerAddress) {
      this.#socket = socket;
      this.#settle(socket);
    } else {
      socket.destroy();
      this.#options.onStranger();
    }
  }

  #settle(socket: Socket | null): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#timer.cancel();
    this.#options.listener.close();
    this.#arrival.resolve(socket);
  }
}
