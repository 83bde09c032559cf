import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { ConnectionShares, KnownNetworks } from '../../base/connection-shares.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { PortRange } from '../../config/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import { ControlConnection } from './control-connection.ts';
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
  readonly #shares: ConnectionShares;
  readonly #known: KnownNetworks;
  readonly #connections = new Set<ControlConnection>();
  readonly #server: Server;

  constructor(options: FtpServerOptions) {
    this.#options = options;
    this.#services = sharedServices(options);
    const { limits } = this.#services;
    this.#shares = new ConnectionShares({
      total: limits.connections,
      perAddress: limits.connectionsPerAddress,
      unauthenticated: limits.unauthenticated,
      unauthenticatedPerAddress: limits.unauthenticatedPerAddress,
    });
    this.#known = new KnownNetworks(limits.knownAddresses);
    this.#server = createServer({ noDelay: true }, (socket) => this.#admit(socket));
  }

  /** Where it listens; known after `listen`. */
  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Fails with `port-taken`. */
  async listen(): Promise<void> {
    const { bind: host, port } = this.#options;
    this.#server.listen({ host, port });
    await once(this.#server, 'listening').catch((cause: unknown) => {
      throw new AppError('port-taken', `FTP cannot listen on ${host} port ${port}`, { cause });
    });
    this.#server.on('error', (err) =>
      this.#options.log.error({ err }, 'ftp: the listener failed, no new connections are accepted'),
    );
  }

  /** Ends every session with 421 and frees every port. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.end(closingReply(421, 'The server is shutting down'));
    await closed;
  }

  #admit(socket: Socket): void {
    const { metrics } = this.#services;
    const address = plainAddress(socket.remoteAddress);
    const evict = (): void => {
      connection.end(closingReply(421, 'Too many connections, try again later'));
      socket.destroySoon();
    };
    const share = this.#shares.admit(address, evict, { known: this.#known.has(address) });
    if (typeof share === 'string') return this.#refuse(socket, share);
    const connection = new ControlConnection(socket, this.#services, () => {
      share.authenticate();
      this.#known.add(address);
    });
    this.#connections.add(connection);
    metrics.sessions.inc();
    socket.once('close', () => {
      share.release();
      this.#connections.delete(connection);
      metrics.sessions.dec();
    });
  }

  #refuse(socket: Socket, limit: string): void {
    this.#services.metrics.refused.inc({ limit });
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
    clock: options.clock,
    log: options.log,
    limits,
    metrics: ftpMetrics(options.metrics),
    passivePorts: new PassivePorts(options.passivePorts),
    tenantWalks: new ConcurrencyLimit(limits.walksPerTenant),
  };
}
