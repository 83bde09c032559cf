import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../base/clock.ts';
import type { CertificateFiles } from '../platform/certificate-files.ts';
import type { LimitedConnections } from './connections.ts';
import { type ListenAddress, portError } from './listening.ts';
import { answerMalformed } from './problem-details.ts';
import { CLOSING_GRACE_MS, MAX_CONNECTIONS, SERVER_LIMITS } from './server-limits.ts';

/** Some round trips, also on a bad line. Until then a connection has no share of its own, only the limit of the port. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

interface HttpsServerDeps {
  readonly connections: LimitedConnections;
  readonly certificate: CertificateFiles;
  readonly clock: Clock;
}

/** The API and the panel over TLS, with the same limits as over HTTP. */
export class HttpsServer {
  readonly #server: Server;
  readonly #certificate: CertificateFiles;
  readonly #clock: Clock;

  constructor(app: FastifyInstance, { connections, certificate, clock }: HttpsServerDeps) {
    const { http, requestTimeout, keepAliveTimeout, connectionTimeout } = SERVER_LIMITS;
    const options = { ...http, requestTimeout, keepAliveTimeout, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
    this.#certificate = certificate;
    this.#clock = clock;
    this.#server = createServer({ ...options, ...certificate.current }, (request, response) =>
      app.routing(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.setTimeout(connectionTimeout);
    this.#server.on('clientError', (error, socket) => answerMalformed(error, socket as Socket));
    connections.watchTls(this.#server);
    certificate.watch((pair) => this.#server.setSecureContext(pair));
  }

  /** Throws `port-taken`. */
  async listen(at: ListenAddress): Promise<ListenAddress> {
    this.#server.listen({ host: at.host, port: at.port });
    await once(this.#server, 'listening').catch((error: unknown) => {
      throw portError(error, at, 'the port of HTTPS');
    });
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** Lets running requests finish for a while, then closes their connections. */
  async close(): Promise<void> {
    this.#certificate.stop();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const grace = this.#clock.after(CLOSING_GRACE_MS, () => this.#server.closeAllConnections());
    await closed;
    grace.cancel();
  }
}
