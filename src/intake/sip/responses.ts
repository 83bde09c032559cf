import { createHmac, randomBytes } from 'node:crypto';
import {
  type HeaderField,
  type ReceivedRequest,
  SipHeaders,
  type SipResponse,
  statusPhrase,
  type Via,
  writeMessage,
} from '../../wire/sip/index.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { type Peer, responseTargets, withReceivedAndRport, withTopVia } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import type { ResponseOptions } from './transaction-user.ts';
import type { Send } from './transport-layer.ts';

/** RFC 3261 §20.33: the PBX uses another recorder and tries this one again after the given time. */
export const SERVICE_UNAVAILABLE: ResponseOptions = {
  status: 503,
  headers: [{ name: 'Retry-After', value: String(RETRY_AFTER_S) }],
};

/** Headers that a response copies from its request, as far as the request has them (RFC 3261 §8.2.6.2). */
const COPIED_HEADERS = ['via', 'from', 'to', 'call-id', 'cseq'];

/**
 * Creates a response to a request. `toTag` is added to a To without a tag; null (for 100) leaves To unchanged. `headers`
 * come before those of `options`.
 */
export function createResponse(
  request: SipHeaders,
  options: ResponseOptions,
  { toTag, headers = [] }: { toTag: string | null; headers?: readonly HeaderField[] },
): SipResponse {
  const copied = request.fields
    .filter((field) => COPIED_HEADERS.includes(field.name.toLowerCase()))
    .map((field) => (field.name.toLowerCase() === 'to' ? withTag(field, toTag) : field));
  const { status, content } = options;
  const contentType = content === undefined ? [] : [{ name: 'Content-Type', value: content.type }];
  return {
    kind: 'response',
    status,
    reason: options.reason ?? statusPhrase(status),
    headers: new SipHeaders([...copied, ...headers, ...(options.headers ?? []), ...contentType]),
    body: typeof content?.body === 'object' ? content.body : Buffer.from(content?.body ?? ''),
  };
}

function withTag(to: HeaderField, tag: string | null): HeaderField {
  const afterUri = to.value.slice(to.value.lastIndexOf('>') + 1);
  if (tag === null || /;\s*tag\s*=/i.test(afterUri)) return to;
  return { name: to.name, value: `${to.value};tag=${tag}` };
}

/** The tag of From or To; empty if there is none. */
export function tagOf(address: ReceivedRequest['from']): string {
  return address.parameters.get('tag') ?? '';
}

/**
 * Sends responses without a transaction (RFC 3261 §8.2.7): refusals and answers to OPTIONS. They keep no state, however
 * many requests come. A retransmitted request gets the same response, with the same To tag.
 */
export class StatelessResponses {
  readonly #metrics: SipMetrics;
  readonly #send: Send;
  readonly #secret = randomBytes(32);

  constructor(metrics: SipMetrics, send: Send) {
    this.#metrics = metrics;
    this.#send = send;
  }

  /** A response of more than `maxBytes` is not sent. */
  send(
    request: { readonly via: Via; readonly headers: SipHeaders },
    source: Peer,
    options: ResponseOptions,
    maxBytes = Number.POSITIVE_INFINITY,
  ): void {
    const headers = withTopVia(request.headers, withReceivedAndRport(request.via, source));
    const response = createResponse(headers, options, { toTag: this.#toTag(request.headers) });
    const bytes = writeMessage(response);
    if (bytes.length > maxBytes) return this.#metrics.limited.inc({ limit: 'response-bytes' });
    this.#metrics.responses.inc({ code: options.status });
    void this.#send(bytes, responseTargets(request.via, source));
  }

  /** "To tags MUST be generated for responses in a stateless manner — in a manner that will generate the same tag for
   * the same request consistently" (§8.2.7). */
  #toTag(headers: SipHeaders): string {
    const identity = ['Call-ID', 'From', 'CSeq'].map((name) => headers.first(name) ?? '').join('\n');
    return createHmac('sha256', this.#secret).update(identity).digest('hex').slice(0, 16);
  }
}
