import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { parseSipUri } from '../../wire/sip/index.ts';
import type { Peer } from './peer.ts';
import { DEFAULT_SIP_PORT } from './source-via.ts';

/**
 * Whom a request of ours is sent to, in the order to try. `flow` is where the peer's own requests come from.
 * A host name is asked for its addresses; NAPTR and SRV records (RFC 3263) are not: the peers are PBXs that give
 * their address. What cannot be found leaves the flow.
 */
export async function nextHopPeers(uri: string, flow: Peer): Promise<readonly Peer[]> {
  const parsed = parseSipUri(uri);
  if (!parsed.ok || parsed.value.host === '') return [flow];
  const { host, port, parameters } = parsed.value;
  const transport = parameters.get('transport')?.toLowerCase() ?? (flow.transport === 'tcp' ? 'tcp' : 'udp');
  const address = await addressOf(host);
  if (address === null || transport !== flow.transport) return [flow];
  const target: Peer = { transport, address, port: port ?? DEFAULT_SIP_PORT };
  if (transport === 'udp') return [target];
  // The connection the peer opened leads to it through any NAT; without it, its listening port.
  return address === flow.address ? [flow, target] : [target, flow];
}

async function addressOf(host: string): Promise<string | null> {
  if (isIP(host) !== 0) return host;
  try {
    return (await lookup(host)).address;
  } catch {
    return null;
  }
}
