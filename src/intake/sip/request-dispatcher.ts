import type { ReceivedRequest } from '../../wire/sip/index.ts';
import { CAPABILITIES } from './capabilities.ts';
import { RETRY_AFTER_S } from './limits.ts';
import type { Peer } from './peer.ts';
import { refusalOf } from './request-checks.ts';
import type { ServerTransactions } from './server-transactions.ts';
import type { Sessions } from './sessions.ts';
import type { SipAnswer, SipHandler } from './sip-handler.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { viaWithSource, withTopVia } from './source-via.ts';
import type { StatelessAnswers } from './stateless-answers.ts';
import { tagOf } from './transaction-key.ts';

interface DispatcherOptions {
  readonly handler: SipHandler;
  readonly metrics: SipMetrics;
  readonly transactions: ServerTransactions;
  readonly sessions: Sessions;
  readonly stateless: StatelessAnswers;
}

const BUSY: SipAnswer = { status: 503, headers: [{ name: 'Retry-After', value: String(RETRY_AFTER_S) }] };

/** Decides what a request that passed the parser is, in the order of RFC 3261 §8.2 and §12.2.2. */
export class RequestDispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  dispatch(received: ReceivedRequest, peer: Peer): void {
    const { transactions, stateless } = this.#options;
    const request = withSource(received, peer);
    if (transactions.absorb(request)) return;
    if (request.method === 'ACK') return this.#options.sessions.find(request)?.acknowledge(request);
    const refusal = refusalOf(request);
    if (refusal !== null) return stateless.send(request, peer, refusal);
    if (request.method === 'CANCEL') return this.#cancel(request, peer);
    if (tagOf(request.to) !== '') return this.#withinDialog(request, peer);
    if (transactions.isMerged(request)) return stateless.send(request, peer, { status: 482 });
    this.#outsideDialog(request, peer);
  }

  /** RFC 3261 §9.2: an INVITE that has its final answer already is not touched, the CANCEL gets 200 all the same. */
  #cancel(cancel: ReceivedRequest, peer: Peer): void {
    const invite = this.#options.transactions.cancelled(cancel);
    this.#options.stateless.send(cancel, peer, { status: invite === null ? 481 : 200 });
    invite?.onCancel?.();
  }

  #withinDialog(request: ReceivedRequest, peer: Peer): void {
    const dialog = this.#options.sessions.find(request);
    if (dialog === null) return this.#options.stateless.send(request, peer, { status: 481 });
    if (this.#isFull(true)) return this.#options.stateless.send(request, peer, BUSY);
    dialog.receive(this.#options.transactions.open(request, peer));
  }

  #outsideDialog(request: ReceivedRequest, peer: Peer): void {
    const { handler, stateless, sessions, transactions } = this.#options;
    if (request.method === 'OPTIONS') {
      const ready = handler.isAccepting();
      return stateless.send(request, peer, ready ? { status: 200, headers: CAPABILITIES } : BUSY);
    }
    // BYE, UPDATE, INFO belong to a dialog, and this names none.
    if (request.method !== 'INVITE') return stateless.send(request, peer, { status: 481 });
    if (!handler.isAllowedPeer(peer)) return stateless.send(request, peer, { status: 403 });
    if (this.#isFull(false)) return stateless.send(request, peer, BUSY);
    sessions.invite(transactions.open(request, peer));
  }

  #isFull(ofCall: boolean): boolean {
    const { metrics, sessions, transactions } = this.#options;
    const limit = transactions.isFull(ofCall)
      ? 'transactions'
      : !ofCall && sessions.isFull
        ? 'half-open-sessions'
        : null;
    if (limit !== null) metrics.limited.inc({ limit });
    return limit !== null;
  }
}

function withSource(request: ReceivedRequest, peer: Peer): ReceivedRequest {
  const via = viaWithSource(request.via, peer);
  return { ...request, via, headers: withTopVia(request.headers, via) };
}
