import { fail, ok, type Result } from '../../base/result.ts';

/**
 * The absolute path that a client's argument names, seen from its current folder: separated by `/`,
 * without `.`, `..` or a trailing slash. `..` of the root is the root (RFC 3659 §6: TVFS). A backslash is
 * a character like others. What holds NUL is no path.
 */
export function resolvePath(folder: string, argument: string): Result<string> {
  if (argument.includes('\0')) return fail('a name cannot hold NUL');
  const whole = argument.startsWith('/') ? argument : `${folder}/${argument}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return ok(`/${parts.join('/')}`);
}
