import { type HeaderField, SipHeaders, type SipResponse, statusPhrase } from '../../wire/sip/index.ts';
import type { SipAnswer } from './sip-handler.ts';

/** What every response takes over from its request (RFC 3261 §8.2.6.2), with whatever the request had of it. */
const COPIED = ['via', 'from', 'to', 'call-id', 'cseq'];

/**
 * A response to a request. `toTag` is added to a To without a tag; null (for 100) leaves it as it is. `headers` come
 * before the answer's own.
 */
export function makeResponse(
  request: SipHeaders,
  answer: SipAnswer,
  { toTag, headers = [] }: { toTag: string | null; headers?: readonly HeaderField[] },
): SipResponse {
  const copied = request.fields
    .filter((field) => COPIED.includes(field.name.toLowerCase()))
    .map((field) => (field.name.toLowerCase() === 'to' ? withTag(field, toTag) : field));
  const content = answer.content;
  const type = content === undefined ? [] : [{ name: 'Content-Type', value: content.type }];
  return {
    kind: 'response',
    status: answer.status,
    reason: answer.reason ?? statusPhrase(answer.status),
    headers: new SipHeaders([...copied, ...headers, ...(answer.headers ?? []), ...type]),
    body: bytesOf(content?.body ?? ''),
  };
}

function bytesOf(body: Buffer | string): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function withTag(to: HeaderField, tag: string | null): HeaderField {
  const afterUri = to.value.slice(to.value.lastIndexOf('>') + 1);
  if (tag === null || /;\s*tag\s*=/i.test(afterUri)) return to;
  return { name: to.name, value: `${to.value};tag=${tag}` };
}
