import { fail, ok, type Result } from '../../base/result.ts';

/** The parts of a SIP body that a recording session uses; null where a part is missing. */
export interface SessionBody {
  readonly sdp: string | null;
  /** The metadata document, for `readMetadata`. */
  readonly metadata: Uint8Array | null;
}

const EMPTY: SessionBody = { sdp: null, metadata: null };

/**
 * Finds session description and metadata in a body of any form: multipart in any order, only one of the two,
 * or with other parts. Unknown parts are ignored.
 */
export function readSessionBody(
  contentType: string | undefined,
  disposition: string | undefined,
  body: Uint8Array,
): SessionBody {
  if (body.length === 0) return EMPTY;
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const alone = { contentType: type, disposition: withoutParameters(disposition), content: body };
  const multipart = type.startsWith('multipart/') ? parseMultipart(contentType ?? '', body) : null;
  if (multipart?.ok === false) return EMPTY;
  const parts = multipart?.value ?? [alone];
  const sdp = parts.find(isSdp);
  return {
    sdp: sdp === undefined ? null : Buffer.from(sdp.content).toString('utf8'),
    metadata: parts.find(isMetadata)?.content ?? null,
  };
}

function isSdp(part: BodyPart): boolean {
  return part.contentType === 'application/sdp' && part.content.length > 0;
}

/** RFC 7866 §9.1 says `application/rs-metadata+xml`; AudioCodes drops the suffix, others trust the disposition. */
function isMetadata(part: BodyPart): boolean {
  if (part.contentType === 'application/rs-metadata+xml' || part.contentType === 'application/rs-metadata') return true;
  return part.disposition === 'recording-session' && !isSdp(part);
}

/** More parts than any SRC sends (Cisco sends three); the rest is ignored. */
const MAX_PARTS = 16;
/** The header lines of a part; no SRC sends more. */
const MAX_PART_HEADER_BYTES = 8 * 1024;

/** One part of a body (RFC 2046 §5.1): its headers parsed, its content as sent. */
interface BodyPart {
  /** `type/subtype`, lower case, without parameters; `text/plain` by default (RFC 2046 §5.2). */
  readonly contentType: string;
  /** `Content-Disposition` without parameters, lower case. */
  readonly disposition: string | null;
  /** A view of the body. */
  readonly content: Uint8Array;
}

/**
 * Splits a multipart body leniently: a boundary that is quoted or not, spaces after a delimiter, LF-only
 * lines, a missing final delimiter, header fields without a space after the colon. A line `--…` before a
 * `Content-…` header starts a part, whatever boundary it names.
 */
export function parseMultipart(contentType: string, body: Uint8Array): Result<readonly BodyPart[]> {
  // Latin-1 keeps one character for one byte, so that positions in the text are positions in the body.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const parts = partRanges(text, boundaryOf(contentType)).map((range) => readPart(text, body, range));
  const readable = parts.filter((part) => part !== null);
  return readable.length > 0 ? ok(readable) : fail('no part between boundaries');
}

function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;]*))/i.exec(contentType);
  const boundary = (match?.[1] ?? match?.[2])?.trim();
  return boundary === undefined || boundary === '' ? null : boundary;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function partRanges(text: string, announced: string | null): Range[] {
  const ranges: Range[] = [];
  let open: number | null = null;
  for (const delimiter of delimiters(text, announced)) {
    if (open !== null) ranges.push({ start: open, end: delimiter.start });
    open = delimiter.final ? null : delimiter.end;
    if (ranges.length === MAX_PARTS) return ranges;
  }
  if (open !== null) ranges.push({ start: open, end: text.length });
  return ranges;
}

interface Delimiter extends Range {
  readonly final: boolean;
}

/** The line breaks before and after a delimiter belong to it (RFC 2046 §5.1.1). */
function* delimiters(text: string, announced: string | null): Generator<Delimiter> {
  const known = new Set(announced === null ? [] : [announced]);
  for (const line of dashedLines(text)) {
    const name = text.slice(line.start + 2, line.end).trim();
    const final = !known.has(name) && name.endsWith('--') && known.has(name.slice(0, -2).trimEnd());
    if (!known.has(name) && !final) {
      if (!opensWithHeader(text, line.end)) continue;
      known.add(name);
    }
    yield { start: beforeLineBreak(text, line.start), end: line.end, final };
  }
}

/** The lines that begin with two dashes, their line breaks included. */
function* dashedLines(text: string): Generator<Range> {
  for (let start = text.indexOf('--'); start !== -1; start = text.indexOf('\n--', start) + 1 || -1) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    if (start === 0 || text[start - 1] === '\n') yield { start, end };
  }
}

function opensWithHeader(text: string, at: number): boolean {
  return /^content-/i.test(text.slice(at, at + 'content-'.length));
}

function beforeLineBreak(text: string, at: number): number {
  if (at === 0) return 0;
  return text[at - 2] === '\r' ? at - 2 : at - 1;
}

function readPart(text: string, body: Uint8Array, { start, end }: Range): BodyPart | null {
  const head = text.slice(start, Math.min(end, start + MAX_PART_HEADER_BYTES));
  const headEnd = /^\r?\n|\r?\n\r?\n/.exec(head);
  if (headEnd === null) return null;
  const headers = readHeaders(head.slice(0, headEnd.index));
  return {
    contentType: withoutParameters(headers.get('content-type') ?? headers.get('c')) ?? 'text/plain',
    disposition: withoutParameters(headers.get('content-disposition')),
    content: body.subarray(start + headEnd.index + headEnd[0].length, end),
  };
}

function readHeaders(block: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function withoutParameters(value: string | undefined): string | null {
  const bare = value?.split(';', 1)[0]?.trim().toLowerCase();
  return bare === undefined || bare === '' ? null : bare;
}

/** A part to write; its content must not contain the boundary. */
interface OutgoingPart {
  readonly contentType: string;
  readonly disposition?: string;
  readonly content: string;
}

/** A `multipart/mixed` body (RFC 2046 §5.1) of texts. */
export function writeMultipart(boundary: string, parts: readonly OutgoingPart[]): Buffer {
  const pieces = parts.map(({ contentType, disposition, content }) => {
    const more = disposition === undefined ? '' : `Content-Disposition: ${disposition}\r\n`;
    return `--${boundary}\r\nContent-Type: ${contentType}\r\n${more}\r\n${content}\r\n`;
  });
  return Buffer.from(`${pieces.join('')}--${boundary}--\r\n`);
}
