import type { Clock, Timer } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { HeaderField, ReceivedRequest } from '../../wire/sip/index.ts';
import { repeatAnswer } from './answer-repeater.ts';
import { ALLOW, CAPABILITIES, SUPPORTED } from './capabilities.ts';
import type { ClientTransactions } from './client-transactions.ts';
import { contactUri, type DialogState, dialogKey, dialogOf, dialogRequest } from './dialog-state.ts';
import { nextHopPeers } from './next-hop.ts';
import type { Peer } from './peer.ts';
import { PendingAnswer } from './pending-answer.ts';
import type { ServerTransaction } from './server-transactions.ts';
import type { AcceptedAnswer, DialogEnd, SessionHandler, SipAnswer, SipDialog } from './sip-handler.ts';

/** What a dialog needs of the server around it. */
export interface DialogSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly clients: ClientTransactions;
  /** Our Contact as a peer of that transport reaches it. */
  contact(peer: Peer): HeaderField;
  /** The first ACK came. */
  onConfirmed(dialog: Dialog): void;
  /** The dialog takes no more requests. */
  onOver(dialog: Dialog): void;
}

/** RFC 3261 §14.2: a random number of seconds from 0 to 10. */
const MAX_GLARE_RETRY_S = 10;

/** A 2xx of ours that is repeated until the ACK of that sequence number comes. */
interface AwaitedAck {
  readonly cseq: number;
  readonly repeats: Timer;
  /** The ACK carries the answer to our offer. */
  readonly owesAnswer: boolean;
}

/** A recording session's dialog, established by our 2xx. */
export class Dialog implements SipDialog {
  readonly key: string;
  readonly #around: DialogSurroundings;
  readonly #session: SessionHandler;
  #state: DialogState;
  /** Where the peer's last request came from. */
  #flow: Peer;
  #over = false;
  #hangingUp = false;
  #pending: PendingAnswer | null = null;
  #awaited: AwaitedAck | null = null;
  /** Resolves with the first ACK, or when the dialog is over without one. */
  readonly #settled = Promise.withResolvers<void>();

  constructor(invite: PendingAnswer, session: SessionHandler, around: DialogSurroundings) {
    const { request, peer } = invite.transaction;
    this.#around = around;
    this.#session = session;
    this.#state = dialogOf(request, invite.toTag);
    this.#flow = peer;
    this.key = dialogKey(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  get callId(): string {
    return this.#state.callId;
  }

  /** Answers the INVITE that made the dialog. */
  establish(invite: PendingAnswer, answer: AcceptedAnswer): void {
    this.#accept(invite, { ...answer, status: 200 });
  }

  /** An ACK of a 2xx. The sequence number decides; its method has been wrong in the field. */
  acknowledge(ack: ReceivedRequest): void {
    if (this.#awaited === null || this.#awaited.cseq !== ack.cseq.number) return;
    this.#awaited.repeats.cancel();
    this.#awaited = null;
    this.#around.onConfirmed(this);
    if (!this.#hangingUp) this.#session.onAck?.(ack);
    this.#settled.resolve();
  }

  /** A request of the peer within the dialog, its transaction opened. */
  receive(transaction: ServerTransaction): void {
    const { request, peer } = transaction;
    // "If the remote sequence number is not empty, but the sequence number of the request is lower […], the request
    // is out of order and MUST be rejected with a 500" (§12.2.2).
    if (request.cseq.number < this.#state.remoteCSeq) return this.#answer(transaction, { status: 500 });
    this.#state = { ...this.#state, remoteCSeq: request.cseq.number };
    this.#flow = peer;
    if (request.method === 'BYE') this.#hungUp(transaction);
    else if (request.method === 'OPTIONS') this.#answer(transaction, { status: 200, headers: CAPABILITIES });
    else if (request.method === 'INFO') this.#inform(transaction);
    else this.#change(transaction);
  }

  /** "The callee's UA MUST NOT send a BYE on a confirmed dialog until it has received an ACK for its 2xx" (§15). */
  async bye(): Promise<void> {
    if (this.#over || this.#hangingUp) return;
    this.#hangingUp = true;
    if (this.#awaited !== null) await this.#settled.promise;
    if (this.#over) return;
    this.#finish();
    await this.#sendBye();
  }

  /** Forgets the dialog without a word; the server stops. */
  abandon(): void {
    this.#finish();
  }

  #hungUp(transaction: ServerTransaction): void {
    this.#answer(transaction, { status: 200 });
    this.#end('bye');
  }

  #inform(transaction: ServerTransaction): void {
    this.#answer(transaction, { status: 200 });
    this.#session.onInfo?.(transaction.request);
  }

  #change(transaction: ServerTransaction): void {
    const glare = this.#glare();
    if (glare !== null) return this.#answer(transaction, glare);
    const pending = new PendingAnswer(transaction, this.#state.localTag, this.#around.clock, () => {
      if (this.#pending === pending) this.#pending = null;
    });
    this.#pending = pending;
    try {
      this.#session.onChange({
        request: transaction.request,
        peer: transaction.peer,
        cancelled: pending.cancelled,
        respond: (answer) => this.#respond(pending, answer),
      });
    } catch (error) {
      this.#around.log.error({ err: error, callId: this.callId }, 'a session failed on a change');
      pending.giveUp(500);
    }
  }

  /** RFC 3261 §14.2, RFC 3311 §5.2: one change at a time, and none while the peer owes the answer to our offer. */
  #glare(): SipAnswer | null {
    if (this.#pending !== null || this.#hangingUp) {
      const seconds = Math.floor(Math.random() * (MAX_GLARE_RETRY_S + 1));
      return { status: 500, headers: [{ name: 'Retry-After', value: String(seconds) }] };
    }
    return this.#awaited?.owesAnswer === true ? { status: 491 } : null;
  }

  #respond(pending: PendingAnswer, answer: SipAnswer): boolean {
    if (answer.status >= 300) return pending.settle(answer, [ALLOW]);
    const { request } = pending.transaction;
    if (request.method === 'INVITE') return this.#accept(pending, answer);
    this.#refreshTarget(request);
    return pending.settle(answer, this.#headersOfSuccess(pending.transaction));
  }

  /** Sends a 2xx to an INVITE and repeats it until its ACK. */
  #accept(invite: PendingAnswer, answer: SipAnswer): boolean {
    const { transaction } = invite;
    const headers = this.#headersOfSuccess(transaction);
    if (!invite.settle(answer, headers)) return false;
    this.#refreshTarget(transaction.request);
    transaction.onAck = (ack) => this.acknowledge(ack);
    // A newer 2xx stands for an older one: the peer has moved on.
    this.#awaited?.repeats.cancel();
    const repeats = repeatAnswer(
      this.#around.clock,
      () => transaction.repeat(),
      () => this.#neverAcknowledged(),
    );
    this.#awaited = {
      cseq: transaction.request.cseq.number,
      repeats,
      owesAnswer: transaction.request.body.length === 0,
    };
    return true;
  }

  /** "If the server retransmits the 2xx response for 64*T1 seconds without receiving an ACK […] the session SHOULD be
   * terminated […] with a BYE" (§13.3.1.4). */
  #neverAcknowledged(): void {
    this.#end('no-ack');
    void this.#sendBye();
  }

  #end(reason: DialogEnd): void {
    this.#finish();
    if (!this.#hangingUp) this.#session.onEnd(reason);
  }

  /** INVITE and UPDATE are target refresh requests (§12.2, RFC 3311 §5.2). */
  #refreshTarget(request: ReceivedRequest): void {
    this.#state = { ...this.#state, remoteTarget: contactUri(request) ?? this.#state.remoteTarget };
  }

  #headersOfSuccess({ request, peer }: ServerTransaction): readonly HeaderField[] {
    const route = request.headers.all('Record-Route').map((value) => ({ name: 'Record-Route', value }));
    return [...route, this.#around.contact(peer), ALLOW, SUPPORTED];
  }

  #answer(transaction: ServerTransaction, answer: SipAnswer): void {
    transaction.answer(answer, this.#state.localTag);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#awaited?.repeats.cancel();
    this.#awaited = null;
    // "The UAS MUST still respond to any pending requests […] 487" (§15.1.2).
    this.#pending?.giveUp(487);
    this.#around.onOver(this);
    this.#settled.resolve();
  }

  async #sendBye(): Promise<void> {
    this.#state = { ...this.#state, localCSeq: this.#state.localCSeq + 1 };
    const { request, nextHop } = dialogRequest(this.#state, 'BYE');
    await this.#around.clients.request(request, await nextHopPeers(nextHop, this.#flow));
  }
}
