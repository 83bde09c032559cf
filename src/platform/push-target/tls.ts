import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, getCACertificates, type TLSSocket } from 'node:tls';
import { fail, ok, type Result } from '../../base/result.ts';
import { connectionFailure, PushError } from './push-error.ts';
import type { ConnectionDeps, TargetPeer } from './push-target.ts';
import { connectTcp } from './tcp.ts';
import { withTimeout } from './time-limits.ts';

/** The peer a TLS connection must reach. */
export interface ExpectedPeer {
  readonly host: string;
  /** Certificates trusted in addition to the system's, PEM. */
  readonly authorities: readonly string[];
  /** SHA-256 fingerprint of the only accepted certificate; null: any certificate valid for the host. */
  readonly certificate: string | null;
}

interface UrlDestination extends Omit<ExpectedPeer, 'host'> {
  readonly url: URL;
  /** Time limit of each of the two steps: the TCP connection, and the TLS handshake. */
  readonly stepMs: number;
}

/** Connects to the server of an `http:` or `https:` URL: to a checked address, and with TLS to the expected peer. */
export async function connectUrl(
  { url, authorities, certificate, stepMs }: UrlDestination,
  { guard, clock, signal }: Pick<ConnectionDeps, 'guard' | 'clock' | 'signal'>,
): Promise<Socket | TLSSocket> {
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const timeout = { clock, signal, ms: stepMs };
  const socket = await connectTcp({ host, port, guard }, timeout);
  if (!isSecure) return socket;
  const expected = { host, authorities, certificate };
  const handshake = startTls(socket, tlsOptions(expected), expected);
  return withTimeout(handshake, { ...timeout, cancel: () => socket.destroy() });
}

/** Starts TLS on an open connection. Resolves once the peer is verified. `onSession` gets the sessions to resume. */
export function startTls(
  socket: Duplex,
  options: ConnectionOptions,
  expected: ExpectedPeer,
  onSession: (session: Buffer) => void = () => {},
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connect({ ...options, socket });
    // TLS 1.2 issues its session before `secureConnect`: a session of a rejected peer must not be resumed.
    secure.on('session', (session) => verifyPeer(secure, expected) === null && onSession(session));
    const refuse = (error: unknown): void => {
      secure.destroy();
      reject(connectionFailure(error));
    };
    const closed = (): void => refuse(new Error('closed in the handshake'));
    // Never removed, as in `connectAddress`.
    secure.on('error', refuse);
    secure.once('close', closed);
    secure.once('secureConnect', () => {
      secure.off('close', closed);
      const problem = verifyPeer(secure, expected);
      if (problem !== null) return refuse(problem);
      resolve(secure);
    });
  });
}

/** Options of `tls.connect`. The connection is made without verifying the peer: call `verifyPeer` after the handshake. */
export function tlsOptions({ host, authorities }: ExpectedPeer): ConnectionOptions {
  return {
    // The name to send (RFC 6066 §3: no IP addresses), and the name the certificate must be valid for.
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities.length > 0 && { ca: [...getCACertificates('default'), ...authorities] }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  };
}

/**
 * Null if the peer is the expected one, otherwise the error to fail with. Call it after the handshake, before the first
 * byte. A resumed session shows no certificate (RFC 8446 §2.2): only a peer verified in the first session has its secret.
 */
export function verifyPeer(socket: TLSSocket, { certificate }: ExpectedPeer): PushError | null {
  if (socket.isSessionReused()) return null;
  const { fingerprint } = tlsPeer(socket);
  if (certificate !== null) {
    return fingerprint === certificate ? null : new PushError('certificate-changed', undefined, { fingerprint });
  }
  if (socket.authorized) return null;
  // At run time this is Node's error code, although its type says Error.
  const problem = String(socket.authorizationError);
  const code = problem === 'CERT_HAS_EXPIRED' ? 'certificate-expired' : 'certificate-invalid';
  return new PushError(code, problem, { fingerprint });
}

export function tlsPeer(socket: TLSSocket): TargetPeer {
  return { protection: 'tls', fingerprint: socket.getPeerCertificate().fingerprint256 ?? null };
}

/** Reads a SHA-256 fingerprint as programs print it, `AB:CD:…` or bare hexadecimal, into `AB:CD:…`. */
export function readCertificateFingerprint(text: string): Result<string> {
  const hex = text.trim().replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) return fail('not a SHA-256 fingerprint');
  return ok(hex.match(/../g)!.join(':'));
}
