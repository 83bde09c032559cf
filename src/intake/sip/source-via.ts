import { type HeaderField, SipHeaders, type Via, writeVia } from '../../wire/sip/index.ts';
import type { Peer } from './peer.ts';

/** RFC 3261 §19.1.2; TLS has 5061. */
export const DEFAULT_SIP_PORT = 5060;

/** The topmost Via with `received` and `rport` filled in from where the request really came (RFC 3581 §4). */
export function viaWithSource(via: Via, peer: Peer): Via {
  const parameters = new Map(via.parameters);
  const wantsPort = parameters.has('rport');
  if (wantsPort) parameters.set('rport', String(peer.port));
  // §18.2.1 asks for `received` when sent-by is another address, RFC 3581 whenever `rport` was asked for.
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
 * Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4). Over TCP back on its connection, and where that is gone to
 * the port the peer listens on. `maddr` is not followed: it would let a stranger choose whom we send to.
 */
export function responsePeers(via: Via, source: Peer): readonly Peer[] {
  const listening = { ...source, port: via.port ?? DEFAULT_SIP_PORT };
  if (source.transport === 'udp') return [via.parameters.has('rport') ? source : listening];
  return [source, listening];
}
