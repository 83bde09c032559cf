import { isIPv4, isIPv6 } from 'node:net';
import { isLoopback, isSameAddress } from '../../base/client-address.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { ActiveDataPort } from './active-data-port.ts';
import { type Handler, signedIn, type SignedInRequest } from './handler.ts';
import { PassiveDataPort } from './passive-data-port.ts';
import { type ClientPort, readEprt, readPort } from './port-argument.ts';
import { type Reply, reply } from './reply.ts';

/** PASV (RFC 959 §4.1.2). Its reply can name only an IPv4 address. */
export const pasv: Handler = signedIn(async (request) => {
  const { session } = request;
  if (session.epsvOnly) return reply(503, 'Only EPSV after EPSV ALL');
  if (!isIPv4(session.localAddress)) return reply(425, 'Use EPSV over IPv6');
  const opened = await openDataPort(request);
  if (!opened.ok) return opened.reason;
  const passive = opened.value.port;
  const address = announcedAddress(session.localAddress, session.services.publicAddress);
  const numbers = [...address.split('.'), passive >> 8, passive & 0xff].join(',');
  return reply(227, `Entering Passive Mode (${numbers}).`);
});

/** EPSV (RFC 2428 §3): the reply names only the port, on the address that the client already reached. */
export const epsv: Handler = signedIn(async (request) => {
  const { session, argument } = request;
  const family = isIPv6(session.localAddress) ? '2' : '1';
  const requested = argument.trim().toUpperCase();
  if (requested === 'ALL') {
    session.epsvOnly = true;
    return reply(200, 'Only EPSV from now on');
  }
  if (requested !== '' && requested !== family) return reply(522, `Network protocol not supported, use (${family})`);
  const opened = await openDataPort(request);
  if (!opened.ok) return opened.reason;
  return reply(229, `Entering Extended Passive Mode (|||${opened.value.port}|)`);
});

/** PORT (RFC 959 §4.1.2): the client's IPv4 address and port. */
export const port: Handler = activeMode(readPort);

/** EPRT (RFC 2428 §2): the same for IPv6, too. */
export const eprt: Handler = activeMode(readEprt);

/** RFC 2577 §3: a server never connects to a port below, where the services of other machines would be. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/**
 * Where the client listens. Only its own address, as the control connection has it, and no privileged port is accepted,
 * so that this server cannot be made to connect to a third party (RFC 2577 §3, bounce attack).
 */
function activeMode(read: (argument: string) => Result<ClientPort, 'malformed' | 'family'>): Handler {
  return signedIn(({ session, argument }) => {
    const { services, peer, listenAddress } = session;
    if (!services.activeMode) return reply(502, 'Active mode is off, use passive mode (EPSV or PASV)');
    if (session.epsvOnly) return reply(503, 'Only EPSV after EPSV ALL');
    // Whatever it names, a port of before is no longer wanted.
    session.closeDataPort();
    const family = isIPv6(peer.address) ? 2 : 1;
    const client = read(argument);
    if (!client.ok && client.reason === 'malformed') return reply(501, 'Not an address and a port');
    if (!client.ok || client.value.family !== family)
      return reply(522, `Network protocol not supported, use (${family})`);
    if (client.value.port < FIRST_UNPRIVILEGED_PORT || !isSameAddress(client.value.address, peer.address)) {
      services.metrics.refusedPorts.inc();
      return reply(504, 'Only to your own address and a port from 1024 on, or use passive mode (EPSV or PASV)');
    }
    session.setDataPort(
      new ActiveDataPort({
        // As the kernel writes it: with the zone of a link-local address, which EPRT does not have.
        peerAddress: peer.address,
        port: client.value.port,
        localAddress: listenAddress,
        clock: services.clock,
        timeoutMs: services.limits.dataConnectMs,
        protect: (socket) => session.protect(socket),
      }),
    );
    return reply(200, 'The next transfer connects to that port');
  });
}

async function openDataPort({ session, tree: { tenantId } }: SignedInRequest): Promise<Result<PassiveDataPort, Reply>> {
  const { passivePorts, proxied, clock, limits, metrics } = session.services;
  session.closeDataPort();
  const listener = await passivePorts.listen(session.listenAddress, tenantId);
  if (listener === null) {
    metrics.refused.inc({ limit: 'passive-ports' });
    return fail(reply(425, 'No data port is free, try again later'));
  }
  const dataPort = new PassiveDataPort({
    listener,
    peerAddress: session.peer.address,
    proxied,
    clock,
    timeoutMs: limits.dataConnectMs,
    onForeignConnection: () => metrics.foreignDataConnections.inc(),
    protect: (socket) => session.protect(socket),
  });
  session.setDataPort(dataPort);
  return ok(dataPort);
}

/**
 * The IPv4 address in the PASV reply. Clients outside of a NAT reach the public address. Not so a client on this machine;
 * and a public address that is loopback (the default) or a name cannot be announced.
 */
export function announcedAddress(localAddress: string, publicAddress: string): string {
  if (isLoopback(localAddress) || isLoopback(publicAddress) || !isIPv4(publicAddress)) return localAddress;
  return publicAddress;
}
