import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { TenantId } from '../../base/ids.ts';
import type { PortRange } from '../../config/index.ts';
import type { ProxiedConnections } from '../../platform/proxied-connections.ts';
import type { DataPort } from './data-port.ts';

/** Connections the kernel may hold for one listener: the client's, and a few from others. */
const BACKLOG = 4;

/**
 * What one tenant may have of the ports. A port is in use only until its client connects; clients that never do hold
 * theirs for half a minute.
 */
const TENANT_SHARE = 0.5;

/** The passive ports for data connections, each used by one session at a time. */
export class PassivePorts {
  readonly #range: PortRange;
  readonly #inUse = new Set<number>();
  readonly #shares: ConcurrencyLimit<TenantId>;
  #next: number;

  /** Ports are used in ascending order from a random one on, so that after a start nobody can predict the next one. */
  constructor(range: PortRange) {
    this.#range = range;
    this.#shares = new ConcurrencyLimit(Math.max(1, Math.floor((range.max - range.min + 1) * TENANT_SHARE)));
    this.#next = range.min + Math.floor(Math.random() * (range.max - range.min + 1));
  }

  /** How many are in use. */
  get inUse(): number {
    return this.#inUse.size;
  }

  /** Listens at the address on a free port; null when all ports are in use, here or by other programs, or the tenant has its share. */
  async listen(address: string, tenantId: TenantId): Promise<PassivePortListener | null> {
    const release = this.#shares.acquire(tenantId);
    if (release === null) return null;
    const free = await this.#listen(address);
    if (free === null) release();
    return (
      free && {
        ...free,
        close: () => {
          free.close();
          release();
        },
      }
    );
  }

  async #listen(address: string): Promise<PassivePortListener | null> {
    const size = this.#range.max - this.#range.min + 1;
    for (let tried = 0; tried < size; tried++) {
      const port = this.#nextPort();
      if (this.#inUse.has(port)) continue;
      this.#inUse.add(port);
      const server = await listenOn(address, port);
      if (server !== null) return { server, port, close: () => this.#close(server, port) };
      this.#inUse.delete(port);
    }
    return null;
  }

  #nextPort(): number {
    const port = this.#next;
    this.#next = port === this.#range.max ? this.#range.min : port + 1;
    return port;
  }

  #close(server: Server, port: number): void {
    if (!server.listening) return;
    server.close();
    this.#inUse.delete(port);
  }
}

interface PassivePortListener {
  readonly server: Server;
  readonly port: number;
  /** Stops listening; the port is free at once. */
  close(): void;
}

/** Null when the port is not available. Data connections are half-open on purpose: a client may close its side early. */
async function listenOn(host: string, port: number): Promise<Server | null> {
  const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true });
  server.listen({ host, port, backlog: BACKLOG, exclusive: true });
  try {
    await once(server, 'listening');
    // A connection that cannot be accepted counts as none: the session's time for it runs out.
    server.on('error', () => undefined);
    return server;
  } catch {
    return null;
  }
}

interface PassiveDataPortOptions {
  readonly listener: PassivePortListener;
  /** The control connection's peer: the only one that may connect, behind a load balancer, too. */
  readonly peerAddress: string;
  readonly proxied: ProxiedConnections;
  readonly clock: Clock;
  /** How long the peer has to connect. */
  readonly timeoutMs: number;
  readonly onForeignConnection: () => void;
  /** Begins TLS on the peer's connection where it is to be encrypted. */
  readonly protect: (socket: Socket) => Socket;
}

/**
 * A passive port waiting for the one data connection of its session. A connection from another address is closed and
 * the wait continues (RFC 2577 §3: otherwise a third party could take the data). The port is free as soon as the
 * peer has connected, the time is over, or `close` is called.
 */
export class PassiveDataPort implements DataPort {
  readonly #options: PassiveDataPortOptions;
  readonly #arrival = Promise.withResolvers<Socket | null>();
  readonly #timer: Timer;
  #settled = false;
  /** Connected, not yet taken. */
  #socket: Socket | null = null;

  constructor(options: PassiveDataPortOptions) {
    this.#options = options;
    this.#timer = options.clock.after(options.timeoutMs, () => this.#settle(null));
    options.listener.server.on('connection', (socket) => void this.#connected(socket));
  }

  get port(): number {
    return this.#options.listener.port;
  }

  async take(signal: AbortSignal): Promise<Socket | null> {
    const abort = (): void => this.close();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const socket = await this.#arrival.promise;
    signal.removeEventListener('abort', abort);
    this.#socket = null;
    return socket?.destroyed === false ? socket : null;
  }

  close(): void {
    this.#settle(null);
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #connected(socket: Socket): Promise<void> {
    const { peerAddress, proxied } = this.#options;
    socket.on('error', () => socket.destroy());
    const ends = this.#settled ? null : await proxied.accept(socket);
    if (ends === null || this.#settled) {
      socket.destroy();
    } else if (ends.address === peerAddress) {
      this.#socket = this.#options.protect(socket);
      this.#settle(this.#socket);
    } else {
      socket.destroy();
      this.#options.onForeignConnection();
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
