import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import type { Clock } from '../../base/clock.ts';
import { MAX_TCP_CONNECTIONS, MAX_TCP_CONNECTIONS_PER_PEER } from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { type ConnectionUser, TcpConnection } from './tcp-connection.ts';

/** SIP over TCP: the connections peers opened and those we open to them. */
export class TcpTransport {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #user: Omit<ConnectionUser, 'onClosed'>;
  /** By `address port` of the peer's end. */
  readonly #connections = new Map<string, TcpConnection>();
  readonly #perAddress = new Map<string, number>();

  constructor(clock: Clock, metrics: SipMetrics, user: Omit<ConnectionUser, 'onClosed'>) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#user = user;
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

  /** Sends over the connection with that peer, a new one if there is none. False when that is not possible. */
  async send(bytes: Buffer, peer: Peer): Promise<boolean> {
    const connection = this.#connections.get(keyOf(peer)) ?? this.#open(peer);
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
    // The peer may be gone already.
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const peer: Peer = { transport: 'tcp', address: plainAddress(remoteAddress), port: remotePort };
    if (this.#isFull(peer.address)) return void socket.destroy();
    this.#keep(socket, peer);
  }

  #open(peer: Peer): TcpConnection | null {
    if (peer.port === 0 || this.#isFull(peer.address)) return null;
    return this.#keep(connect({ host: peer.address, port: peer.port, keepAlive: true }), peer);
  }

  #isFull(address: string): boolean {
    const full =
      this.#connections.size >= MAX_TCP_CONNECTIONS ||
      (this.#perAddress.get(address) ?? 0) >= MAX_TCP_CONNECTIONS_PER_PEER;
    if (full) this.#metrics.limited.inc({ limit: 'tcp-connections' });
    return full;
  }

  #keep(socket: Socket, peer: Peer): TcpConnection {
    const onClosed = (): void => this.#forget(peer);
    const connection = new TcpConnection(socket, peer, this.#clock, { ...this.#user, onClosed });
    this.#connections.set(keyOf(peer), connection);
    this.#perAddress.set(peer.address, (this.#perAddress.get(peer.address) ?? 0) + 1);
    this.#metrics.connections.set(this.#connections.size);
    return connection;
  }

  #forget(peer: Peer): void {
    this.#connections.delete(keyOf(peer));
    const left = (this.#perAddress.get(peer.address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(peer.address, left);
    else this.#perAddress.delete(peer.address);
    this.#metrics.connections.set(this.#connections.size);
  }
}

function keyOf(peer: Peer): string {
  return `${peer.address} ${peer.port}`;
}
