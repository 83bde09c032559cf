import type { IncomingHttpHeaders } from 'node:http';
import { matchesTag } from '../http-headers.ts';

/** What a file is known by: its entity tag, and the time in its Last-Modified, Unix ms. */
export interface Validators {
  readonly tag: string;
  readonly modifiedAt: number;
}

/** Evaluates the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2. */
export function evaluatePreconditions(
  headers: IncomingHttpHeaders,
  file: Validators,
): 'send' | 'not-modified' | 'failed' {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined) {
    if (!matchesStrongly(ifMatch, file.tag)) return 'failed';
  } else {
    const unmodifiedSince = readDate(headers['if-unmodified-since']);
    if (unmodifiedSince !== null && seconds(file.modifiedAt) > unmodifiedSince) return 'failed';
  }
  if (ifNoneMatch !== undefined) return matchesTag(ifNoneMatch, file.tag) ? 'not-modified' : 'send';
  const modifiedSince = readDate(headers['if-modified-since']);
  return modifiedSince !== null && seconds(file.modifiedAt) <= modifiedSince ? 'not-modified' : 'send';
}

/** Whether a Range header applies (§13.1.5): the tag is the same by strong comparison, or the date exactly. */
export function rangeApplies(ifRange: string | undefined, { tag, modifiedAt }: Validators): boolean {
  if (ifRange === undefined) return true;
  // What has a weak tag may change without another time.
  if (tag.startsWith('W/')) return false;
  const date = readDate(ifRange);
  return date === null ? ifRange.trim() === tag : date === seconds(modifiedAt);
}

function matchesStrongly(ifMatch: string, tag: string): boolean {
  return ifMatch.trim() === '*' || (!tag.startsWith('W/') && ifMatch.split(',').some((each) => each.trim() === tag));
}

/** `Tue, 10 Mar 2026 08:05:09 GMT`; other forms are ignored, as the RFC allows for what is no date. */
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** In whole seconds; null: it is no HTTP date. */
function readDate(text: string | undefined): number | null {
  if (text === undefined || !HTTP_DATE.test(text.trim())) return null;
  const instantMs = Date.parse(text);
  return Number.isNaN(instantMs) ? null : seconds(instantMs);
}

/** HTTP dates have whole seconds. */
function seconds(instantMs: number): number {
  return Math.floor(instantMs / 1000);
}
