import { fail, ok, type Result } from '../../base/result.ts';

/** More parts than any SRC sends (Cisco sends three); the rest is not looked at. */
const MAX_PARTS = 16;
/** A part's own header lines; more of them is not MIME of any SRC. */
const MAX_PART_HEADER_BYTES = 8 * 1024;

/** One part of a body (RFC 2046 §5.1), its headers read, its content untouched. */
export interface BodyPart {
  /** `type/subtype`, lower case, without parameters; `text/plain` where the part says nothing (RFC 2046 §5.2). */
  readonly contentType: string;
  /** `Content-Disposition` without parameters, lower case. */
  readonly disposition: string | null;
  /** A view into the whole body. */
  readonly content: Uint8Array;
}

/**
 * Splits a multipart body leniently: a boundary that is quoted or not, spaces after a delimiter, LF-only
 * lines, a missing final delimiter, header fields without a space after the colon. A line `--…` that a
 * `Content-…` header follows opens a part whatever boundary it names.
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

/** The line break before a delimiter belongs to it (RFC 2046 §5.1.1), as does its own. */
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
