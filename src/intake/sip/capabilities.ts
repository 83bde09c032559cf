import type { HeaderField } from '../../wire/sip/index.ts';

/** The methods we take; any other gets 405. */
export const ALLOWED_METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'INFO', 'OPTIONS'] as const;

/** The extensions a request may require; any other gets 420. Session timers (`timer`) will join them. */
export const SUPPORTED_EXTENSIONS = ['siprec'] as const;

/** RFC 7866 §6.2: a session recording server says so in its Contact. */
export const CONTACT_FEATURE = '+sip.srs';

export const ALLOW: HeaderField = { name: 'Allow', value: ALLOWED_METHODS.join(', ') };
export const SUPPORTED: HeaderField = { name: 'Supported', value: SUPPORTED_EXTENSIONS.join(', ') };

/** What an OPTIONS is told (RFC 3261 §11.2). */
export const CAPABILITIES: readonly HeaderField[] = [
  ALLOW,
  { name: 'Accept', value: 'application/sdp, application/rs-metadata+xml, multipart/mixed' },
  { name: 'Accept-Encoding', value: 'identity' },
  { name: 'Accept-Language', value: 'en' },
  SUPPORTED,
];
