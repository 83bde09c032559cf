import { parseSipUri, type ReceivedRequest } from '../../wire/sip/index.ts';
import { ALLOW, ALLOWED_METHODS, SUPPORTED_EXTENSIONS } from './capabilities.ts';
import type { SipAnswer } from './sip-handler.ts';

const SCHEMES = ['sip', 'sips', 'tel'];

/**
 * What every request is asked before anything is done for it (RFC 3261 §8.2.1 to §8.2.3): the answer that refuses
 * it, or null. Max-Forwards 0 is no reason: we are where the request was going (RFC 4475 §3.1.2.11).
 */
export function refusalOf(request: ReceivedRequest): SipAnswer | null {
  if (!(ALLOWED_METHODS as readonly string[]).includes(request.method)) return { status: 405, headers: [ALLOW] };
  const uri = parseSipUri(request.uri);
  if (!uri.ok) return { status: 400, reason: 'Bad Request-URI' };
  if (!SCHEMES.includes(uri.value.scheme)) return { status: 416 };
  if (request.method === 'CANCEL') return null;
  const unknown = unknownExtensions(request);
  if (unknown.length > 0) return { status: 420, headers: [{ name: 'Unsupported', value: unknown.join(', ') }] };
  const encodings = request.headers.list('Content-Encoding').filter((coding) => coding.toLowerCase() !== 'identity');
  if (encodings.length > 0) return { status: 415, headers: [{ name: 'Accept-Encoding', value: 'identity' }] };
  return null;
}

function unknownExtensions(request: ReceivedRequest): readonly string[] {
  const known: readonly string[] = SUPPORTED_EXTENSIONS;
  return request.headers.list('Require').filter((extension) => !known.includes(extension.toLowerCase()));
}
