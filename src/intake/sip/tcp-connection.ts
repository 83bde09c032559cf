import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { SipStreamFramer, type StreamItem } from '../../wire/sip/index.ts';
import { CONNECT_TIMEOUT_MS, FIRST_MESSAGE_TIMEOUT_MS, IDLE_CONNECTION_MS, MAX_UNSENT_BYTES } from './limits.ts';
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
  /** A message came, or we opened the connection. Empty lines alone do not keep it. */
  #hasSpoken = false;

  constructor(socket: Socket, peer: Peer, clock: Clock, user: ConnectionUser) {
    this.peer = peer;
    this.#socket = socket;
    this.#clock = clock;
    this.#user = user;
    this.#deadline = clock.after(socket.connecting ? CONNECT_TIMEOUT_MS : FIRST_MESSAGE_TIMEOUT_MS, this.#expire);
    socket.setNoDelay(true);
    socket.on('connect', () => {
      this.#hasSpoken = true;
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
    for (const item of this.#framer.push(chunk)) this.#handle(item);
  }

  #handle(item: StreamItem): void {
    if (item.kind === 'ping') {
      if (this.#hasSpoken) this.#allow(IDLE_CONNECTION_MS);
      void this.send(PONG);
    } else if (item.kind === 'message') {
      this.#hasSpoken = true;
      this.#allow(IDLE_CONNECTION_MS);
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
