import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { PortRange } from '../../config/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import { type ConnectionEnds, ProxiedConnections } from '../../platform/proxied-connections.ts';
import { Admission } from '../admission.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import { ControlConnection } from './control-connection.ts';
import type { FtpTls } from './ftp-tls.ts';
import { PassivePorts } from './passive-data-port.ts';
import { closingReply, formatReply } from './reply.ts';
import { DEFAULT_FTP_LIMITS, type FtpLimits, ftpMetrics, type FtpServices } from './services.ts';

export interface FtpServerOptions {
  /** IP address to listen on; `::` takes IPv4 too. */
  readonly bind: string;
  /** 0: the system chooses. */
  readonly port: number;
  /** What PASV announces to clients on other machines: the IPv4 address outside of a NAT, or the machine's own. */
  readonly publicAddress: string;
  readonly passivePorts: PortRange;
  /** Whether clients may ask for data connections to themselves (PORT, EPRT). */
  readonly activeMode: boolean;
  /** Absent or null: there is no TLS. */
  readonly tls?: FtpTls | null;
  /** The port of implicit TLS, where connections begin with a handshake; 0: the system chooses. Absent or null: there is none. */
  readonly implicitTlsPort?: number | null;
  /** Absent: no load balancers. */
  readonly proxied?: ProxiedConnections;
  readonly signIns: SignIns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly limits?: Partial<FtpLimits>;
}

/** The FTP server of the recordings: listens, admits connections, ends them. */
export class FtpServer {
  readonly #options: FtpServerOptions;
  readonly #services: FtpServices;
  readonly #admission: Admission;
  readonly #connections = new Set<ControlConnection>();
  /** Whose client is not known yet. */
  readonly #arriving = new Set<Socket>();
  readonly #server: Server;
  readonly #implicitServer: Server | null;

  constructor(options: FtpServerOptions) {
    this.#options = options;
    this.#services = sharedServices(options);
    this.#admission = new Admission(this.#services.limits);
    this.#server = createServer({ noDelay: true }, (socket) => void this.#arrive(socket, { implicitTls: false }));
    this.#implicitServer =
      options.tls && typeof options.implicitTlsPort === 'number'
        ? createServer({ noDelay: true }, (socket) => void this.#arrive(socket, { implicitTls: true }))
        : null;
  }

  /** Where it listens; known after `listen`. */
  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** The port of implicit TLS; null: there is none. Known after `listen`. */
  get implicitTlsPort(): number | null {
    return this.#implicitServer === null ? null : (this.#implicitServer.address() as AddressInfo).port;
  }

  get listening(): boolean {
    return this.#server.listening && this.#implicitServer?.listening !== false;
  }

  /** Fails with `port-taken`. */
  async listen(): Promise<void> {
    const { port, implicitTlsPort } = this.#options;
    try {
      await this.#listenOn(this.#server, port);
      if (this.#implicitServer !== null) await this.#listenOn(this.#implicitServer, implicitTlsPort!);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #listenOn(server: Server, port: number): Promise<void> {
    const { bind: host } = this.#options;
    server.listen({ host, port });
    await once(server, 'listening').catch((cause: unknown) => {
      throw new AppError('port-taken', `FTP cannot listen on ${host} port ${port}`, { cause });
    });
    server.on('error', (err) =>
      this.#options.log.error({ err }, 'ftp: the listener failed, no new connections are accepted'),
    );
  }

  /** Ends every session with 421 and frees every port. */
  async close(): Promise<void> {
    this.#options.tls?.close();
    const servers = [this.#server, this.#implicitServer].filter((server) => server?.listening === true);
    const closed = Promise.all(servers.map((server) => once(server!, 'close')));
    for (const server of servers) server!.close();
    for (const socket of this.#arriving) socket.destroy();
    for (const connection of this.#connections) connection.end(closingReply(421, 'The server is shutting down'));
    await closed;
  }

  async #arrive(socket: Socket, { implicitTls }: { readonly implicitTls: boolean }): Promise<void> {
    this.#arriving.add(socket);
    const ends = await this.#services.proxied.accept(socket);
    this.#arriving.delete(socket);
    if (ends === null) return;
    if (this.listening) this.#admit(socket, { implicitTls, ends });
    else socket.destroy();
  }

  #admit(
    socket: Socket,
    { implicitTls, ends }: { readonly implicitTls: boolean; readonly ends: ConnectionEnds },
  ): void {
    const { metrics, tls } = this.#services;
    const { address } = ends;
    const evict = (): void => {
      connection.end(closingReply(421, 'Too many connections, try again later'));
      socket.destroySoon();
    };
    const hasHandshakeRoom = (): boolean => {
      const room = tls?.hasRoom(address, this.#admission.isKnown(address)) === true;
      if (!room) metrics.refused.inc({ limit: 'tls-handshakes' });
      return room;
    };
    const share = this.#admission.admit(address, evict);
    if (typeof share === 'string') return this.#refuse(socket, share, implicitTls);
    if (implicitTls && !hasHandshakeRoom()) {
      share.release();
      return void socket.destroy();
    }
    const implicit = implicitTls ? tls!.context : null;
    const connection = new ControlConnection(socket, this.#services, {
      ends,
      onSignIn: () => share.authenticate(),
      hasHandshakeRoom,
      implicitTls: implicit,
    });
    this.#connections.add(connection);
    metrics.sessions.inc();
    socket.once('close', () => {
      share.release();
      this.#connections.delete(connection);
      metrics.sessions.dec();
    });
  }

  #refuse(socket: Socket, limit: string, implicitTls: boolean): void {
    this.#services.metrics.refused.inc({ limit });
    // A handshake only for the refusal would cost more than the connection.
    if (implicitTls) return void socket.destroy();
    socket.on('error', () => socket.destroy());
    socket.end(formatReply(closingReply(421, 'Too many connections, try again later')), () => socket.destroy());
  }
}

function sharedServices(options: FtpServerOptions): FtpServices {
  const limits = { ...DEFAULT_FTP_LIMITS, ...options.limits };
  return {
    signIns: options.signIns,
    publicAddress: options.publicAddress,
    activeMode: options.activeMode,
    tls: options.tls ?? null,
    proxied: options.proxied ?? new ProxiedConnections([], options.clock),
    clock: options.clock,
    log: options.log,
    limits,
    metrics: ftpMetrics(options.metrics),
    passivePorts: new PassivePorts(options.passivePorts),
    tenantWalks: new ConcurrencyLimit(limits.walksPerTenant),
  };
}
