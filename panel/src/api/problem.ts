/** Says that the answer did not come from the API at all: no network, or a proxy's page. */
export const UNREACHABLE = 'unreachable';

/** The stable code of a failed request: the API's own (RFC 9457 problem details), or `unreachable`. */
export function problemCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return UNREACHABLE;
}

/** The fields that the API did not accept; none where it does not say. */
export function refusedFields(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) return [];
  return error.errors.flatMap((it: { field?: unknown }) => (typeof it.field === 'string' ? it.field : []));
}
