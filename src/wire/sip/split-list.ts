/**
 * The elements of a comma-separated header value; commas in quoted strings and between angle brackets do
 * not separate (RFC 3261 §7.3.1). Trimmed, empty ones left out.
 */
export function splitList(value: string): string[] {
  return splitOutsideQuotes(value, ',');
}

/** Splits at a one-character separator that stands outside quoted strings and angle brackets. */
export function splitOutsideQuotes(value: string, separator: string): string[] {
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
