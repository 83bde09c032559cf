import { fail, ok, type Result } from '../../base/result.ts';
import { type HeaderField, longHeaderName, SipHeaders } from './sip-headers.ts';

/** Start line and headers of one message. A UDP datagram cannot be larger; real SIPREC INVITEs have less than 4 KiB here. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** SDP and metadata of one message. The XML reader has the same limit. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Header fields of one message; a request over twenty proxies has about 60. */
export const MAX_HEADER_FIELDS = 256;

/** One header field, its folded lines joined. */
const MAX_HEADER_FIELD_CHARS = 8 * 1024;

export interface MessageHead {
  readonly startLine: string;
  readonly headers: SipHeaders;
  /** The first problem of the header lines; the valid ones are in `headers`. */
  readonly problem: string | null;
}

/** Where the body begins: after the first empty line, CRLF or LF. -1 while there is none from `from` on. */
export function bodyStart(bytes: Buffer, from = 0): number {
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

const LF = 10;
const CR = 13;
/** RFC 3261 §25.1. */
const TOKEN = /^[\w.!%*+`'~-]+$/;

/** Reads start line and header fields, as far as they are valid. Fails where there is no start line. */
export function readHead(bytes: Buffer): Result<MessageHead> {
  const lines = bytes.toString('utf8').split(/\r?\n/);
  const startLine = lines[0]!.trim();
  if (startLine === '') return fail('no-start-line');
  const fields: HeaderField[] = [];
  let problem: string | null = null;
  for (const line of unfolded(lines)) {
    const field = readField(line);
    if (!field.ok) problem ??= field.reason;
    else if (fields.length === MAX_HEADER_FIELDS) return fail('too-many-headers');
    else fields.push(field.value);
  }
  return ok({ startLine, headers: new SipHeaders(fields), problem });
}

/** Header lines with their continuation lines joined by one space (RFC 3261 §7.3.1). */
function unfolded(lines: readonly string[]): string[] {
  const joined: string[][] = [];
  for (const line of lines.slice(1)) {
    if (line === '') break;
    const previous = joined.at(-1);
    if (/^[ \t]/.test(line) && previous !== undefined) previous.push(line.trim());
    else joined.push([line]);
  }
  return joined.map((parts) => parts.join(' '));
}

function readField(line: string): Result<HeaderField> {
  if (line.length > MAX_HEADER_FIELD_CHARS) return fail('header-too-long');
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0)).trimEnd();
  if (!TOKEN.test(name)) return fail('header-malformed');
  return ok({ name: longHeaderName(name), value: line.slice(colon + 1).trim() });
}

/** The Content-Length; null where there is none. Several equal ones count as one. */
export function contentLength(headers: SipHeaders): Result<number | null> {
  const values = new Set(headers.all('Content-Length'));
  if (values.size === 0) return ok(null);
  const [text] = values;
  if (values.size > 1 || !/^\d{1,10}$/.test(text!)) return fail('content-length-malformed');
  return ok(Number(text));
}
