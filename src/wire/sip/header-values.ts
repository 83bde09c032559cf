import { fail, ok, type Result } from '../../base/result.ts';
import { type Parameters, parseParameters, unquote, writeParameters } from './parameters.ts';
import { parseHostPort, writeHostPort } from './sip-uri.ts';

/** The value of From, To, Contact, Route, Record-Route. */
export interface NameAddr {
  readonly displayName: string | null;
  /** As written, with its own parameters; `parseSipUri` reads it. */
  readonly uri: string;
  /** Parameters of the header, not of the URI. */
  readonly parameters: Parameters;
}

/**
 * Reads `"Name" <uri>;params`, `<uri>;params` and `uri;params`. Without angle brackets every parameter is the
 * header's (RFC 3261 §20.10). A bracket that never closes ends with the text.
 */
export function parseNameAddr(text: string): Result<NameAddr> {
  const open = openingBracket(text);
  if (open === -1) return bareAddress(text.trim());
  const close = text.indexOf('>', open);
  const uri = text.slice(open + 1, close === -1 ? undefined : close).trim();
  if (uri === '') return fail('address-empty');
  const displayName = unquote(text.slice(0, open).trim());
  const parameters = parseParameters(close === -1 ? '' : text.slice(close + 1));
  return ok({ displayName: displayName === '' ? null : displayName, uri, parameters });
}

function bareAddress(text: string): Result<NameAddr> {
  const semicolon = text.indexOf(';');
  const uri = (semicolon === -1 ? text : text.slice(0, semicolon)).trim();
  if (uri === '' || /[\s"]/.test(uri)) return fail('address-malformed');
  return ok({ displayName: null, uri, parameters: parseParameters(semicolon === -1 ? '' : text.slice(semicolon)) });
}

function openingBracket(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === '<' && !quoted) return at;
  }
  return -1;
}

/** One hop of the response's way back (RFC 3261 §20.42). */
export interface Via {
  /** `2.0`; a request of another version is refused, by the way it came. */
  readonly version: string;
  /** Upper case: `UDP`, `TCP`, `TLS`. */
  readonly transport: string;
  /** The sent-by host, lower case, IPv6 without brackets. */
  readonly host: string;
  readonly port: number | null;
  /** `branch`, `received`, `rport`, `maddr`, `ttl` and others. */
  readonly parameters: Parameters;
}

/** Reads one Via value. White space may stand around the slashes and the colon. */
export function parseVia(text: string): Result<Via> {
  const semicolon = text.indexOf(';');
  const hop = (semicolon === -1 ? text : text.slice(0, semicolon)).trim();
  const parts = /^SIP\s*\/\s*(\d{1,3}\.\d{1,3})\s*\/\s*([\w.!%*+`'~-]+)\s+(.+)$/is.exec(hop);
  const sentBy = parts === null ? null : parseHostPort(parts[3]!);
  if (parts === null || sentBy === null) return fail('via-malformed');
  const parameters = parseParameters(semicolon === -1 ? '' : text.slice(semicolon));
  return ok({ version: parts[1]!, transport: parts[2]!.toUpperCase(), ...sentBy, parameters });
}

export function writeVia(via: Via): string {
  return `SIP/${via.version}/${via.transport} ${writeHostPort(via.host, via.port)}${writeParameters(via.parameters)}`;
}

/** The value of Session-Expires, Min-SE (RFC 4028 §4, §5), Retry-After. */
interface DeltaSeconds {
  readonly seconds: number;
  readonly parameters: Parameters;
}

/** RFC 3261 §20.33: some peers send up to 2**32 − 1; more is malformed. */
const MAX_DELTA_SECONDS = 2 ** 32 - 1;

export function parseDeltaSeconds(text: string): Result<DeltaSeconds> {
  const parts = /^(\d{1,10})[ \t]*(;.*)?$/s.exec(text.trim());
  const seconds = Number(parts?.[1] ?? Number.NaN);
  if (parts === null || seconds > MAX_DELTA_SECONDS) return fail('seconds-malformed');
  return ok({ seconds, parameters: parseParameters(parts[2] ?? '') });
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** RFC 3261 §8.1.1.5: the sequence number MUST be less than 2**31. */
const CSEQ_LIMIT = 2 ** 31;

export function parseCSeq(text: string): Result<CSeq> {
  const parts = /^(\d{1,10})[ \t]+(\S+)$/.exec(text.trim());
  if (parts === null) return fail('cseq-malformed');
  const number = Number(parts[1]);
  if (number >= CSEQ_LIMIT) return fail('cseq-too-large');
  return ok({ number, method: parts[2]! });
}
