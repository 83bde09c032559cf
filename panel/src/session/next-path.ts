/**
 * Where to go after signing in: only a path of this panel. What could lead to another site (`//host`,
 * `/\host`, an absolute address) is dropped.
 */
export function nextPath(asked: string | undefined): string {
  return asked !== undefined && /^\/(?![/\\])[^\\]*$/.test(asked) ? asked : '/';
}
