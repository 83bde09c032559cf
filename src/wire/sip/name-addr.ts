import { fail, ok, type Result } from '../../base/result.ts';
import { type Parameters, parseParameters, unquote } from './parameters.ts';

/** The value of From, To, Contact, Route, Record-Route. */
export interface NameAddr {
  readonly displayName: string | null;
  /** As it stands, with its own parameters; `parseSipUri` reads it. */
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
