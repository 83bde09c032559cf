import {
  type HeaderField,
  parseNameAddr,
  parseSipUri,
  type ReceivedRequest,
  SipHeaders,
  type SipRequest,
} from '../../wire/sip/index.ts';
import { tagOf } from './responses.ts';

/** The dialog ID (RFC 3261 §12). */
export function dialogId(callId: string, localTag: string, remoteTag: string): string {
  return [callId, localTag, remoteTag].join(' ');
}

/** The ID of the dialog that a received request belongs to: our tag is in its To. */
export function dialogIdOf(request: ReceivedRequest): string {
  return dialogId(request.callId, tagOf(request.to), tagOf(request.from));
}

/** The state of a dialog on the UAS side (RFC 3261 §12.1.1). */
export interface DialogState {
  readonly callId: string;
  /** The complete From and To of our requests, with tags. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** Record-Route of the INVITE, in its order: nearest hop first. Does not change. */
  readonly routeSet: readonly string[];
  /** The URI of the peer's Contact. */
  readonly remoteTarget: string;
  /** The highest sequence number of the peer's requests. */
  readonly remoteCSeq: number;
  /** The last sequence number of our requests. */
  readonly localCSeq: number;
}

export function createDialogState(invite: ReceivedRequest, localTag: string): DialogState {
  const { headers } = invite;
  return {
    callId: invite.callId,
    localAddress: `${headers.first('To') ?? ''};tag=${localTag}`,
    remoteAddress: headers.first('From') ?? '',
    localTag,
    remoteTag: tagOf(invite.from),
    routeSet: headers.list('Record-Route'),
    remoteTarget: contactUri(headers) ?? invite.from.uri,
    remoteCSeq: invite.cseq.number,
    localCSeq: 0,
  };
}

/**
 * Whether our Contact "MUST be a SIPS URI": the INVITE has one as its request URI, in its top Record-Route or, without any, in its
 * Contact (RFC 3261 §12.1.1).
 */
export function isSecure({ uri, headers }: ReceivedRequest): boolean {
  const [recordRoute] = headers.list('Record-Route');
  const other = recordRoute === undefined ? contactUri(headers) : routeUri(recordRoute);
  return [uri, other ?? ''].some((one) => /^sips:/i.test(one));
}

/** The URI of a message's Contact; null if there is none or it is not valid. */
export function contactUri(headers: SipHeaders): string | null {
  const contact = parseNameAddr(headers.list('Contact')[0] ?? '');
  return contact.ok && parseSipUri(contact.value.uri).ok ? contact.value.uri : null;
}

/** The URI that our requests are sent to: of the nearest router, or of the peer. */
export function nextHopOf({ routeSet: [first], remoteTarget }: DialogState): string {
  return (first === undefined ? null : routeUri(first)) ?? remoteTarget;
}

/** A request within the dialog (RFC 3261 §12.2.1.1), for loose and strict routers. `state` has the CSeq to use. */
export function createDialogRequest(
  state: DialogState,
  method: string,
  { more = [], body = '' }: { more?: readonly HeaderField[]; body?: string } = {},
): SipRequest {
  const [first, ...others] = state.routeSet;
  const firstUri = first === undefined ? null : routeUri(first);
  const strict = firstUri !== null && !isLooseRouter(firstUri);
  const routes = strict ? [...others, `<${state.remoteTarget}>`] : state.routeSet;
  const headers = new SipHeaders([
    ...routes.map((value) => ({ name: 'Route', value })),
    { name: 'Max-Forwards', value: '70' },
    { name: 'From', value: state.localAddress },
    { name: 'To', value: state.remoteAddress },
    { name: 'Call-ID', value: state.callId },
    { name: 'CSeq', value: `${state.localCSeq} ${method}` },
    ...more,
  ]);
  const uri = strict ? firstUri : state.remoteTarget;
  return { kind: 'request', method, uri, headers, body: Buffer.from(body) };
}

function routeUri(route: string): string | null {
  const address = parseNameAddr(route);
  return address.ok ? address.value.uri : null;
}

function isLooseRouter(uri: string): boolean {
  const parsed = parseSipUri(uri);
  return parsed.ok && parsed.value.parameters.has('lr');
}
