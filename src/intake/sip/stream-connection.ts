import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import type { ConnectionShare } from '../../base/connection-shares.ts';
import { SipStreamFramer, type StreamItem } from '../../wire/sip/index.ts';
import {
  CONNECT_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  MAX_UNSENT_BYTES,
  MESSAGE_TIMEOUT_MS,
  UNKNOWN_IDLE_TIMEOUT_MS,
} from './limits.ts';
import type { Peer } from './peer.ts';

export interface MessageHandler {
  /** One complete message, not parsed. */
  onMessage(bytes: Buffer, peer: Peer): void;
  /**
   * A stream cannot be split into messages any more. `head` is the start of the message that broke it. What is sent in
   * response now still goes out, then the connection closes.
   */
  onBrokenStream(reason: string, head: Buffer, peer: Peer): void;
  /** Whether the peer is a known PBX. */
  isKnownPeer(peer: Peer): boolean;
  /** Whether what the peer sends now would be dropped, because it is not known and has sent enough. */
  isOverRate(peer: Peer): boolean;
}

/** RFC 5626 §3.5.1: the answer to a keep-alive of two empty lines. */
const PONG = Buffer.from('\r\n');

interface StreamConnectionOptions {
  readonly peer: Peer;
  readonly share: ConnectionShare;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  /** Who the peer turned out to be, of a connection opened by us. */
  readonly peerOf: (socket: Socket) => Peer;
  readonly onClosed: () => void;
}

/** One connection, over TCP or TLS, that carries SIP, opened by the peer or by us. */
export class StreamConnection {
  readonly #share: ConnectionShare;
  readonly #socket: Socket;
  readonly #framer = new SipStreamFramer();
  readonly #clock: Clock;
  readonly #handler: MessageHandler;
  #peer: Peer;
  #opening: boolean;
  #deadline: Timer;
  /** True: a message must be complete by the deadline. False: the connection may be idle until then. */
  #isMessageDue = true;

  /** `opening`: the event at which a connection that we open is there. Null: it is. */
  constructor(socket: Socket, opening: 'connect' | 'secureConnect' | null, options: StreamConnectionOptions) {
    const { peer, share, clock, handler, peerOf, onClosed } = options;
    this.#peer = peer;
    this.#share = share;
    this.#socket = socket;
    this.#clock = clock;
    this.#handler = handler;
    this.#opening = opening !== null;
    this.#deadline = clock.after(opening === null ? MESSAGE_TIMEOUT_MS : CONNECT_TIMEOUT_MS, this.#expire);
    socket.setNoDelay(true);
    if (opening !== null)
      socket.once(opening, () => {
        this.#opening = false;
        this.#peer = peerOf(socket);
        this.#isMessageDue = false;
        this.#setDeadline(IDLE_TIMEOUT_MS);
      });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // 'close' follows every error.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#deadline.cancel();
      share.release();
      onClosed();
    });
  }

  /** Resolves to whether the bytes were passed to the system. A peer that does not read is disconnected. */
  send(bytes: Buffer): Promise<boolean> {
    if (this.#socket.destroyed || !(this.#socket.writable || this.#opening)) return Promise.resolve(false);
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
    if (this.#handler.isOverRate(this.#peer)) return this.close();
    const items = this.#framer.push(chunk);
    this.#extendDeadline(items.some((item) => item.kind === 'message'));
    for (const item of items) this.#handle(item);
  }

  /** Empty lines extend the deadline of an idle connection, but not that of a message that is due. */
  #extendDeadline(hasMessage: boolean): void {
    const isDue = this.#framer.isMidMessage || (this.#isMessageDue && !hasMessage);
    if (!isDue) this.#setDeadline(this.#idleTimeoutMs());
    else if (hasMessage || !this.#isMessageDue) this.#setDeadline(MESSAGE_TIMEOUT_MS);
    this.#isMessageDue = isDue;
  }

  #handle(item: StreamItem): void {
    if (item.kind === 'ping') {
      void this.send(PONG);
    } else if (item.kind === 'message') {
      this.#handler.onMessage(item.bytes, this.#peer);
    } else {
      this.#handler.onBrokenStream(item.reason, item.head, this.#peer);
      this.#socket.end();
      this.#setDeadline(CONNECT_TIMEOUT_MS);
    }
  }

  /** A source that became known meanwhile is treated as such. */
  #idleTimeoutMs(): number {
    if (!this.#handler.isKnownPeer(this.#peer)) return UNKNOWN_IDLE_TIMEOUT_MS;
    this.#share.authenticate();
    return IDLE_TIMEOUT_MS;
  }

  #setDeadline(ms: number): void {
    this.#deadline.cancel();
    this.#deadline = this.#clock.after(ms, this.#expire);
  }

  readonly #expire = (): void => {
    this.#socket.destroy();
  };
}
