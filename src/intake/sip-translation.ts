import type { ReceivedRequest } from '../wire/sip/index.ts';
import type { SessionReply, SessionRequest } from './session-message.ts';
import type { Peer, ResponseOptions } from './sip/index.ts';

/** A SIP request as recording sessions see it. */
export function sessionRequest(request: ReceivedRequest, peer: Peer): SessionRequest {
  return {
    requestUri: request.uri,
    remoteAddress: peer.address,
    header: (name) => request.headers.first(name),
    body: request.body,
  };
}

/** RFC 7866 §7.2: the answer is plain SDP, never multipart. */
export function sipAnswer({ status, retryAfterSeconds, sdp }: SessionReply): ResponseOptions {
  return {
    status,
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: [{ name: 'Retry-After', value: String(retryAfterSeconds) }] }),
    ...(sdp === undefined ? {} : { content: { type: 'application/sdp', body: sdp } }),
  };
}
