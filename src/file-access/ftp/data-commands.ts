import { isIPv4, isIPv6 } from 'node:net';
import { isLoopback } from '../../base/client-address.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { DataPort } from './data-port.ts';
import { type Handler, signedIn } from './handler.ts';
import { type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** PASV (RFC 959 §4.1.2). Its reply can name only an IPv4 address. */
export const pasv: Handler = signedIn(async ({ session }) => {
  if (session.epsvOnly) return reply(503, 'Only EPSV after EPSV ALL');
  if (!isIPv4(session.localAddress)) return reply(425, 'Use EPSV over IPv6');
  const opened = await openDataPort(session);
  if (!opened.ok) return opened.reason;
  const { port } = opened.value;
  const address = announcedAddress(session.localAddress, session.services.publicAddress);
  const numbers = [...address.split('.'), port >> 8, port & 0xff].join(',');
  return reply(227, `Entering Passive Mode (${numbers}).`);
});

/** EPSV (RFC 2428 §3): the reply names only the port, on the address that the client already reached. */
export const epsv: Handler = signedIn(async ({ session, argument }) => {
  const family = isIPv6(session.localAddress) ? '2' : '1';
  const requested = argument.trim().toUpperCase();
  if (requested === 'ALL') {
    session.epsvOnly = true;
    return reply(200, 'Only EPSV from now on');
  }
  if (requested !== '' && requested !== family) return reply(522, `Network protocol not supported, use (${family})`);
  const opened = await openDataPort(session);
  if (!opened.ok) return opened.reason;
  return reply(229, `Entering Extended Passive Mode (|||${opened.value.port}|)`);
});

/** PORT and EPRT are refused, so that this server cannot be made to connect anywhere (RFC 2577 §3, bounce attack). */
export const activeMode: Handler = () => reply(502, 'Active mode is off, use EPSV or PASV');

async function openDataPort(session: Session): Promise<Result<DataPort, Reply>> {
  const { dataPorts, clock, limits, metrics } = session.services;
  session.closeDataPort();
  const listener = await dataPorts.listen(session.localAddress);
  if (listener === null) {
    metrics.refused.inc({ limit: 'passive-ports' });
    return fail(reply(425, 'No data port is free, try again later'));
  }
  const port = new DataPort({
    listener,
    peerAddress: session.peer.address,
    clock,
    timeoutMs: limits.dataConnectMs,
    onForeignConnection: () => metrics.foreignDataConnections.inc(),
  });
  session.setDataPort(port);
  return ok(port);
}

/**
 * The IPv4 address in the PASV reply. Clients outside of a NAT reach the public address. Not so a client on this machine;
 * and a public address that is loopback (the default) or a name cannot be announced.
 */
export function announcedAddress(localAddress: string, publicAddress: string): string {
  if (isLoopback(localAddress) || isLoopback(publicAddress) || !isIPv4(publicAddress)) return localAddress;
  return publicAddress;
}
