import { fail, ok, type Result } from '../../base/result.ts';
import { type CSeq, parseCSeq, parseNameAddr, parseVia, type Via } from './header-values.ts';
import {
  bodyStart,
  contentLength,
  MAX_BODY_BYTES,
  MAX_HEAD_BYTES,
  type MessageHead,
  readHead,
} from './message-head.ts';
import type { SipHeaders } from './sip-headers.ts';
import type { MandatoryHeaders, ReceivedMessage } from './sip-message.ts';

/** A message that cannot be accepted, and what is needed to answer it. */
export interface Malformed {
  /** A stable code for logs and metrics, such as `via-malformed`. */
  readonly reason: string;
  /** The status of the response: 400, 413, 505. */
  readonly status: number;
  /** Null where no response is possible: no request, no valid Via, or an ACK. */
  readonly answerable: { readonly via: Via; readonly headers: SipHeaders } | null;
}

/** A start line, before the headers are read. */
type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly version: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly version: string };

const VERSION = 'SIP/2.0';

/**
 * Reads one message: a complete datagram, or the bytes that a `SipStreamFramer` cut out of a stream. Bytes after the body
 * are dropped (RFC 3261 §18.3), empty lines before the message are skipped (§7.5). The body is a view of `received`.
 */
export function parseMessage(received: Buffer): Result<ReceivedMessage, Malformed> {
  const bytes = withoutLeadingEmptyLines(received);
  const start = bodyStart(bytes);
  // A datagram may end right after its last header line: then only the empty line is missing.
  const headEnd = start === -1 ? bytes.length : start;
  if (headEnd > MAX_HEAD_BYTES) return fail(unanswerable('head-too-large'));
  const head = readHead(bytes.subarray(0, headEnd));
  if (!head.ok) return fail(unanswerable(head.reason));
  const startLine = readStartLine(head.value.startLine);
  const refuse = (reason: string, status = 400) => fail(malformed(startLine, head.value, reason, status));
  if (startLine === null) return refuse('start-line-malformed');
  if (startLine.version.toUpperCase() !== VERSION) return refuse('version-not-supported', 505);
  if (head.value.problem !== null) return refuse(head.value.problem);
  const mandatory = readMandatoryHeaders(head.value.headers);
  if (!mandatory.ok) return refuse(mandatory.reason);
  if (!sameMethod(startLine, mandatory.value.cseq)) return refuse('cseq-of-another-method');
  const body = readBody(bytes.subarray(headEnd), head.value.headers);
  if (!body.ok) return refuse(body.reason, body.reason === 'body-too-large' ? 413 : 400);
  const { version: _, ...line } = startLine;
  return ok({ ...line, headers: head.value.headers, body: body.value, ...mandatory.value });
}

function withoutLeadingEmptyLines(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === 13 || bytes[start] === 10) start += 1;
  return bytes.subarray(start);
}

/** Request-Line or Status-Line (RFC 3261 §7.1, §7.2). Several spaces count as one. */
function readStartLine(line: string): StartLine | null {
  const response = /^(SIP\/\d+\.\d+)[ \t]+([1-6]\d\d)(?:[ \t]+(.*))?$/i.exec(line);
  if (response !== null) {
    return { kind: 'response', version: response[1]!, status: Number(response[2]), reason: response[3]?.trim() ?? '' };
  }
  const request = /^([\w.!%*+`'~-]+)[ \t]+(\S+)[ \t]+(SIP\/\d+\.\d+)$/i.exec(line);
  if (request === null) return null;
  return { kind: 'request', method: request[1]!, uri: request[2]!, version: request[3]! };
}

/** Some SRCs send the INVITE's CSeq in them; the SIP server decides about such a BYE. */
const METHODS_WITH_ANY_CSEQ = ['ACK', 'BYE'];

/** The method of CSeq must be the request's (§8.1.1.5). */
function sameMethod(start: StartLine, cseq: CSeq): boolean {
  return start.kind === 'response' || start.method === cseq.method || METHODS_WITH_ANY_CSEQ.includes(start.method);
}

function readMandatoryHeaders(headers: SipHeaders): Result<MandatoryHeaders> {
  const via = parseVia(headers.list('Via')[0] ?? '');
  if (!via.ok) return via;
  const from = parseNameAddr(headers.first('From') ?? '');
  if (!from.ok) return fail('from-malformed');
  const to = parseNameAddr(headers.first('To') ?? '');
  if (!to.ok) return fail('to-malformed');
  const cseq = parseCSeq(headers.first('CSeq') ?? '');
  if (!cseq.ok) return cseq;
  const callId = headers.first('Call-ID') ?? '';
  if (callId === '') return fail('call-id-missing');
  return ok({ via: via.value, from: from.value, to: to.value, callId, cseq: cseq.value });
}

function readBody(rest: Buffer, headers: SipHeaders): Result<Buffer> {
  const length = contentLength(headers);
  if (!length.ok) return length;
  const bodyBytes = length.value ?? rest.length;
  if (bodyBytes > MAX_BODY_BYTES) return fail('body-too-large');
  if (bodyBytes > rest.length) return fail('body-cut');
  return ok(rest.subarray(0, bodyBytes));
}

function unanswerable(reason: string): Malformed {
  return { reason, status: 400, answerable: null };
}

function malformed(start: StartLine | null, head: MessageHead, reason: string, status: number): Malformed {
  const method = start === null ? methodOf(head.startLine) : start.kind === 'request' ? start.method : null;
  const via = parseVia(head.headers.list('Via')[0] ?? '');
  if (method === null || method === 'ACK' || !via.ok) return { reason, status, answerable: null };
  return { reason, status, answerable: { via: via.value, headers: head.headers } };
}

/** The method of a Request-Line that is malformed after it; null where the line does not begin with a method. */
function methodOf(line: string): string | null {
  return /^(?!SIP\/)([A-Za-z]+)[ \t]/.exec(line)?.[1] ?? null;
}
