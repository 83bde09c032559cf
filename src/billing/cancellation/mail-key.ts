import { createHash } from 'node:crypto';
import type { HeaderLines } from 'mailparser';

/** What the writer made; all else is added on the way, and differs when a mail comes twice. */
const WRITTEN = ['message-id', 'from', 'date', 'subject'];

/**
 * Tells one mail from another: a hash of what its writer made. A mail that takes another's Message-ID for its own is
 * still another mail. One without a Message-ID is told by all of its bytes.
 */
export function mailKey(raw: Buffer, headers: HeaderLines): string {
  const hash = createHash('sha256');
  const written = headers.filter(({ key }) => WRITTEN.includes(key));
  if (!written.some(({ key }) => key === 'message-id')) return hash.update(raw).digest('hex');
  for (const { line } of written) hash.update(`${line}\n`);
  return hash.update(bodyOf(raw)).digest('hex');
}

/** RFC 5322 §2.1: the body follows the first empty line. */
function bodyOf(raw: Buffer): Buffer {
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => raw.indexOf(gap)).filter((at) => at >= 0);
  return ends.length === 0 ? Buffer.alloc(0) : raw.subarray(Math.min(...ends));
}
