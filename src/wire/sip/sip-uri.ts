import { fail, ok, type Result } from '../../base/result.ts';
import { parseHostPort } from './host-port.ts';
import { type Parameters, parseParameters } from './parameters.ts';

export interface SipUri {
  /** Lower case: `sip`, `sips`, `tel`, or one we do not know. */
  readonly scheme: string;
  /** Without password, percent-encoding undone; null where there is none. The number of a `tel:` URI. */
  readonly user: string | null;
  /** Lower case, IPv6 without brackets; empty for `tel:` and unknown schemes. */
  readonly host: string;
  readonly port: number | null;
  readonly parameters: Parameters;
}

const NO_PARAMETERS: Parameters = new Map();

/** Reads a `sip:`, `sips:` or `tel:` URI (RFC 3261 §19.1, RFC 3966). Of another scheme only the scheme is read. */
export function parseSipUri(text: string): Result<SipUri> {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) return fail('uri-without-scheme');
  const rest = text.slice(colon + 1);
  if (scheme === 'sip' || scheme === 'sips') return sipUri(scheme, rest);
  if (scheme === 'tel') return telUri(rest);
  return ok({ scheme, user: null, host: '', port: null, parameters: NO_PARAMETERS });
}

function sipUri(scheme: string, rest: string): Result<SipUri> {
  // The user part may hold `;` and `?`, so the `@` is looked for first.
  const at = rest.lastIndexOf('@');
  const afterUser = (at === -1 ? rest : rest.slice(at + 1)).split('?', 1)[0]!;
  const semicolon = afterUser.indexOf(';');
  const hostPort = parseHostPort(semicolon === -1 ? afterUser : afterUser.slice(0, semicolon));
  if (hostPort === null) return fail('uri-host-malformed');
  const user = at === -1 ? null : decoded(rest.slice(0, at).split(':', 1)[0]!);
  const parameters = semicolon === -1 ? NO_PARAMETERS : parseParameters(afterUser.slice(semicolon));
  return ok({ scheme, user, ...hostPort, parameters });
}

function telUri(rest: string): Result<SipUri> {
  const number = rest.split(/[;?]/, 1)[0]!.trim();
  if (number === '') return fail('uri-without-number');
  const parameters = parseParameters(rest.slice(rest.indexOf(number) + number.length));
  return ok({ scheme: 'tel', user: number, host: '', port: null, parameters });
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
