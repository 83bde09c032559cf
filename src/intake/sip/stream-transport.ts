import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import type { Clock } from '../../base/clock.ts';
import { type ConnectionShare, ConnectionShares } from '../../base/connection-shares.ts';
import {
  MAX_TCP_CONNECTIONS,
  MAX_TCP_CONNECTIONS_PER_PEER,
  MAX_UNKNOWN_TCP_CONNECTIONS,
  MAX_UNKNOWN_TCP_CONNECTIONS_PER_PEER,
} from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { type MessageHandler, StreamConnection } from './stream-connection.ts';
import type { TlsLayer } from './tls-layer.ts';

interface StreamTransportDeps {
  readonly clock: Clock;
  readonly metrics: SipMetrics;
  readonly handler: MessageHandler;
  /** Null: TCP. */
  readonly tls: TlsLayer | null;
}

/** SIP over TCP or over TLS: the connections opened by peers and those opened by us. */
export class StreamTransport {
  readonly #server: Server;
  readonly #deps: StreamTransportDeps;
  readonly #name: 'tcp' | 'tls';
  #closed = false;
  /** By `address port` of the peer. */
  readonly #connections = new Map<string, StreamConnection>();
  readonly #shares = new ConnectionShares({
    total: MAX_TCP_CONNECTIONS,
    perAddress: MAX_TCP_CONNECTIONS_PER_PEER,
    unauthenticated: MAX_UNKNOWN_TCP_CONNECTIONS,
    unauthenticatedPerAddress: MAX_UNKNOWN_TCP_CONNECTIONS_PER_PEER,
  });

  constructor(deps: StreamTransportDeps) {
    this.#deps = deps;
    this.#name = deps.tls === null ? 'tcp' : 'tls';
    this.#server = createServer({ keepAlive: true }, (socket) => this.#accept(socket));
  }

  /** Listens; rejects with the system's error. Returns the port in use. */
  async listen(bind: string, port: number): Promise<number> {
    this.#server.listen(port, bind);
    await once(this.#server, 'listening');
    // Running out of file descriptors while accepting must not end the process.
    this.#server.on('error', () => {});
    return (this.#server.address() as { port: number }).port;
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
    this.#closed = true;
    this.#deps.tls?.close();
    for (const connection of this.#connections.values()) connection.close();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // The peer may have disconnected already.
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const peer: Peer = {
      transport: this.#name,
      address: plainAddress(remoteAddress),
      port: remotePort,
      accepted: true,
    };
    const { tls, handler } = this.#deps;
    const known = handler.isKnownPeer(peer);
    if (tls !== null && !tls.hasRoom(peer, known)) return refuse(socket);
    const share = this.#admit(socket, peer, known || tls?.isKnownAddress(peer.address) === true);
    if (share === null) return;
    if (tls === null) return void this.#add(socket, null, peer, share);
    void tls.accept(socket, peer).then((secure) => {
      if (secure === null) return share.release();
      if (this.#closed) return void secure.socket.destroy();
      if (handler.isKnownPeer(secure.peer)) {
        share.authenticate();
        tls.remember(peer.address);
      }
      this.#add(secure.socket, null, secure.peer, share);
    });
  }

  #connect(peer: Peer): StreamConnection | null {
    if (peer.port === 0) return null;
    const { tls } = this.#deps;
    const socket = tls?.connect(peer) ?? connect({ host: peer.address, port: peer.port, keepAlive: true });
    const share = this.#admit(socket, peer, true);
    return share === null ? null : this.#add(socket, tls === null ? 'connect' : 'secureConnect', peer, share);
  }

  /** Null: a limit is reached, and the connection is closed. */
  #admit(socket: Socket, peer: Peer, known: boolean): ConnectionShare | null {
    const share = this.#shares.admit(peer.address, () => socket.destroy(), { known });
    if (typeof share === 'string') {
      this.#deps.metrics.limited.inc({ limit: `${this.#name}-connections` });
      refuse(socket);
      return null;
    }
    if (known && this.#deps.handler.isKnownPeer(peer)) share.authenticate();
    return share;
  }

  #add(
    socket: Socket,
    opening: 'connect' | 'secureConnect' | null,
    peer: Peer,
    share: ConnectionShare,
  ): StreamConnection {
    const { clock, handler, tls } = this.#deps;
    const connection = new StreamConnection(socket, opening, {
      peer,
      share,
      clock,
      handler,
      peerOf: (opened) => tls?.identified(peer, opened) ?? peer,
      onClosed: () => this.#remove(peer),
    });
    this.#connections.set(keyOf(peer), connection);
    this.#count();
    return connection;
  }

  #remove(peer: Peer): void {
    this.#connections.delete(keyOf(peer));
    this.#count();
  }

  #count(): void {
    const { connections, tlsConnections } = this.#deps.metrics;
    (this.#name === 'tcp' ? connections : tlsConnections).set(this.#connections.size);
  }
}

function refuse(socket: Socket): void {
  socket.on('error', () => {}).destroy();
}

function keyOf(peer: Peer): string {
  return `${peer.address} ${peer.port}`;
}
