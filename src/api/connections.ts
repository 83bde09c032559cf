import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { plainAddress } from '../base/client-address.ts';
import type { Clock } from '../base/clock.ts';
import {
  type ConnectionLimits,
  type ConnectionShare,
  ConnectionShares,
  REFUSALS,
  KnownNetworks,
} from '../base/connection-shares.ts';
import { Gauge, labelledCounter, type Registry } from '../platform/metrics.ts';
import { CONNECTION_LIMITS, MAX_KNOWN_NETWORKS, UNAUTHENTICATED_TIMEOUT_MS } from './server-limits.ts';

interface ConnectionDeps {
  readonly clock: Clock;
  readonly metrics: Registry;
  readonly trustedProxies: readonly string[];
  /** Default: `CONNECTION_LIMITS`. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

interface OpenConnection {
  readonly share: ConnectionShare;
  authenticated: boolean;
  /** Set by the first response: until then Node's own limits apply. */
  hasDeadline: boolean;
  overdue: boolean;
}

export interface LimitedConnections {
  /** Counts the connections of this server with those of the port, from the end of their handshake on. */
  watchTls(server: TlsServer): void;
}

/**
 * Divides the connections of the port between addresses, and between those that have signed in and those that have not.
 * The latter are closed with the first response after a while. A trusted proxy's connections carry many clients: only the total limits them.
 */
export function limitConnections(app: FastifyInstance, deps: ConnectionDeps): LimitedConnections {
  const { clock, metrics: registry } = deps;
  const shares = new ConnectionShares({ ...CONNECTION_LIMITS, ...deps.limits });
  const known = new KnownNetworks(MAX_KNOWN_NETWORKS);
  const metrics = connectionMetrics(registry);
  const isProxy = proxyMatcher(deps.trustedProxies);
  const open = new Map<Socket, OpenConnection>();

  const admit = (socket: Socket): void => {
    const address = plainAddress(socket.remoteAddress);
    if (isProxy(address)) return;
    const evict = (): void => void socket.destroy();
    const share = shares.admit(address, evict, { known: known.has(address) });
    if (typeof share === 'string') {
      metrics.refused.inc({ limit: share });
      socket.destroy();
      return;
    }
    open.set(socket, { share, authenticated: false, hasDeadline: false, overdue: false });
    metrics.connections.set(open.size);
    socket.once('close', () => {
      open.delete(socket);
      share.release();
      metrics.connections.set(open.size);
    });
  };

  const watchRequest = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const connection = open.get(socket);
    if (connection === undefined) return;
    response.once('close', () => {
      if (!connection.hasDeadline) setDeadline(socket, connection);
    });
  };

  // With its last response, never while it is idle: the client could be sending its next request. An idle one is closed by
  // Node's own limit.
  app.addHook('onSend', async (request, reply) => {
    const connection = open.get(request.raw.socket);
    if (connection?.overdue && !connection.authenticated) reply.header('connection', 'close');
  });

  // After the guard, before the body: an upload that takes an hour has signed in.
  app.addHook('preParsing', async (request) => {
    if (!request.signedIn && !request.source && !request.davSession) return;
    const connection = open.get(request.raw.socket);
    if (connection === undefined || connection.authenticated) return;
    connection.authenticated = true;
    connection.share.authenticate();
    known.add(plainAddress(request.raw.socket.remoteAddress));
  });

  function setDeadline(socket: Socket, connection: OpenConnection): void {
    if (socket.destroyed || connection.authenticated) return;
    connection.hasDeadline = true;
    const deadline = clock.after(UNAUTHENTICATED_TIMEOUT_MS, () => {
      connection.overdue = true;
    });
    socket.once('close', () => deadline.cancel());
  }

  app.server.on('connection', admit);
  app.server.on('request', watchRequest);
  return {
    watchTls: (server) => {
      server.on('secureConnection', admit);
      server.on('request', watchRequest);
    },
  };
}

function connectionMetrics(registry: Registry) {
  const registers = [registry];
  return {
    connections: new Gauge({
      name: 'fonoteka_http_connections',
      help: 'Open HTTP connections, without those of trusted proxies.',
      registers,
    }),
    refused: labelledCounter({
      registry,
      name: 'fonoteka_http_connections_refused_total',
      help: 'HTTP connections refused, by the limit they met.',
      labels: { limit: REFUSALS },
    }),
  };
}

/** Whether an address is one of the proxies. Accepts what Fastify's `trustProxy` does: addresses and networks. */
function proxyMatcher(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = familyOf(address);
    if (family === null) continue;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const family = familyOf(address);
    return family !== null && list.check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 0 ? null : version === 4 ? 'ipv4' : 'ipv6';
}
