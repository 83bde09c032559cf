/** Parses the query string into plain strings; the router's default parser would turn `512345678` into a number. */
export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The query string with its `?`; empty when no value is set. */
export function writeSearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'number' || (typeof value === 'string' && value !== '') ? [[name, String(value)]] : [],
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}
