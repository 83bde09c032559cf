import { type HeaderField, parseSipUri, type ReceivedRequest } from '../../wire/sip/index.ts';
import type { ResponseOptions } from './transaction-user.ts';

/** The methods we support; any other gets 405. */
export const ALLOWED_METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'INFO', 'OPTIONS'] as const;

/** The extensions a request may require; any other gets 420. `timer`: session timers (RFC 4028). */
const SUPPORTED_EXTENSIONS = ['siprec', 'timer'] as const;

/**
 * Those that a request may require without our support. `record-aware` (RFC 7866 §6.3) is of telephones that show that they are recorded: nothing
 * is demanded of a recorder. `100rel`: "the UAS MUST send any non-100 provisional response reliably" (RFC 3262
 * §3) holds for one that sends none, and a refusal would only lose the recording.
 */
const HARMLESS_EXTENSIONS = ['100rel', 'record-aware'] as const;

/** RFC 7866 §6.2: the Contact feature tag of a session recording server. */
export const CONTACT_FEATURE = '+sip.srs';

export const ALLOW: HeaderField = { name: 'Allow', value: ALLOWED_METHODS.join(', ') };
export const SUPPORTED: HeaderField = { name: 'Supported', value: SUPPORTED_EXTENSIONS.join(', ') };

export const ACCEPT: HeaderField = {
  name: 'Accept',
  value: 'application/sdp, application/rs-metadata+xml, multipart/mixed',
};

/** The headers of the response to OPTIONS (RFC 3261 §11.2). */
export const CAPABILITIES: readonly HeaderField[] = [
  ALLOW,
  ACCEPT,
  { name: 'Accept-Encoding', value: 'identity' },
  { name: 'Accept-Language', value: 'en' },
  SUPPORTED,
];

const SCHEMES = ['sip', 'sips', 'tel'];

/**
 * Method inspection, header inspection and content processing (RFC 3261 §8.2.1 to §8.2.3). Returns the response that
 * refuses the request, or null. Max-Forwards 0 is accepted: the request has reached its destination (RFC 4475 §3.1.2.11).
 */
export function checkRequest(request: ReceivedRequest): ResponseOptions | null {
  // RFC 3262 §3: a PRACK "that does not match any unacknowledged reliable provisional response"; we send none.
  if (request.method === 'PRACK') return { status: 481 };
  if (!(ALLOWED_METHODS as readonly string[]).includes(request.method)) return { status: 405, headers: [ALLOW] };
  const uri = parseSipUri(request.uri);
  if (!uri.ok) return { status: 400, reason: 'Bad Request-URI' };
  if (!SCHEMES.includes(uri.value.scheme)) return { status: 416 };
  // Whatever a BYE requires: to end is all that it can mean.
  if (request.method === 'CANCEL' || request.method === 'BYE') return null;
  const unsupported = unsupportedExtensions(request);
  if (unsupported.length > 0) return { status: 420, headers: [{ name: 'Unsupported', value: unsupported.join(', ') }] };
  const encodings = request.headers.list('Content-Encoding').filter((coding) => coding.toLowerCase() !== 'identity');
  if (encodings.length > 0) return { status: 415, headers: [{ name: 'Accept-Encoding', value: 'identity' }] };
  return request.method === 'INVITE' && !hasReadableBody(request) ? { status: 415, headers: [ACCEPT] } : null;
}

const READABLE_TYPE = /^\s*(multipart\/|application\/(sdp|rs-metadata))/i;

/** RFC 3261 §8.2.3: a body of another type is refused, unless it is optional. Metadata is also known by its disposition. */
function hasReadableBody({ headers, body }: ReceivedRequest): boolean {
  const type = headers.first('Content-Type');
  const disposition = headers.first('Content-Disposition') ?? '';
  return (
    body.length === 0 ||
    type === undefined ||
    READABLE_TYPE.test(type) ||
    /recording-session|handling\s*=\s*"?optional/i.test(disposition)
  );
}

function unsupportedExtensions(request: ReceivedRequest): readonly string[] {
  const accepted: readonly string[] = [...SUPPORTED_EXTENSIONS, ...HARMLESS_EXTENSIONS];
  return request.headers.list('Require').filter((extension) => !accepted.includes(extension.toLowerCase()));
}
