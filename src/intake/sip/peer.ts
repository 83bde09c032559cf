import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type HeaderField, parseSipUri, SipHeaders, type Via, writeVia } from '../../wire/sip/index.ts';

type TransportName = 'udp' | 'tcp' | 'tls';

/** The source or destination of a message. */
export interface Peer {
  readonly transport: TransportName;
  /** An IP address; an IPv4 one never in its IPv6-mapped form. */
  readonly address: string;
  readonly port: number;
  /** Of TLS: the names in the verified certificate of the peer, lower case. Missing: it has shown none. */
  readonly certificateNames?: readonly string[];
  /** Of TLS: why the certificate that it has shown counts as none, such as `CERT_HAS_EXPIRED`. */
  readonly certificateProblem?: string;
  /** The host name that the address was resolved from. */
  readonly serverName?: string;
  /** The port is that of a connection that the peer opened: nothing listens there. */
  readonly accepted?: true;
}

export function isSamePeer(one: Peer, other: Peer): boolean {
  return one.transport === other.transport && one.address === other.address && one.port === other.port;
}

/** RFC 3261 §19.1.2. */
const DEFAULT_PORTS: Readonly<Record<TransportName, number>> = { udp: 5060, tcp: 5060, tls: 5061 };

/** The topmost Via with `received` and `rport` filled in from the source of the request (RFC 3581 §4). */
export function withReceivedAndRport(via: Via, peer: Peer): Via {
  const parameters = new Map(via.parameters);
  const wantsPort = parameters.has('rport');
  if (wantsPort) parameters.set('rport', String(peer.port));
  // §18.2.1 requires `received` when sent-by is another address, RFC 3581 whenever `rport` is present.
  if (wantsPort || via.host !== peer.address) parameters.set('received', peer.address);
  return { ...via, parameters };
}

/** Headers with the topmost Via replaced. */
export function withTopVia(headers: SipHeaders, via: Via): SipHeaders {
  const values = [writeVia(via), ...headers.list('Via').slice(1)];
  const vias = values.map((value): HeaderField => ({ name: 'Via', value }));
  return new SipHeaders([...vias, ...headers.without('Via').fields]);
}

/**
 * Where a response is sent, in the order to try (RFC 3261 §18.2.2, RFC 3581 §4). Over TCP and TLS: the connection of the request,
 * then the port the peer listens on. `maddr` is ignored: it would let any sender choose where we send to.
 */
export function responseTargets(via: Via, source: Peer): readonly Peer[] {
  const { accepted: _, ...where } = source;
  const listening = { ...where, port: via.port ?? DEFAULT_PORTS[source.transport] };
  if (source.transport === 'udp') return [via.parameters.has('rport') ? source : listening];
  return [source, listening];
}

/**
 * Where a request of ours is sent, in the order to try. `flow` is where the peer's own requests come from. A host name is
 * resolved to its address; NAPTR and SRV records (RFC 3263) are not used, because PBXs give their address. If the URI
 * cannot be resolved, the request is sent to the flow.
 */
export async function requestTargets(uri: string, flow: Peer): Promise<readonly Peer[]> {
  const parsed = parseSipUri(uri);
  if (!parsed.ok || parsed.value.host === '') return [flow];
  const { scheme, host, port, parameters } = parsed.value;
  const transport = scheme === 'sips' ? 'tls' : (parameters.get('transport')?.toLowerCase() ?? flow.transport);
  const address = await resolveHost(host, flow);
  if (address === null || transport !== flow.transport) return [flow];
  const target: Peer = { transport, address, port: port ?? DEFAULT_PORTS[transport] };
  if (transport === 'udp') return [target];
  if (transport === 'tls') return tlsTargets({ ...target, ...(isIP(host) === 0 && { serverName: host }) }, flow);
  // The connection that the peer opened works through any NAT; without it, its listening port.
  return address === flow.address ? [flow, target] : [target, flow];
}

/** Whoever answers must show the same certificate as the one who called, or one of the host's name. */
function tlsTargets(target: Peer, flow: Peer): readonly Peer[] {
  const { certificateNames } = flow;
  return [flow, certificateNames === undefined ? target : { ...target, certificateNames }];
}

/** An address of the family that the peer uses, if there is one. */
async function resolveHost(host: string, { address: used }: Peer): Promise<string | null> {
  if (isIP(host) !== 0) return host;
  try {
    const found = await lookup(host, { all: true });
    return (found.find(({ address }) => isIP(address) === isIP(used)) ?? found[0])?.address ?? null;
  } catch {
    return null;
  }
}
