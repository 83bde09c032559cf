import { createHmac, randomBytes } from 'node:crypto';
import { type SipHeaders, type Via, writeMessage } from '../../wire/sip/index.ts';
import { makeResponse } from './make-response.ts';
import type { Peer } from './peer.ts';
import type { Send } from './server-transactions.ts';
import type { SipAnswer } from './sip-handler.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { responsePeers, viaWithSource, withTopVia } from './source-via.ts';

/**
 * Answers that leave nothing behind (RFC 3261 §8.2.7): refusals and OPTIONS. However many come, they take no memory;
 * a request that is repeated is answered anew, with the same To tag.
 */
export class StatelessAnswers {
  readonly #metrics: SipMetrics;
  readonly #send: Send;
  readonly #secret = randomBytes(32);

  constructor(metrics: SipMetrics, send: Send) {
    this.#metrics = metrics;
    this.#send = send;
  }

  send(request: { readonly via: Via; readonly headers: SipHeaders }, source: Peer, answer: SipAnswer): void {
    const headers = withTopVia(request.headers, viaWithSource(request.via, source));
    const response = makeResponse(headers, answer, { toTag: this.#tag(request.headers) });
    this.#metrics.responses.inc({ code: answer.status });
    void this.#send(writeMessage(response), responsePeers(request.via, source));
  }

  /** "To tags MUST be generated for responses in a stateless manner — in a manner that will generate the same tag for
   * the same request consistently" (§8.2.7). */
  #tag(headers: SipHeaders): string {
    const named = ['Call-ID', 'From', 'CSeq'].map((name) => headers.first(name) ?? '').join('\n');
    return createHmac('sha256', this.#secret).update(named).digest('hex').slice(0, 16);
  }
}
