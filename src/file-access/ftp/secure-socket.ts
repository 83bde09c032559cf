import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';

/** The server's end of a TLS connection. It begins the handshake as soon as the client does, and does not wait for it. */
export class SecureSocket extends TLSSocket {
  #established = false;

  /** `socket`: what it has received and nobody has read is part of the handshake. */
  constructor(socket: Socket, secureContext: SecureContext) {
    super(socket, { isServer: true, secureContext });
    this.once('secure', () => (this.#established = true));
    // Before the handshake is over Node destroys the connection without an `error`; afterwards with one.
    this.on('error', () => this.destroy());
  }

  /** Whether the handshake is over. */
  get established(): boolean {
    return this.#established;
  }

  /** Destroys it when the handshake is not over in time. */
  limitHandshake(clock: Clock, timeoutMs: number): void {
    if (this.#established || this.destroyed) return;
    const timer = clock.after(timeoutMs, () => this.destroy());
    this.once('secure', () => timer.cancel());
    this.once('close', () => timer.cancel());
  }

  /** Resolves when the handshake is over, or the connection closed before. */
  handshake(): Promise<void> {
    if (this.#established || this.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      // Node still writes the session tickets in this turn; an `end` that came before they are written would lose its close_notify.
      this.once('secure', () => setImmediate(resolve));
      this.once('close', () => resolve());
    });
  }
}
