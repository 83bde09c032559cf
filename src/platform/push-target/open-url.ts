import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionDeps } from './connection-deps.ts';
import { dial } from './dial.ts';
import { type ExpectedPeer, secured, tlsOptions } from './tls-peer.ts';
import { within } from './within.ts';

/** Whom to trust at the URL, beside its name, and for how long to wait. */
export interface UrlDestination extends Omit<ExpectedPeer, 'host'> {
  readonly url: URL;
  /** For each of its two steps: until the connection stands, until the peer is known. */
  readonly stepMs: number;
}

/** A connection to the server of an `http:` or `https:` URL: by a checked address, and with TLS to the peer expected there. */
export async function openUrl(
  { url, authorities, certificate, stepMs }: UrlDestination,
  { guard, clock, signal }: Pick<ConnectionDeps, 'guard' | 'clock' | 'signal'>,
): Promise<Socket | TLSSocket> {
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const limit = { clock, signal, ms: stepMs };
  const socket = await dial({ host, port, guard }, limit);
  if (!isSecure) return socket;
  const expected = { host, authorities, certificate };
  const handshake = secured(socket, tlsOptions(expected), expected);
  return within(handshake, { ...limit, giveUp: () => socket.destroy() });
}
