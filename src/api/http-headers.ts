/** Bytes `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a Range header requests: everything, a range, or a range that does not exist. */
export type RequestedRange = 'complete' | 'unsatisfiable' | ByteRange;

const SINGLE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/**
 * Reads a Range header (RFC 9110 §14.1.2) against a representation of `sizeBytes`. "A server MAY ignore the
 * Range header field" (§14.2): malformed headers, other units and several ranges at once get the complete representation.
 */
export function readByteRange(header: string | undefined, sizeBytes: number): RequestedRange {
  const [, first = '', last = ''] = SINGLE_RANGE.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'complete';
  return first === '' ? suffix(Number(last), sizeBytes) : span(Number(first), last, sizeBytes);
}

/** "If the selected representation is shorter than the specified suffix-length, the entire representation is used." */
function suffix(length: number, sizeBytes: number): RequestedRange {
  if (length === 0) return 'unsatisfiable';
  if (sizeBytes === 0) return 'complete';
  return { start: Math.max(0, sizeBytes - length), end: sizeBytes };
}

/** "An int-range is invalid if the last-pos value is present and less than first-pos." */
function span(first: number, last: string, sizeBytes: number): RequestedRange {
  if (last !== '' && Number(last) < first) return 'complete';
  if (first >= sizeBytes) return 'unsatisfiable';
  return { start: first, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}

/** A strong entity tag (RFC 9110 §8.8.3) of content with this hash: the same bytes, the same tag. */
export function entityTag(checksum: string): string {
  return `"${checksum}"`;
}

/** Whether If-None-Match contains the tag; by weak comparison, as §13.1.2 requires. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const listed = ifNoneMatch.split(',').map((item) => item.trim().replace(/^W\//, ''));
  return listed.includes(tag.replace(/^W\//, '')) || ifNoneMatch.trim() === '*';
}

/**
 * Whether a Range header applies. With If-Range it does only if the tag is exactly the same: "strong comparison"
 * (§13.1.5). A date never matches, because no Last-Modified is sent.
 */
export function rangeStillValid(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag;
}

/** Characters to replace in a quoted file name. The names of recordings contain none of them. */
const UNSAFE = /[^A-Za-z0-9._-]/g;

/** The Content-Disposition that makes a browser save the content under this name (RFC 6266 §4.3). */
export function attachment(fileName: string): string {
  return `attachment; filename="${fileName.replace(UNSAFE, '_')}"`;
}
