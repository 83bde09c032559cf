import { createHash } from 'node:crypto';
import type { ReportedCall } from '../reported/reported-calls.ts';

/**
 * The id of a call whose file does not have one. The same file again is the same recording, whatever its name and by whichever way it
 * comes; two calls at different times of which nothing but the same silence was recorded are two.
 */
export async function contentId(
  content: AsyncIterable<Uint8Array>,
  { startedAt }: Pick<ReportedCall, 'startedAt'>,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return `sha256:${hash.update(`\n${startedAt}`).digest('hex')}`;
}
