import type { HeaderField, ReceivedRequest } from '../../wire/sip/index.ts';
import type { Peer } from './peer.ts';

/**
 * The transaction user (RFC 3261 §5) above the SIP server: decides how INVITEs are answered. The server has parsed and
 * checked each request and matched it to a transaction and a dialog before. 100 Trying and the responses to CANCEL, BYE,
 * INFO and OPTIONS are sent by the server itself.
 */
export interface TransactionUser {
  /**
   * Whether a peer may send requests, by what is in memory. Asked for every message, before it is read. False: requests
   * outside a dialog are refused without state.
   */
  isAllowedPeer(peer: Peer): boolean;
  /**
   * Whether a request outside a dialog may be sent, by what is in memory: each INVITE, and of peers that are not allowed OPTIONS too. Also one
   * within a dialog that was opened by signing in, if it comes from another address. Asked once for each request.
   */
  admit(request: ReceivedRequest, peer: Peer): Admission;
  /** Whether two peers are one PBX, which may have several addresses. */
  isSameSource(one: Peer, other: Peer): boolean;
  /** Whose share of the limits a peer uses: one PBX has one, from however many addresses of a network it comes. */
  shareOf(peer: Peer): string;
  /** Looks again before a peer is refused: it may have become known a moment ago. Rejects if that cannot be read. */
  becameAllowed(peer: Peer): Promise<boolean>;
  /** An INVITE of a peer that is not allowed was refused. */
  onPeerRefused(peer: Peer): void;
  /** Asked for OPTIONS outside a dialog. Null: new sessions are taken; else the 503 by which they are refused, so that the PBX uses another recorder. */
  unavailability(): ResponseOptions | null;
  /** What the 200 to OPTIONS says of the load beside the capabilities. Default: nothing. */
  load?(): readonly HeaderField[];
  /**
   * An INVITE outside a dialog. Call `accept` or `reject` once, now or later. Without either within 64·T1 (32 s) the
   * server responds with 500.
   */
  onInvite(invite: IncomingInvite): void;
}

/** `signIn`: how the sender has shown who it is; null: it needs not. */
export type Admission =
  | { readonly admitted: true; readonly signIn: SignIn | null }
  | { readonly admitted: false; readonly response: ResponseOptions };

export interface SignIn {
  readonly sourceId: string;
  /** Changes with what the source signs in by. */
  readonly proof: string;
}

/** An INVITE outside a dialog. */
export interface IncomingInvite {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** How its sender has signed in; null: its address is enough. */
  readonly signIn?: SignIn | null;
  /** Aborts when the peer cancels (the server has responded with 487) or the server stops. */
  readonly cancelled: AbortSignal;
  /**
   * Responds with 200 and creates the dialog. The server retransmits the 200 until the ACK arrives. Null: the INVITE was
   * cancelled before; nothing is sent and there is no dialog.
   */
  accept(options: AcceptOptions, handler: DialogHandler): SipDialog | null;
  /** Sends a final response of 3xx to 6xx. Does nothing if a final response has been sent. */
  reject(options: ResponseOptions): void;
}

/** Receives what happens within a dialog. */
export interface DialogHandler {
  /** A re-INVITE or UPDATE: respond to it once. Requests of one dialog come one after another. */
  onChange(change: IncomingRequest): void;
  /** INFO; the server has responded with 200. */
  onInfo?(request: ReceivedRequest): void;
  /** The ACK of an INVITE's 2xx. Its body is the SDP answer if the INVITE had no offer. */
  onAck?(ack: ReceivedRequest): void;
  /** Our session description as it is, for a re-INVITE of ours that only refreshes the session. Null: there is none to offer. */
  offer?(): SipContent | null;
  /** The dialog has ended; nothing more can be sent in it. Called once, and not after our own `bye()`. */
  onEnd(reason: DialogEnd): void;
}

/**
 * `bye`: the peer hung up. `no-ack`: no ACK for our 2xx arrived (RFC 3261 §13.3.1.4). `session-expired`: nobody refreshed the
 * session (RFC 4028 §10). After the last two a BYE was sent.
 */
export type DialogEnd = 'bye' | 'no-ack' | 'session-expired';

/** A re-INVITE or UPDATE within a dialog. */
export interface IncomingRequest {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** Aborts when a re-INVITE is cancelled (the server has responded with 487) or the dialog ends. */
  readonly cancelled: AbortSignal;
  /** Sends the final response. False: the request was already answered or cancelled. */
  respond(options: ResponseOptions): boolean;
}

export interface ResponseOptions {
  /** 200 to 699. */
  readonly status: number;
  /** Default: the standard reason phrase. */
  readonly reason?: string;
  /** Additional headers, such as `Retry-After`. The server adds Via, From, To, Call-ID, CSeq, Contact and Allow. */
  readonly headers?: readonly HeaderField[];
  readonly content?: SipContent;
  /** The content is an offer of ours: the ACK has the answer (RFC 3261 §13.2.1), and no other change is taken until then. */
  readonly isOffer?: boolean;
}

export type AcceptOptions = Omit<ResponseOptions, 'status'>;

export interface SipContent {
  /** The Content-Type, such as `application/sdp`. */
  readonly type: string;
  readonly body: Buffer | string;
}

/** An established dialog (RFC 3261 §12). */
export interface SipDialog {
  readonly callId: string;
  /**
   * Asks the peer by OPTIONS whether it still has the dialog. `gone`: 481 or 408 (RFC 3261 §12.2.1.2). `no-answer`: none came within 64·T1.
   * `alive`: any other answer, also 405: many SRCs refuse every request of the recorder. Never rejects.
   */
  probe(): Promise<'alive' | 'gone' | 'no-answer'>;
  /**
   * Asks the SRC for a full metadata document (RFC 7866 §9.2); it comes as a change. `reason` is for its log. Resolves with its response,
   * whatever that is, or without one; never rejects.
   */
  requestMetadata(reason: string): Promise<void>;
  /**
   * Ends the dialog with BYE. Resolves with the final response to it (405, 408 and 481 end the dialog too) or after 64·T1
   * without a response; never rejects. A second call resolves at once.
   */
  bye(reason: HangUpReason): Promise<void>;
}

/** The Reason header of a BYE (RFC 3326): for who reads the peer's log. */
export interface HangUpReason {
  /** A SIP status code. */
  readonly cause: number;
  /** Without quotation marks. */
  readonly text: string;
}
