/** What an event tells beside its subject, in one line: `plan: Premium, units: 2`. Empty when it tells nothing. */
export function detailText(detail: unknown): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return written(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${written(value)}`)
    .join(', ');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
