import type { Essentials, ReceivedRequest } from '../../wire/sip/index.ts';

/** RFC 3261 §8.1.1.7: what a branch begins with that is unique by itself. */
const MAGIC_COOKIE = 'z9hG4bK';

/**
 * What a request and its repetitions have in common (RFC 3261 §17.2.3). `method` is INVITE where the INVITE of
 * an ACK or CANCEL is looked for.
 */
export function serverTransactionKey(request: ReceivedRequest, method: string): string {
  const { via } = request;
  const branch = via.parameters.get('branch') ?? '';
  if (branch.startsWith(MAGIC_COOKIE) && branch !== MAGIC_COOKIE) {
    return [branch, via.host, via.port ?? '', method].join(' ');
  }
  // Of RFC 2543, or a broken one: the branch may be missing or always the same.
  return [request.callId, tagOf(request.from), request.cseq.number, via.host, via.port ?? '', branch, method].join(' ');
}

/** The same for one request that came over two ways (RFC 3261 §8.2.2.2). */
export function mergedRequestKey(request: ReceivedRequest): string {
  return [request.callId, tagOf(request.from), request.cseq.number, request.method].join(' ');
}

/** What a request of ours and its responses have in common (RFC 3261 §17.1.3). */
export function clientTransactionKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

/** The tag of From or To; empty where there is none. */
export function tagOf(address: Essentials['from']): string {
  return address.parameters.get('tag') ?? '';
}
