import type { HeaderField, ReceivedRequest } from '../../wire/sip/index.ts';
import type { Peer } from './peer.ts';

/**
 * The session layer above the SIP server (RFC 3261 calls it the TU). The server has already checked, matched and
 * ordered what it hands over; 100 Trying, CANCEL, ACK, BYE's 200 and OPTIONS it answers itself.
 */
export interface SipHandler {
  /**
   * Asked for every INVITE outside a dialog before anything is kept of it; false makes the server answer 403.
   * The place to count a stranger.
   */
  isAllowedPeer(peer: Peer): boolean;
  /** Asked for OPTIONS outside a dialog; false makes the answer 503, so that the PBX takes another recorder. */
  isAccepting(): boolean;
  /**
   * A new session. Call `accept` or `reject` once, now or later; a session that gets neither within 64·T1 (32 s) is
   * refused with 500.
   */
  onInvite(invite: IncomingInvite): void;
}

/** An INVITE outside a dialog. */
export interface IncomingInvite {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** Aborts when the peer gives up (CANCEL; the server has answered 487) or the server stops. */
  readonly cancelled: AbortSignal;
  /**
   * Answers with 200 and makes the dialog. The server repeats the answer until the ACK comes.
   * Null when the peer gave up meanwhile: there is no dialog and nothing was sent.
   */
  accept(answer: AcceptedAnswer, session: SessionHandler): SipDialog | null;
  /** Answers with a final 3xx to 6xx. Does nothing when the INVITE has been answered already. */
  reject(answer: SipAnswer): void;
}

/** What happens within a dialog. */
export interface SessionHandler {
  /** A re-INVITE or UPDATE: respond to it once. Requests of one dialog come one after another. */
  onChange(change: IncomingRequest): void;
  /** INFO; the server has answered 200. */
  onInfo?(request: ReceivedRequest): void;
  /** The ACK of an INVITE's 2xx; its body is the SDP answer where the INVITE carried no offer. */
  onAck?(ack: ReceivedRequest): void;
  /** The dialog is over and cannot send any more. Not called after `bye()` of our own. Called once. */
  onEnd(reason: DialogEnd): void;
}

/** `bye`: the peer hung up. `no-ack`: our 2xx was never acknowledged (a BYE has been sent, RFC 3261 §13.3.1.4). */
export type DialogEnd = 'bye' | 'no-ack';

/** A re-INVITE or UPDATE within a dialog. */
export interface IncomingRequest {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** Aborts when a re-INVITE is cancelled (the server has answered 487) or the dialog ends first. */
  readonly cancelled: AbortSignal;
  /** Sends the final response. False when the request has been answered or cancelled already. */
  respond(answer: SipAnswer): boolean;
}

export interface SipAnswer {
  /** 200 to 699. */
  readonly status: number;
  /** Another phrase than the standard one. */
  readonly reason?: string;
  /** Further headers, such as `Retry-After`. Via, From, To, Call-ID, CSeq, Contact, Allow are the server's. */
  readonly headers?: readonly HeaderField[];
  readonly content?: SipContent;
}

export type AcceptedAnswer = Omit<SipAnswer, 'status'>;

export interface SipContent {
  /** The Content-Type, such as `application/sdp`. */
  readonly type: string;
  readonly body: Buffer | string;
}

/** An established dialog (RFC 3261 §12), our side of it. */
export interface SipDialog {
  readonly callId: string;
  /**
   * Ends the dialog with BYE. Resolves when it was answered (405, 408, 481 too: the dialog is over with each) or
   * after 64·T1 without an answer; never rejects. A second call resolves at once.
   */
  bye(): Promise<void>;
}
