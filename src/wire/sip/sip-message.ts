import type { CSeq, NameAddr, Via } from './header-values.ts';
import type { SipHeaders } from './sip-headers.ts';

/** A request to send. `writeMessage` adds Content-Length. */
export interface SipRequest {
  readonly kind: 'request';
  /** Case-sensitive (RFC 3261 §7.1). */
  readonly method: string;
  /** The Request-URI as written; `parseSipUri` reads it. */
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

/** The header fields that every message must have (RFC 3261 §8.1.1), parsed. */
export interface MandatoryHeaders {
  /** The topmost Via. */
  readonly via: Via;
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly cseq: CSeq;
}

/** A request that the parser accepted. */
export type ReceivedRequest = SipRequest & MandatoryHeaders;
/** A response that the parser accepted. */
export type ReceivedResponse = SipResponse & MandatoryHeaders;
export type ReceivedMessage = ReceivedRequest | ReceivedResponse;

/**
 * The bytes of a message. Content-Length is always written, from the body. A line break within a value becomes a
 * space, so that no value can start another header.
 */
export function writeMessage(message: SipRequest | SipResponse): Buffer {
  const lines = [startLine(message)];
  for (const { name, value } of message.headers.fields) {
    if (name.toLowerCase() !== 'content-length') lines.push(`${name}: ${oneLine(value)}`);
  }
  lines.push(`Content-Length: ${message.body.length}`, '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n')), message.body]);
}

function startLine(message: SipRequest | SipResponse): string {
  if (message.kind === 'request') return `${message.method} ${message.uri} SIP/2.0`;
  return `SIP/2.0 ${message.status} ${oneLine(message.reason)}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** The standard reason phrases of our responses (RFC 3261 §21 and its extensions). */
const PHRASES: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  603: 'Decline',
};

const CLASSES = ['', 'Trying', 'OK', 'Redirection', 'Bad Request', 'Server Failure', 'Declined'];

/** The reason phrase of a status, 100 to 699. */
export function statusPhrase(status: number): string {
  return PHRASES[status] ?? CLASSES[Math.floor(status / 100)] ?? '';
}
