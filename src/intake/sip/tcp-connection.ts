import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { SipStreamFramer, type StreamItem } from '../../wire/sip/index.ts';
import { CONNECT_TIMEOUT_MS, IDLE_CONNECTION_MS, MAX_UNSENT_BYTES, MESSAGE_TIMEOUT_MS } from './limits.ts';
import type { Peer } from './peer.ts';

export interface ConnectionUser {
  onMessage(bytes: Buffer, peer: Peer): void;
  /** The stream cannot go on; what is answered now is still sent, then the connection closes. */
  onBroken(reason: string, head: Buffer, peer: Peer): void;
  onClosed(): void;
}

const PONG = Buffer.from('\r\n');

/** One TCP connection that carries SIP, accepted or opened by us. */
export class TcpConnection {
  readonly peer: Peer;
  readonly #socket: Socket;
  readonly #framer = new SipStreamFramer();
  readonly #clock: Clock;
  readonly #user: ConnectionUser;
  #deadline: Timer;
  /** A message is to be whole by the deadline; otherwise the connection may be idle until then. */
  #owesMessage = true;

  constructor(socket: Socket, peer: Peer, clock: Clock, user: ConnectionUser) {
    this.peer = peer;
    this.#socket = socket;
    this.#clock = clock;
    this.#user = user;
    this.#deadline = clock.after(socket.connecting ? CONNECT_TIMEOUT_MS : MESSAGE_TIMEOUT_MS, this.#expire);
    socket.setNoDelay(true);
    socket.on('connect', () => {
      this.#owesMessage = false;
      this.#allow(IDLE_CONNECTION_MS);
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // 'close' follows and does the rest.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#deadline.cancel();
      user.onClosed();
    });
  }

  /** Resolves to whether the bytes were handed to the system. A peer that does not read is cut off. */
  send(bytes: Buffer): Promise<boolean> {
    if (this.#socket.destroyed || !(this.#socket.writable || this.#socket.connecting)) return Promise.resolve(false);
    if (this.#socket.writableLength + bytes.length > MAX_UNSENT_BYTES) {
      this.#socket.destroy();
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      this.#socket.write(bytes, (error) => resolve(error === null || error === undefined));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const items = this.#framer.push(chunk);
    const brought = items.some((item) => item.kind === 'message');
    this.#extend(brought);
    for (const item of items) this.#handle(item);
  }

  /** Empty lines keep an idle connection, but neither stand for the first message nor for the rest of one. */
  #extend(brought: boolean): void {
    const owes = this.#framer.isMidMessage || (this.#owesMessage && !brought);
    if (!owes) this.#allow(IDLE_CONNECTION_MS);
    else if (brought || !this.#owesMessage) this.#allow(MESSAGE_TIMEOUT_MS);
    this.#owesMessage = owes;
  }

  #handle(item: StreamItem): void {
    if (item.kind === 'ping') {
      void this.send(PONG);
    } else if (item.kind === 'message') {
      this.#user.onMessage(item.bytes, this.peer);
    } else {
      this.#user.onBroken(item.reason, item.head, this.peer);
      this.#socket.end();
      this.#allow(CONNECT_TIMEOUT_MS);
    }
  }

  #allow(ms: number): void {
    this.#deadline.cancel();
    this.#deadline = this.#clock.after(ms, this.#expire);
  }

  readonly #expire = (): void => {
    this.#socket.destroy();
  };
}
