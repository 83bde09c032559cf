import type { Clock, Timer } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { HeaderField, ReceivedRequest, ReceivedResponse, SipHeaders } from '../../wire/sip/index.ts';
import { ACCEPT, ALLOW, CAPABILITIES, SUPPORTED } from './capabilities.ts';
import type { ClientTransactions } from './client-transactions.ts';
import {
  contactUri,
  createDialogRequest,
  createDialogState,
  dialogId,
  type DialogState,
  isSecure,
  nextHopOf,
} from './dialog-state.ts';
import { isSamePeer, type Peer, requestTargets } from './peer.ts';
import { PendingRequest } from './pending-request.ts';
import { retransmit2xx } from './retransmit-2xx.ts';
import type { ServerTransaction } from './server-transactions.ts';
import type { SessionTimerLimits } from './session-interval.ts';
import { SessionTimer } from './session-timer.ts';
import type {
  AcceptOptions,
  DialogEnd,
  DialogHandler,
  HangUpReason,
  ResponseOptions,
  SignIn,
  SipDialog,
} from './transaction-user.ts';

export interface DialogContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly clients: ClientTransactions;
  readonly sessionTimer: SessionTimerLimits;
  /** Our Contact for peers of that transport; `secure`: a SIPS URI over TLS. */
  contact(peer: Peer, secure: boolean): HeaderField;
  isSameSource(one: Peer, other: Peer): boolean;
  /** The first ACK has arrived. */
  onConfirmed(dialog: Dialog): void;
  /** The dialog accepts no more requests. */
  onEnded(dialog: Dialog): void;
}

/** RFC 3261 §14.2: Retry-After is a random number of seconds from 0 to 10. */
const MAX_GLARE_RETRY_S = 10;

/** RFC 7866 §9.2: the request has this disposition and type, no SDP, and a text for the SRC's log. */
const METADATA_REQUEST: readonly HeaderField[] = [
  { name: 'Content-Disposition', value: 'recording-session' },
  { name: 'Content-Type', value: 'application/rs-metadata-request' },
];

/** A 2xx of ours that is retransmitted until the ACK with this CSeq arrives. */
interface UnacknowledgedResponse {
  readonly cseq: number;
  readonly retransmission: Timer;
  /** The 2xx has our offer, so the ACK must have the answer. */
  readonly isAnswerDue: boolean;
}

/** The dialog of a recording session, established by our 2xx. */
export class Dialog implements SipDialog {
  readonly id: string;
  readonly #context: DialogContext;
  readonly #handler: DialogHandler;
  readonly #timer: SessionTimer;
  /** Where the INVITE came from. */
  readonly #source: Peer;
  readonly #secure: boolean;
  #state: DialogState;
  /** By the Allow of the peer's last message that had one. */
  #allowsUpdate = true;
  /** A re-INVITE of ours has no final response yet. */
  #inviting = false;
  /** Where the peer's last request came from. */
  #flow: Peer;
  #ended = false;
  #hangingUp = false;
  #pending: PendingRequest | null = null;
  #unacknowledged: UnacknowledgedResponse | null = null;
  /** Resolves with the first ACK, or when the dialog ends without one. */
  readonly #confirmedOrEnded = Promise.withResolvers<void>();

  /** How its INVITE was signed in; null: its address was enough. */
  readonly signIn: SignIn | null;

  constructor(
    invite: PendingRequest,
    handler: DialogHandler,
    { signIn, ...context }: DialogContext & { readonly signIn: SignIn | null },
  ) {
    this.signIn = signIn;
    const { request, peer } = invite.transaction;
    this.#context = context;
    this.#handler = handler;
    this.#state = createDialogState(request, invite.toTag);
    this.#source = peer;
    this.#secure = isSecure(request);
    this.#flow = peer;
    this.#timer = new SessionTimer({
      clock: context.clock,
      limits: context.sessionTimer,
      refresh: () => (this.#allowsUpdate ? this.#update() : this.#reinvite()),
      onExpired: () => this.#onExpired(),
    });
    this.id = dialogId(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  get callId(): string {
    return this.#state.callId;
  }

  get remoteTag(): string {
    return this.#state.remoteTag;
  }

  /** Whether a peer is the PBX whose session this is, or has the address of its last request. */
  isFrom(peer: Peer): boolean {
    return peer.address === this.#flow.address || this.#context.isSameSource(this.#source, peer);
  }

  /** Sends 200 to the INVITE that creates the dialog. */
  establish(invite: PendingRequest, options: AcceptOptions): void {
    this.#send2xx(invite, { ...options, status: 200 });
  }

  /** The ACK of a 2xx. Only its sequence number is compared: some peers send a wrong method in CSeq. */
  receiveAck(ack: ReceivedRequest): void {
    if (this.#unacknowledged === null || this.#unacknowledged.cseq !== ack.cseq.number) return;
    this.#unacknowledged.retransmission.cancel();
    this.#unacknowledged = null;
    this.#context.onConfirmed(this);
    if (!this.#hangingUp) this.#handler.onAck?.(ack);
    this.#confirmedOrEnded.resolve();
  }

  /** A new request of the peer within the dialog. */
  receive(transaction: ServerTransaction): void {
    const { request, peer } = transaction;
    // "If the remote sequence number is not empty, but the sequence number of the request is lower […], the request
    // is out of order and MUST be rejected with a 500" (§12.2.2). A BYE means the end whatever its number is.
    const outOfOrder = request.cseq.number < this.#state.remoteCSeq;
    if (outOfOrder && !(request.method === 'BYE' && this.isFrom(peer)))
      return this.#respond(transaction, { status: 500 });
    this.#state = { ...this.#state, remoteCSeq: request.cseq.number };
    this.#flow = peer;
    if (request.method === 'BYE') this.#receiveBye(transaction);
    // Whether new sessions are taken is asked outside a dialog: a 503 here could end a session that runs well.
    else if (request.method === 'OPTIONS') this.#respond(transaction, { status: 200, headers: CAPABILITIES });
    else if (request.method === 'INFO') this.#receiveInfo(transaction);
    else this.#receiveChange(transaction);
  }

  /** "The callee's UA MUST NOT send a BYE on a confirmed dialog until it has received an ACK for its 2xx" (§15). */
  async bye(reason: HangUpReason): Promise<void> {
    if (this.#ended || this.#hangingUp) return;
    this.#hangingUp = true;
    if (this.#unacknowledged !== null) await this.#confirmedOrEnded.promise;
    if (this.#ended) return;
    this.#release();
    await this.#sendBye(reason);
  }

  async probe(): Promise<'alive' | 'gone' | 'no-answer'> {
    const response = await this.#request('OPTIONS', [ACCEPT]);
    if (response === null) return 'no-answer';
    return response.status === 408 || response.status === 481 ? 'gone' : 'alive';
  }

  async requestMetadata(reason: string): Promise<void> {
    if (this.#ended || this.#hangingUp) return;
    await this.#update(METADATA_REQUEST, reason);
  }

  /** Ends the dialog without a BYE, when the server stops. */
  abandon(): void {
    this.#release();
  }

  #receiveBye(transaction: ServerTransaction): void {
    this.#respond(transaction, { status: 200 });
    this.#end('bye');
  }

  #receiveInfo(transaction: ServerTransaction): void {
    this.#respond(transaction, { status: 200 });
    this.#handler.onInfo?.(transaction.request);
  }

  /** A re-INVITE or UPDATE. */
  #receiveChange(transaction: ServerTransaction): void {
    const refusal = this.#refuseGlare(transaction.request.method);
    if (refusal !== null) return this.#respond(transaction, refusal);
    const pending = new PendingRequest(transaction, this.#state.localTag, this.#context.clock, () => {
      if (this.#pending === pending) this.#pending = null;
    });
    this.#pending = pending;
    try {
      this.#handler.onChange({
        request: transaction.request,
        peer: transaction.peer,
        cancelled: pending.cancelled,
        respond: (options) => this.#respondToChange(pending, options),
      });
    } catch (error) {
      const { method } = transaction.request;
      this.#context.log.error({ err: error, callId: this.callId, method }, 'sip: a change failed, responded with 500');
      pending.abort(500);
    }
  }

  /** RFC 3261 §14.2, RFC 3311 §5.2: one change at a time, and none while the peer's answer to our offer is due. */
  #refuseGlare(method: string): ResponseOptions | null {
    if (this.#pending !== null || this.#hangingUp) {
      const seconds = Math.floor(Math.random() * (MAX_GLARE_RETRY_S + 1));
      return { status: 500, headers: [{ name: 'Retry-After', value: String(seconds) }] };
    }
    const isOffering = this.#inviting && method === 'INVITE';
    return isOffering || this.#unacknowledged?.isAnswerDue === true ? { status: 491 } : null;
  }

  #respondToChange(pending: PendingRequest, options: ResponseOptions): boolean {
    if (options.status >= 300) return pending.respond(options, [ALLOW]);
    const { request } = pending.transaction;
    if (request.method === 'INVITE') return this.#send2xx(pending, options);
    this.#refreshTarget(request.headers);
    return pending.respond(options, this.#successHeaders(pending.transaction));
  }

  /** Sends a 2xx to an INVITE and retransmits it until its ACK. */
  #send2xx(invite: PendingRequest, options: ResponseOptions): boolean {
    const { transaction } = invite;
    const headers = this.#successHeaders(transaction);
    if (!invite.respond(options, headers)) return false;
    this.#refreshTarget(transaction.request.headers);
    transaction.onAck = (ack) => this.receiveAck(ack);
    // A newer INVITE shows that the peer has received the older 2xx.
    this.#unacknowledged?.retransmission.cancel();
    const retransmission = retransmit2xx(
      this.#context.clock,
      () => transaction.retransmit(),
      () => this.#onAckTimeout(),
    );
    this.#unacknowledged = {
      cseq: transaction.request.cseq.number,
      retransmission,
      isAnswerDue: options.isOffer === true,
    };
    return true;
  }

  /** "If the server retransmits the 2xx response for 64*T1 seconds without receiving an ACK […] the session SHOULD be
   * terminated […] with a BYE" (§13.3.1.4). */
  #onAckTimeout(): void {
    this.#end('no-ack');
    void this.#sendBye({ cause: 408, text: 'No ACK' });
  }

  #onExpired(): void {
    this.#end('session-expired');
    void this.#sendBye({ cause: 408, text: 'Session timer expired' });
  }

  #end(reason: DialogEnd): void {
    this.#release();
    if (!this.#hangingUp) this.#handler.onEnd(reason);
  }

  /** INVITE and UPDATE are target refresh requests, in both directions (§12.2, RFC 3311 §5). */
  #refreshTarget(headers: SipHeaders): void {
    this.#state = { ...this.#state, remoteTarget: contactUri(headers) ?? this.#state.remoteTarget };
    const allowed = headers.list('Allow');
    if (allowed.length > 0) this.#allowsUpdate = allowed.includes('UPDATE');
  }

  #successHeaders({ request, peer }: ServerTransaction): readonly HeaderField[] {
    const route = request.headers.all('Record-Route').map((value) => ({ name: 'Record-Route', value }));
    return [
      ...route,
      this.#context.contact(peer, this.#secure),
      ALLOW,
      SUPPORTED,
      ...this.#timer.accept(request.headers),
    ];
  }

  #respond(transaction: ServerTransaction, options: ResponseOptions): void {
    transaction.respond(options, this.#state.localTag);
  }

  /** Stops the timers and removes the dialog from the server. */
  #release(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer.stop();
    this.#unacknowledged?.retransmission.cancel();
    this.#unacknowledged = null;
    // "The UAS MUST still respond to any pending requests […] 487" (§15.1.2).
    this.#pending?.abort(487);
    this.#context.onEnded(this);
    this.#confirmedOrEnded.resolve();
  }

  /** An UPDATE of ours; a 2xx may have a new Contact (RFC 3311 §5.1). Also a refresh of the session (RFC 4028 §7.4). */
  async #update(headers: readonly HeaderField[] = [], body = ''): Promise<ReceivedResponse | null> {
    return this.#accepted(await this.#request('UPDATE', [...this.#changeHeaders(), ...headers], body));
  }

  /**
   * Refreshes the session of a peer that does not allow UPDATE. Our offer is what was negotiated (RFC 4028 §7.4), so the answer changes nothing.
   * Null also where there is nothing to offer.
   */
  async #reinvite(): Promise<ReceivedResponse | null> {
    const offer = this.#pending === null ? (this.#handler.offer?.() ?? null) : null;
    if (offer === null) return null;
    this.#inviting = true;
    const headers = [...this.#changeHeaders(), { name: 'Content-Type', value: offer.type }];
    const response = await this.#request('INVITE', headers, offer.body.toString());
    this.#inviting = false;
    return this.#accepted(response);
  }

  #changeHeaders(): readonly HeaderField[] {
    return [this.#context.contact(this.#flow, this.#secure), ALLOW, SUPPORTED, ...this.#timer.ofRequest()];
  }

  #accepted(response: ReceivedResponse | null): ReceivedResponse | null {
    if (response === null || response.status >= 300) return response;
    this.#refreshTarget(response.headers);
    this.#timer.accepted(response.headers);
    return response;
  }

  async #sendBye({ cause, text }: HangUpReason): Promise<void> {
    await this.#request('BYE', [{ name: 'Reason', value: `SIP;cause=${cause};text="${text}"` }]);
  }

  /**
   * Sends a request within the dialog. Null: no answer came. A PBX behind NAT may give a Contact that cannot be reached: without an
   * answer from there, the request goes to where the PBX's own requests come from.
   */
  async #request(method: string, more: readonly HeaderField[], body = ''): Promise<ReceivedResponse | null> {
    const ended = this.#ended;
    const targets = await requestTargets(nextHopOf(this.#state), this.#flow);
    const response = await this.#requestAt(targets, method, { more, body });
    if (response !== null || this.#ended !== ended || targets.some((target) => isSamePeer(target, this.#flow)))
      return response;
    return this.#requestAt([this.#flow], method, { more, body });
  }

  #requestAt(
    targets: readonly Peer[],
    method: string,
    content: { readonly more: readonly HeaderField[]; readonly body: string },
  ): Promise<ReceivedResponse | null> {
    this.#state = { ...this.#state, localCSeq: this.#state.localCSeq + 1 };
    const state = this.#state;
    const { clients } = this.#context;
    return clients.request(createDialogRequest(state, method, content), targets, () => {
      clients.acknowledge(createDialogRequest(state, 'ACK'), targets);
    });
  }
}
