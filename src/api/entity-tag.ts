/** A strong entity tag (RFC 9110 §8.8.3) of content with this hash: the same bytes, the same tag. */
export function entityTag(sha256: Buffer): string {
  return `"${sha256.toString('hex')}"`;
}

/** Whether If-None-Match names the tag; by weak comparison, as §13.1.2 asks. */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const listed = ifNoneMatch.split(',').map((item) => item.trim().replace(/^W\//, ''));
  return listed.includes(tag) || ifNoneMatch.trim() === '*';
}

/**
 * Whether a Range header counts. With If-Range it does only if the tag is the very same: "strong comparison"
 * (§13.1.5). A date never is: no Last-Modified is sent.
 */
export function rangeStillValid(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag;
}
