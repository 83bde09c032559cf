import { fail, ok, type Result } from '../../base/result.ts';
import { type Parameters, parseParameters } from './parameters.ts';

interface SipUri {
  /** Lower case: `sip`, `sips`, `tel`, or an unknown one. */
  readonly scheme: string;
  /** Without password, percent-decoded; null where there is none. The number of a `tel:` URI. */
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
  // The user part may contain `;` and `?`, so the `@` is searched first.
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

/** RFC 1035 §2.3.4. */
const MAX_HOST_CHARS = 255;
/** With brackets, colon, port and some white space; it limits the work of the pattern. */
const MAX_TEXT_CHARS = MAX_HOST_CHARS + 32;
const MAX_PORT = 65_535;

interface HostPort {
  /** Lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | null;
}

/** Reads `host`, `host:port`, `[v6]`, `[v6]:port`. A bare IPv6 address (RFC 5118 §4.5) is the host. */
export function parseHostPort(text: string): HostPort | null {
  if (text.length > MAX_TEXT_CHARS) return null;
  const parts =
    /^(?:\[([0-9a-f:.%]+)\]|([\w.-]+)|([0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*))(?:[ \t]*:[ \t]*(\d{0,5}))?$/i.exec(
      text.trim(),
    );
  const host = (parts?.[1] ?? parts?.[2] ?? parts?.[3])?.toLowerCase();
  if (parts === null || host === undefined || host.length > MAX_HOST_CHARS) return null;
  const port = parts[4] === undefined || parts[4] === '' ? null : Number(parts[4]);
  return port !== null && port > MAX_PORT ? null : { host, port };
}

/** `host` or `host:port`, an IPv6 address in brackets. */
export function writeHostPort(host: string, port: number | null): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === null ? name : `${name}:${port}`;
}
