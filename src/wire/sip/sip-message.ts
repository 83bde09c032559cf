import type { CSeq } from './cseq.ts';
import type { NameAddr } from './name-addr.ts';
import type { SipHeaders } from './sip-headers.ts';
import type { Via } from './via.ts';

/** A request to send. `writeMessage` adds Content-Length. */
export interface SipRequest {
  readonly kind: 'request';
  /** Case-sensitive (RFC 3261 §7.1). */
  readonly method: string;
  /** The Request-URI as it stands; `parseSipUri` reads it. */
  readonly uri: string;
  readonly headers: SipHeaders;
  /** The raw bytes; empty for none. */
  readonly body: Buffer;
}

/** A response to send. `writeMessage` adds Content-Length. */
export interface SipResponse {
  readonly kind: 'response';
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: SipHeaders;
  readonly body: Buffer;
}

/** What every message must carry (RFC 3261 §8.1.1), read. */
export interface Essentials {
  /** The topmost Via. */
  readonly via: Via;
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly cseq: CSeq;
}

/** A request that came and passed the parser. */
export type ReceivedRequest = SipRequest & Essentials;
/** A response that came and passed the parser. */
export type ReceivedResponse = SipResponse & Essentials;
export type ReceivedMessage = ReceivedRequest | ReceivedResponse;
