/** How a person is told the value of a detail, by the detail's name. */
export type DetailWords = Readonly<Record<string, (value: string) => string>>;

/**
 * What an event tells beside its subject, in one line: first what there are words for, in their order, then the rest as it
 * is, `seats: 2`. An event that tells nothing gives an empty text.
 */
export function detailText(detail: unknown, words: DetailWords): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return written(detail);
  const names = Object.keys(words);
  const place = ([name]: [string, unknown]) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(detail)
    .toSorted((a, b) => place(a) - place(b))
    .map(([name, value]) => words[name]?.(written(value)) ?? `${name}: ${written(value)}`)
    .join(', ');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
