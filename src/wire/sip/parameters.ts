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

/**
 * The elements of a comma-separated header value; commas in quoted strings and between angle brackets do
 * not separate (RFC 3261 §7.3.1). Elements are trimmed, empty ones left out.
 */
export function splitList(value: string): string[] {
  return splitOutsideQuotes(value, ',');
}

/** Splits at a one-character separator outside of quoted strings and angle brackets. */
function splitOutsideQuotes(value: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"' && !bracketed) quoted = true;
    else if (char === '<') bracketed = true;
    else if (char === '>') bracketed = false;
    else if (char === separator && !bracketed) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(value.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The content of a quoted string, without escapes; anything else unchanged. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Token characters and those of hosts need no quotes (RFC 3261 §25.1 gen-value). */
function quoteIfNeeded(value: string): string {
  return /^[\w.!%*+`'~:[\]/@&$#-]+$/.test(value) ? value : quote(value);
}
