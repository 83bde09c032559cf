import { createHash } from 'node:crypto';
import type { ReportedCall } from '../reported/reported-calls.ts';

/**
 * The call of a file, with an id; `content` is read where neither sidecar nor name has one. The same file again is the same recording,
 * whatever its name and by whichever way it comes; two calls at different times of which nothing but the same silence was recorded are two.
 */
export async function withId(call: ReportedCall, content: AsyncIterable<Uint8Array>): Promise<ReportedCall> {
  if (call.externalId !== null) return call;
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return { ...call, externalId: `sha256:${hash.update(`\n${call.startedAt}`).digest('hex')}` };
}
