/** Bytes `start` up to, not including, `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** What a Range header asks of a representation: all of it, a part, or what is not there. */
export type RangeAnswer = 'whole' | 'unsatisfiable' | Part;

const SINGLE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/**
 * Reads a Range header (RFC 9110 §14.1.2) against a representation of `sizeBytes`. "A server MAY ignore the
 * Range header field" (§14.2): malformed ones, other units and several ranges at once get the whole.
 */
export function readByteRange(header: string | undefined, sizeBytes: number): RangeAnswer {
  const [, first = '', last = ''] = SINGLE_RANGE.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  return first === '' ? suffix(Number(last), sizeBytes) : span(Number(first), last, sizeBytes);
}

/** "If the selected representation is shorter than the specified suffix-length, the entire representation is used." */
function suffix(length: number, sizeBytes: number): RangeAnswer {
  if (length === 0) return 'unsatisfiable';
  if (sizeBytes === 0) return 'whole';
  return { start: Math.max(0, sizeBytes - length), end: sizeBytes };
}

/** "An int-range is invalid if the last-pos value is present and less than first-pos." */
function span(first: number, last: string, sizeBytes: number): RangeAnswer {
  if (last !== '' && Number(last) < first) return 'whole';
  if (first >= sizeBytes) return 'unsatisfiable';
  return { start: first, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
