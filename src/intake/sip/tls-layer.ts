import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createServer,
  type PeerCertificate,
  type Server,
  type TLSSocket,
} from 'node:tls';
import { plainAddress } from '../../base/client-address.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import { HandshakeRate } from '../../base/handshake-rate.ts';
import { KnownNetworks } from '../../base/connection-shares.ts';
import type { CertificateFiles, CertificatePair } from '../../platform/certificate-files.ts';
import { namesOfCertificate } from './certificate-names.ts';
import { HANDSHAKE_TIMEOUT_MS, HANDSHAKES_PER_SECOND, MAX_KNOWN_TLS_NETWORKS } from './limits.ts';
import type { Peer } from './peer.ts';
import type { HandshakeFailure, SipMetrics } from './sip-metrics.ts';

export interface TlsOptions {
  readonly certificate: CertificateFiles;
  /** Whether a PBX that connects must show a certificate of the authorities, may, or is not asked. */
  readonly clientCertificates: 'off' | 'optional' | 'required';
  /** Whether the certificate of a PBX that we connect to is checked. */
  readonly verifyPeers: boolean;
}

interface SecureConnection {
  readonly socket: TLSSocket;
  readonly peer: Peer;
}

interface PendingHandshake {
  readonly peer: Peer;
  readonly socket: Socket;
  readonly done: (secure: SecureConnection | null) => void;
}

/** RFC 7866 §12.1; TLS 1.0 and 1.1 are not used (RFC 8996). */
const PROTOCOL = { minVersion: 'TLSv1.2' } as const;

/** TLS of SIP: handshakes, a bounded number of them, and who the peer is by its certificate. */
export class TlsLayer {
  readonly #options: TlsOptions;
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  /** Never listens: it is given the connections. */
  readonly #server: Server;
  /** By `address port`. */
  readonly #pending = new Map<string, PendingHandshake>();
  readonly #handshakes: HandshakeRate;
  /** From where PBXs have come that are known by their certificate. */
  readonly #networks = new KnownNetworks(MAX_KNOWN_TLS_NETWORKS);

  constructor(options: TlsOptions, clock: Clock, metrics: SipMetrics) {
    this.#options = options;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#handshakes = new HandshakeRate(clock, HANDSHAKES_PER_SECOND);
    const { certificate, clientCertificates } = options;
    // A certificate that is not accepted is looked at after the handshake, so that the refusal is counted.
    const asked = { requestCert: clientCertificates !== 'off', rejectUnauthorized: false };
    this.#server = createServer({ ...contextOf(certificate.current), ...asked });
    this.#server.on('secureConnection', (socket) => this.#secured(socket));
    this.#server.on('tlsClientError', (error, socket) => {
      metrics.handshakeFailures.inc({ reason: failureOf(error) });
      socket.destroy();
    });
    certificate.watch((pair) => this.#server.setSecureContext(contextOf(pair)));
  }

  /** Counts a handshake, which costs a millisecond of CPU. False: too many in this second, close the connection. */
  hasRoom({ address }: Peer, known: boolean): boolean {
    const room = this.#handshakes.take(address, known || this.isKnownAddress(address));
    if (!room) this.#metrics.limited.inc({ limit: 'tls-handshakes' });
    return room;
  }

  /** Whether a PBX that is known by its certificate has come from there. */
  isKnownAddress(address: string): boolean {
    return this.#networks.has(address);
  }

  remember(address: string): void {
    this.#networks.add(address);
  }

  /** Resolves with the connection after its handshake, or null when there is none: it is closed then. */
  accept(socket: Socket, peer: Peer): Promise<SecureConnection | null> {
    const key = `${peer.address} ${peer.port}`;
    return new Promise((resolve) => {
      const timeout: Timer = this.#clock.after(HANDSHAKE_TIMEOUT_MS, () => {
        this.#metrics.handshakeFailures.inc({ reason: 'timeout' });
        socket.destroy();
      });
      const pending: PendingHandshake = {
        peer,
        socket,
        done: (secure) => {
          if (this.#pending.get(key) !== pending) return;
          this.#pending.delete(key);
          timeout.cancel();
          resolve(secure);
        },
      };
      this.#pending.set(key, pending);
      socket.on('error', () => {});
      socket.on('close', () => pending.done(null));
      this.#server.emit('connection', socket);
    });
  }

  connect(peer: Peer): TLSSocket {
    const { certificate, verifyPeers } = this.#options;
    const { serverName } = peer;
    return connect({
      ...contextOf(certificate.current),
      host: peer.address,
      port: peer.port,
      ...(serverName !== undefined && { servername: serverName }),
      rejectUnauthorized: verifyPeers,
      checkServerIdentity: (_, shown) => identityError(peer, shown),
    });
  }

  /** The peer with the names of the certificate that it has shown in the handshake. */
  identified(peer: Peer, socket: Socket): Peer {
    const { certificateNames: _, ...plain } = peer;
    const { authorized, authorizationError } = socket as TLSSocket;
    const shown = (socket as TLSSocket).getPeerCertificate();
    // Node's type says Error; of a server's connection it is the code.
    if (!authorized) return 'raw' in shown ? { ...plain, certificateProblem: String(authorizationError) } : plain;
    const names = namesOfCertificate(shown);
    return names.length === 0 ? plain : { ...plain, certificateNames: names };
  }

  close(): void {
    this.#options.certificate.stop();
    for (const { socket, done } of this.#pending.values()) {
      socket.destroy();
      done(null);
    }
  }

  #secured(socket: TLSSocket): void {
    const { remoteAddress = '', remotePort } = socket;
    const pending = this.#pending.get(`${plainAddress(remoteAddress)} ${remotePort}`);
    if (pending === undefined) return void socket.destroy();
    if (this.#options.clientCertificates === 'required' && !socket.authorized) {
      this.#metrics.handshakeFailures.inc({ reason: 'certificate' });
      socket.destroy();
      return pending.done(null);
    }
    pending.done({ socket, peer: this.identified(pending.peer, socket) });
  }
}

function contextOf(pair: CertificatePair) {
  // Without tickets each connection has a handshake, and so the check of the certificate as it is now. Handshakes are counted before
  // they begin, so none is made inside a connection.
  const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;
  return { ...pair, ...PROTOCOL, secureOptions };
}

/** A PBX is called by its address, which few certificates name: the name by which the source is known is as good. */
function identityError(
  { certificateNames = [], serverName, address }: Peer,
  shown: PeerCertificate,
): Error | undefined {
  const names = namesOfCertificate(shown);
  if (certificateNames.some((name) => names.includes(name))) return undefined;
  return checkServerIdentity(serverName ?? address, shown);
}

function failureOf({ code = '' }: NodeJS.ErrnoException): HandshakeFailure {
  if (/ALERT/.test(code)) return 'refused-by-peer';
  if (/PROTOCOL|VERSION|HTTP_REQUEST|NO_SHARED_CIPHER/.test(code)) return 'protocol';
  return code === 'ECONNRESET' ? 'closed' : 'other';
}
