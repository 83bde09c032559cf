import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import { type ConnectionShare, ConnectionShares } from '../../base/connection-shares.ts';
import { SipStreamFramer, type StreamItem } from '../../wire/sip/index.ts';
import {
  CONNECT_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  MAX_TCP_CONNECTIONS,
  MAX_TCP_CONNECTIONS_PER_PEER,
  MAX_UNKNOWN_TCP_CONNECTIONS,
  MAX_UNKNOWN_TCP_CONNECTIONS_PER_PEER,
  MAX_UNSENT_BYTES,
  MESSAGE_TIMEOUT_MS,
  UNKNOWN_IDLE_TIMEOUT_MS,
} from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';

export interface MessageHandler {
  /** One complete message, not parsed. */
  onMessage(bytes: Buffer, peer: Peer): void;
  /**
   * A TCP stream cannot be split into messages any more. `head` is the start of the message that broke it. What is sent in
   * response now still goes out, then the connection closes.
   */
  onBrokenStream(reason: string, head: Buffer, peer: Peer): void;
  /** Whether the peer is a known PBX. */
  isKnownPeer(peer: Peer): boolean;
}

/** SIP over TCP: the connections opened by peers and those opened by us. */
export class TcpTransport {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #handler: MessageHandler;
  /** By `address port` of the peer. */
  readonly #connections = new Map<string, TcpConnection>();
  readonly #shares = new ConnectionShares({
    total: MAX_TCP_CONNECTIONS,
    perAddress: MAX_TCP_CONNECTIONS_PER_PEER,
    unauthenticated: MAX_UNKNOWN_TCP_CONNECTIONS,
    unauthenticatedPerAddress: MAX_UNKNOWN_TCP_CONNECTIONS_PER_PEER,
  });

  constructor(clock: Clock, metrics: SipMetrics, handler: MessageHandler) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#handler = handler;
    this.#server = createServer({ keepAlive: true }, (socket) => this.#accept(socket));
  }

  /** Listens; rejects with the system's error. */
  async listen(bind: string, port: number): Promise<void> {
    this.#server.listen(port, bind);
    await once(this.#server, 'listening');
    // Running out of file descriptors while accepting must not end the process.
    this.#server.on('error', () => {});
  }

  has(peer: Peer): boolean {
    return this.#connections.has(keyOf(peer));
  }

  /** Sends over the connection with the peer, or over a new one. False: not possible. */
  async send(bytes: Buffer, peer: Peer): Promise<boolean> {
    const connection = this.#connections.get(keyOf(peer)) ?? this.#connect(peer);
    return connection === null ? false : connection.send(bytes);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections.values()) connection.close();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // The peer may have disconnected already.
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const peer: Peer = { transport: 'tcp', address: plainAddress(remoteAddress), port: remotePort };
    this.#add(socket, peer, this.#handler.isKnownPeer(peer));
  }

  #connect(peer: Peer): TcpConnection | null {
    if (peer.port === 0) return null;
    return this.#add(connect({ host: peer.address, port: peer.port, keepAlive: true }), peer, true);
  }

  /** Null: a limit is reached, and the connection is closed. */
  #add(socket: Socket, peer: Peer, known: boolean): TcpConnection | null {
    const share = this.#shares.admit(peer.address, () => socket.destroy(), { known });
    if (typeof share === 'string') {
      this.#metrics.limited.inc({ limit: 'tcp-connections' });
      socket.on('error', () => {}).destroy();
      return null;
    }
    if (known) share.authenticate();
    const options = { peer, share, clock: this.#clock, handler: this.#handler };
    const connection = new TcpConnection(socket, options, () => this.#remove(peer));
    this.#connections.set(keyOf(peer), connection);
    this.#metrics.connections.set(this.#connections.size);
    return connection;
  }

  #remove(peer: Peer): void {
    this.#connections.delete(keyOf(peer));
    this.#metrics.connections.set(this.#connections.size);
  }
}

function keyOf(peer: Peer): string {
  return `${peer.address} ${peer.port}`;
}

/** RFC 5626 §3.5.1: the answer to a keep-alive of two empty lines. */
const PONG = Buffer.from('\r\n');

interface TcpConnectionOptions {
  readonly peer: Peer;
  readonly share: ConnectionShare;
  readonly clock: Clock;
  readonly handler: MessageHandler;
}

/** One TCP connection that carries SIP, opened by the peer or by us. */
class TcpConnection {
  readonly #peer: Peer;
  readonly #share: ConnectionShare;
  readonly #socket: Socket;
  readonly #framer = new SipStreamFramer();
  readonly #clock: Clock;
  readonly #handler: MessageHandler;
  #deadline: Timer;
  /** True: a message must be complete by the deadline. False: the connection may be idle until then. */
  #isMessageDue = true;

  constructor(socket: Socket, { peer, share, clock, handler }: TcpConnectionOptions, onClosed: () => void) {
    this.#peer = peer;
    this.#share = share;
    this.#socket = socket;
    this.#clock = clock;
    this.#handler = handler;
    this.#deadline = clock.after(socket.connecting ? CONNECT_TIMEOUT_MS : MESSAGE_TIMEOUT_MS, this.#expire);
    socket.setNoDelay(true);
    socket.on('connect', () => {
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
