import type { SessionBody } from '../wire/siprec/index.ts';
import type { SessionRequest } from './session-message.ts';

/** `strict`: as RFC 7866 §6.1 has it. `lenient`: whatever an allowed source sends is meant to be recorded. */
export type Recognition = 'strict' | 'lenient';

/**
 * Whether an INVITE opens a recording session. RFC 7866 §6.1.1: "The SRC MUST include the 'siprec' option tag in the
 * Require header" and the `+sip.src` feature tag in Contact. In the field either is missing, written `;src`, or stands
 * inside the angle brackets; some send plain SDP and nothing else.
 */
export function isRecordingSession(request: SessionRequest, body: SessionBody, recognition: Recognition): boolean {
  if (recognition === 'lenient') return true;
  const required = /(^|[\s,])siprec([\s,]|$)/i.test(request.header('require') ?? '');
  const tagged = /;\s*(\+sip\.)?src\b/i.test(request.header('contact') ?? '');
  return body.metadata !== null && (required || tagged);
}
