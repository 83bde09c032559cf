import { splitOutsideQuotes } from './split-list.ts';

/** Parameters of a header value or URI. Names in lower case; null for a parameter without a value. */
export type Parameters = ReadonlyMap<string, string | null>;

/** Reads `;a=1;b;c="x"` (with or without the first semicolon). The first of equal names counts. */
export function parseParameters(text: string): Parameters {
  const parameters = new Map<string, string | null>();
  for (const part of splitOutsideQuotes(text, ';')) {
    const equals = part.indexOf('=');
    const name = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name === '' || parameters.has(name)) continue;
    parameters.set(name, equals === -1 ? null : unquote(part.slice(equals + 1).trim()));
  }
  return parameters;
}

/** Writes parameters back, each with its semicolon. */
export function writeParameters(parameters: Parameters): string {
  let text = '';
  for (const [name, value] of parameters) text += value === null ? `;${name}` : `;${name}=${quoteIfNeeded(value)}`;
  return text;
}

/** A quoted string's content, escapes undone; anything else as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** What may stand unquoted as a value: token characters, and those of hosts (RFC 3261 §25.1 gen-value). */
function quoteIfNeeded(value: string): string {
  return /^[\w.!%*+`'~:[\]/@&$#-]+$/.test(value) ? value : quote(value);
}
