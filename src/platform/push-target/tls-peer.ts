import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, getCACertificates, type TLSSocket } from 'node:tls';
import { fail, ok, type Result } from '../../base/result.ts';
import { connectionFailure } from './connection-failure.ts';
import { PushError } from './push-error.ts';
import type { TargetPeer } from './push-target.ts';

/** Whom a TLS connection has to meet. */
export interface ExpectedPeer {
  readonly host: string;
  /** Certificates trusted beside the system's, PEM. */
  readonly authorities: readonly string[];
  /** The SHA-256 fingerprint of the one certificate that will do; null: any that is valid for the host. */
  readonly certificate: string | null;
}

/** Reads a SHA-256 fingerprint as programs print it, `AB:CD:…` or bare hexadecimal, into `AB:CD:…`. */
export function readCertificateFingerprint(text: string): Result<string> {
  const hex = text.trim().replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) return fail('not a SHA-256 fingerprint');
  return ok(hex.match(/../g)!.join(':'));
}

/** Options of `tls.connect`. The peer is not yet judged when these connect: see `judgePeer`. */
export function tlsOptions({ host, authorities }: ExpectedPeer): ConnectionOptions {
  return {
    // The name to send (RFC 6066 §3: no IP addresses) and the one the certificate has to be for.
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities.length > 0 && { ca: [...getCACertificates('default'), ...authorities] }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  };
}

/**
 * What speaks against the peer; null: it is the one expected. Ask after the handshake, before the first byte. A session
 * that is gone on with shows no certificate (RFC 8446 §2.2): only who was judged when it began has its secret.
 */
export function judgePeer(socket: TLSSocket, { certificate }: ExpectedPeer): PushError | null {
  if (socket.isSessionReused()) return null;
  const { fingerprint } = tlsPeer(socket);
  if (certificate !== null) {
    return fingerprint === certificate ? null : new PushError('certificate-changed', undefined, { fingerprint });
  }
  if (socket.authorized) return null;
  // Node gives its code, whatever the type says.
  const problem = String(socket.authorizationError);
  const code = problem === 'CERT_HAS_EXPIRED' ? 'certificate-expired' : 'certificate-invalid';
  return new PushError(code, problem, { fingerprint });
}

export function tlsPeer(socket: TLSSocket): TargetPeer {
  return { protection: 'tls', fingerprint: socket.getPeerCertificate().fingerprint256 ?? null };
}

/** TLS over a connection that stands. Resolves when the peer is known to be the expected one; `onSession` hears of its sessions. */
export function secured(
  socket: Duplex,
  options: ConnectionOptions,
  expected: ExpectedPeer,
  onSession: (session: Buffer) => void = () => {},
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connect({ ...options, socket });
    // TLS 1.2 gives its session before `secureConnect`: one of a peer to be refused must not be gone on with.
    secure.on('session', (session) => judgePeer(secure, expected) === null && onSession(session));
    const refuse = (error: unknown): void => {
      secure.destroy();
      reject(connectionFailure(error));
    };
    const closed = (): void => refuse(new Error('closed in the handshake'));
    // Stays for good, see `dialAddress`.
    secure.on('error', refuse);
    secure.once('close', closed);
    secure.once('secureConnect', () => {
      secure.off('close', closed);
      const problem = judgePeer(secure, expected);
      if (problem !== null) return refuse(problem);
      resolve(secure);
    });
  });
}
