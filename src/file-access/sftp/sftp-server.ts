import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { Clock, Timer } from '../../base/clock.ts';
import type { ConnectionShare } from '../../base/connection-shares.ts';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import { ProxiedConnections } from '../../platform/proxied-connections.ts';
import { Admission } from '../admission.ts';
import { HandshakeRate } from '../../base/handshake-rate.ts';
import { HANDSHAKES_PER_SECOND } from '../handshake-limits.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import { ALGORITHMS, takesAesGcm } from './algorithms.ts';
import { DEFAULT_SFTP_LIMITS, type SftpLimits, sftpMetrics, type SftpServices } from './services.ts';
import { SshConnection } from './ssh-connection.ts';
import { offerOnlyAesGcm, socketOf } from './ssh2-internals.ts';

export interface SftpServerOptions {
  /** IP address to listen on; `::` takes IPv4 too. */
  readonly bind: string;
  /** 0: the system chooses. */
  readonly port: number;
  /** Private keys in a format that ssh2 reads; of each type, the first counts. */
  readonly hostKeys: readonly string[];
  /** Absent: no load balancers. */
  readonly proxied?: ProxiedConnections;
  readonly signIns: SignIns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly limits?: Partial<SftpLimits>;
}

interface Admitted {
  readonly address: string;
  readonly share: ConnectionShare;
  readonly loginTimer: Timer;
  connection: SshConnection | null;
}

/** Two are missed before a client is taken for gone. */
const KEEP_ALIVE_MS = 30_000;
const MAX_UNANSWERED_KEEP_ALIVES = 2;

/** The SFTP server of the recordings: listens, admits connections before SSH begins, ends them. */
export class SftpServer {
  readonly #options: SftpServerOptions;
  readonly #services: SftpServices;
  readonly #admission: Admission;
  readonly #handshakes: HandshakeRate;
  readonly #proxied: ProxiedConnections;
  /** Those whose address is not known yet. */
  readonly #arriving = new Set<Socket>();
  readonly #admitted = new Map<Socket, Admitted>();
  readonly #ssh: ssh2.Server;
  readonly #server: Server;

  constructor(options: SftpServerOptions) {
    this.#options = options;
    const { signIns, clock, log } = options;
    const limits = { ...DEFAULT_SFTP_LIMITS, ...options.limits };
    this.#services = { signIns, clock, log, limits, metrics: sftpMetrics(options.metrics) };
    this.#admission = new Admission(limits);
    this.#handshakes = new HandshakeRate(clock, HANDSHAKES_PER_SECOND);
    this.#proxied = options.proxied ?? new ProxiedConnections([], clock);
    this.#ssh = new ssh2.Server({
      hostKeys: [...options.hostKeys],
      algorithms: ALGORITHMS,
      // Neither ours nor ssh2's version: it tells an attacker what to try.
      ident: 'Fonoteka',
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: MAX_UNANSWERED_KEEP_ALIVES,
    });
    this.#ssh.on('connection', (connection, { header }) => this.#onIdentified(connection, header.versions.software));
    this.#server = createServer({ noDelay: true }, (socket) => void this.#arrive(socket));
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
      throw new AppError('port-taken', `SFTP cannot listen on ${host} port ${port}`, { cause });
    });
    this.#server.on('error', (err) =>
      this.#options.log.error({ err }, 'sftp: the listener failed, no new connections are accepted'),
    );
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#arriving) socket.destroy();
    for (const [socket, { connection }] of this.#admitted) {
      if (connection === null) socket.destroy();
      else connection.end('shutdown');
    }
    await closed;
  }

  async #arrive(socket: Socket): Promise<void> {
    this.#arriving.add(socket);
    const ends = await this.#proxied.accept(socket);
    this.#arriving.delete(socket);
    if (ends === null) return;
    if (this.listening && !socket.destroyed) this.#admit(socket, ends.address);
    else socket.destroy();
  }

  #admit(socket: Socket, address: string): void {
    const { metrics, clock, limits } = this.#services;
    const known = this.#admission.isKnown(address);
    const share = this.#admission.admit(address, () => socket.destroy());
    if (typeof share === 'string') return this.#refuse(socket, share);
    if (!this.#handshakes.take(address, known)) {
      share.release();
      return this.#refuse(socket, 'handshakes');
    }
    const loginTimer = clock.after(limits.loginMs, () => {
      metrics.ended.inc({ reason: 'login-timeout' });
      socket.destroy();
    });
    this.#admitted.set(socket, { address, share, loginTimer, connection: null });
    metrics.sessions.inc();
    socket.once('close', () => {
      share.release();
      loginTimer.cancel();
      this.#admitted.delete(socket);
      metrics.sessions.dec();
    });
    this.#ssh.injectSocket(socket);
  }

  #refuse(socket: Socket, limit: 'connections' | 'address' | 'handshakes'): void {
    this.#services.metrics.refused.inc({ limit });
    socket.on('error', () => {});
    socket.destroy();
  }

  /** The client has sent its first line, and the key exchange begins. */
  #onIdentified(connection: ssh2.Connection, software: string): void {
    if (takesAesGcm(software)) offerOnlyAesGcm(connection);
    const socket = socketOf(connection);
    const admitted = this.#admitted.get(socket);
    if (admitted === undefined) return void socket.destroy();
    const { address, share, loginTimer } = admitted;
    admitted.connection = new SshConnection({
      connection,
      socket,
      address,
      services: this.#services,
      onSignIn: () => {
        loginTimer.cancel();
        share.authenticate();
      },
    });
  }
}
