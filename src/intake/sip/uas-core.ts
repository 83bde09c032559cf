import { randomBytes } from 'node:crypto';
import type { ReceivedRequest } from '../../wire/sip/index.ts';
import { ALLOW, CAPABILITIES, checkRequest } from './capabilities.ts';
import { Dialog, type DialogContext } from './dialog.ts';
import {
  MAX_DIALOGS,
  MAX_HALF_OPEN_SESSIONS,
  MAX_HALF_OPEN_SESSIONS_PER_SOURCE,
  MAX_INVITES_PER_SECOND_PER_SOURCE,
  RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE,
} from './limits.ts';
import { type Peer, withReceivedAndRport, withTopVia } from './peer.ts';
import { callerKey, OpenDialogs } from './open-dialogs.ts';
import { PendingRequest } from './pending-request.ts';
import { RequestRate } from '../../base/request-rate.ts';
import { SERVICE_UNAVAILABLE, type StatelessResponses, tagOf } from './responses.ts';
import type { ServerTransactions } from './server-transactions.ts';
import { refuseInterval } from './session-interval.ts';
import { SharedRoom } from './shared-room.ts';
import type { SipMetrics } from './sip-metrics.ts';
import type {
  AcceptOptions,
  Admission,
  DialogHandler,
  ResponseOptions,
  SignIn,
  SipDialog,
  TransactionUser,
} from './transaction-user.ts';

interface UasCoreOptions extends Omit<DialogContext, 'isSameSource' | 'onConfirmed' | 'onEnded'> {
  readonly metrics: SipMetrics;
  readonly transactions: ServerTransactions;
  readonly stateless: StatelessResponses;
  readonly user: TransactionUser;
}

/** UAS behaviour (RFC 3261 §8.2, §12.2.2): what becomes of a request. Holds the pending INVITEs and the dialogs. */
export class UasCore {
  readonly #options: UasCoreOptions;
  readonly #dialogContext: DialogContext;
  readonly #pendingInvites = new Set<PendingRequest>();
  readonly #dialogs = new OpenDialogs();
  /** Pending INVITEs, and dialogs without an ACK. */
  readonly #halfOpen = new SharedRoom<PendingRequest | Dialog>({
    max: MAX_HALF_OPEN_SESSIONS,
    maxPerSource: MAX_HALF_OPEN_SESSIONS_PER_SOURCE,
    reservedPerSource: RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE,
  });
  readonly #invites: RequestRate;

  constructor(options: UasCoreOptions) {
    this.#options = options;
    this.#invites = new RequestRate(options.clock, {
      perAddress: MAX_INVITES_PER_SECOND_PER_SOURCE,
      total: Number.POSITIVE_INFINITY,
    });
    this.#dialogContext = {
      ...options,
      isSameSource: (one, other) => options.user.isSameSource(one, other),
      onConfirmed: (dialog) => this.#halfOpen.delete(dialog),
      onEnded: (dialog) => this.#removeDialog(dialog),
    };
  }

  /** Whether a request belongs to a dialog, repeats one whose transaction runs, or cancels it. */
  isExpected(request: ReceivedRequest): boolean {
    const { transactions } = this.#options;
    if (transactions.has(request)) return true;
    if (request.method === 'CANCEL') return transactions.inviteOf(request) !== null;
    return tagOf(request.to) !== '' && this.#dialogs.of(request) !== null;
  }

  /** A request that could be parsed, of a known source. `admission`: of one that has just signed in. */
  receive(received: ReceivedRequest, peer: Peer, admission: Admission | null = null): void {
    const { transactions, stateless } = this.#options;
    const request = withSource(received, peer);
    if (transactions.absorb(request)) return;
    if (request.method === 'ACK') return this.#dialogs.of(request)?.receiveAck(request);
    const refusal = checkRequest(request) ?? this.#checkInterval(request);
    if (refusal !== null) return stateless.send(request, peer, refusal);
    if (request.method === 'CANCEL') return this.#receiveCancel(request, peer);
    if (request.method === 'BYE') return this.#receiveBye(request, peer);
    if (tagOf(request.to) !== '') return this.#receiveWithinDialog(request, peer, this.#dialogs.of(request));
    if (transactions.isMerged(request)) return stateless.send(request, peer, { status: 482 });
    this.#receiveOutsideDialog(request, peer, admission);
  }

  /** Responds to pending INVITEs with 503 and drops the dialogs. */
  close(): void {
    for (const pending of this.#pendingInvites) pending.abort(503);
    for (const dialog of this.#dialogs) dialog.abandon();
  }

  /** RFC 3261 §9.2: an INVITE that has its final response is not affected; the CANCEL gets 200 anyway. */
  #receiveCancel(cancel: ReceivedRequest, peer: Peer): void {
    const invite = this.#options.transactions.inviteOf(cancel);
    this.#options.stateless.send(cancel, peer, { status: invite === null ? 481 : 200 });
    invite?.onCancel?.();
  }

  #receiveBye(bye: ReceivedRequest, peer: Peer): void {
    const invite = this.#pendingInviteOf(bye, peer);
    if (invite === null) return this.#receiveWithinDialog(bye, peer, this.#dialogs.meantBy(bye, peer));
    this.#options.stateless.send(bye, peer, { status: 200 });
    invite.abort(487);
  }

  /** RFC 3261 §15: the caller may send BYE instead of CANCEL. We have sent no tag, so there is none in its To. */
  #pendingInviteOf(bye: ReceivedRequest, peer: Peer): PendingRequest | null {
    if (tagOf(bye.to) !== '') return null;
    const { user } = this.#options;
    const caller = callerKey(bye.callId, tagOf(bye.from));
    for (const pending of this.#pendingInvites) {
      const { request, peer: source } = pending.transaction;
      const isSame = callerKey(request.callId, tagOf(request.from)) === caller;
      if (isSame && user.isSameSource(source, peer)) return pending;
    }
    return null;
  }

  #receiveWithinDialog(request: ReceivedRequest, peer: Peer, dialog: Dialog | null): void {
    const { stateless, transactions } = this.#options;
    if (dialog === null) return stateless.send(request, peer, { status: 481 });
    const refusal = this.#refuseForeign(request, peer, dialog);
    if (refusal !== null) return stateless.send(request, peer, refusal);
    if (this.#isFull('within-dialog', peer)) return stateless.send(request, peer, SERVICE_UNAVAILABLE);
    dialog.receive(transactions.open(request, peer));
  }

  /** A dialog that was opened by signing in is changed from another address by signing in again. A BYE with its tags ends it. */
  #refuseForeign(request: ReceivedRequest, peer: Peer, dialog: Dialog): ResponseOptions | null {
    if (dialog.signIn === null || request.method === 'BYE' || dialog.isFrom(peer)) return null;
    const admission = this.#options.user.admit(request, peer);
    if (!admission.admitted) return admission.response;
    return admission.signIn?.sourceId === dialog.signIn.sourceId ? null : { status: 403 };
  }

  #receiveOutsideDialog(request: ReceivedRequest, peer: Peer, known: Admission | null): void {
    const { stateless, user } = this.#options;
    if (request.method === 'OPTIONS') {
      return stateless.send(request, peer, this.#unavailability(peer) ?? this.#available());
    }
    // UPDATE and INFO are for a dialog, and this request has no To tag.
    if (request.method !== 'INVITE') return stateless.send(request, peer, { status: 481 });
    if (this.#isFull('outside-dialog', peer)) return stateless.send(request, peer, SERVICE_UNAVAILABLE);
    const admission = known ?? user.admit(request, peer);
    if (!admission.admitted) return stateless.send(request, peer, admission.response);
    this.#receiveInvite(request, peer, admission.signIn);
  }

  /** Responds with 100 and passes the INVITE to the transaction user. */
  #receiveInvite(request: ReceivedRequest, peer: Peer, signIn: SignIn | null): void {
    const { transactions, clock, log, user } = this.#options;
    const transaction = transactions.open(request, peer);
    const toTag = randomBytes(8).toString('hex');
    const pending = new PendingRequest(transaction, toTag, clock, () => {
      this.#pendingInvites.delete(pending);
      this.#halfOpen.delete(pending);
    });
    this.#pendingInvites.add(pending);
    this.#halfOpen.add(pending, user.shareOf(peer));
    transaction.respond({ status: 100 }, null);
    try {
      user.onInvite({
        request,
        peer,
        signIn,
        cancelled: pending.cancelled,
        accept: (options, handler) => this.#accept(pending, { ...options, signIn }, handler),
        reject: (options) => void pending.respond(options, [ALLOW]),
      });
    } catch (error) {
      log.error({ err: error, callId: request.callId }, 'sip: an INVITE failed, responded with 500');
      pending.abort(500);
    }
  }

  #accept(
    pending: PendingRequest,
    { signIn, ...options }: AcceptOptions & { readonly signIn: SignIn | null },
    handler: DialogHandler,
  ): SipDialog | null {
    if (!this.#pendingInvites.has(pending)) return null;
    const dialog = new Dialog(pending, handler, { ...this.#dialogContext, signIn });
    this.#dialogs.add(dialog);
    this.#halfOpen.add(dialog, this.#options.user.shareOf(pending.transaction.peer));
    this.#options.metrics.dialogs.set(this.#dialogs.size);
    dialog.establish(pending, options);
    return dialog;
  }

  #removeDialog(dialog: Dialog): void {
    this.#halfOpen.delete(dialog);
    this.#dialogs.delete(dialog);
    this.#options.metrics.dialogs.set(this.#dialogs.size);
  }

  /** By the user, or because an INVITE of this peer would reach a limit. */
  #unavailability(peer: Peer): ResponseOptions | null {
    const isFull = this.#options.transactions.isFullFor(peer, 'outside-dialog') || this.#areSessionsFull(peer);
    return isFull ? SERVICE_UNAVAILABLE : this.#options.user.unavailability();
  }

  /** RFC 3261 §11.2. */
  #available(): ResponseOptions {
    return { status: 200, headers: [...CAPABILITIES, ...(this.#options.user.load?.() ?? [])] };
  }

  #areSessionsFull(peer: Peer): boolean {
    return this.#halfOpen.isFullFor(this.#options.user.shareOf(peer)) || this.#dialogs.size >= MAX_DIALOGS;
  }

  #checkInterval({ method, headers }: ReceivedRequest): ResponseOptions | null {
    if (method !== 'INVITE' && method !== 'UPDATE') return null;
    return refuseInterval(headers, this.#options.sessionTimer);
  }

  /** Checks the limits and counts one that is reached. */
  #isFull(where: 'within-dialog' | 'outside-dialog', peer: Peer): boolean {
    const limit = this.#reachedLimit(where, peer);
    if (limit !== null) this.#options.metrics.limited.inc({ limit });
    return limit !== null;
  }

  #reachedLimit(where: 'within-dialog' | 'outside-dialog', peer: Peer): string | null {
    if (this.#options.transactions.isFullFor(peer, where)) return 'transactions';
    if (where === 'within-dialog') return null;
    if (!this.#invites.take(this.#options.user.shareOf(peer))) return 'invites-per-second';
    return this.#areSessionsFull(peer) ? 'half-open-sessions' : null;
  }
}

function withSource(request: ReceivedRequest, peer: Peer): ReceivedRequest {
  const via = withReceivedAndRport(request.via, peer);
  return { ...request, via, headers: withTopVia(request.headers, via) };
}
