import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { fail, ok, type Result } from '../../base/result.ts';

/** RFC 1035 §2.3.4. */
export const MAX_HOST_CHARS = 253;
/** More than servers and people handle. */
export const MAX_FOLDER_CHARS = 500;
/** Servers and proxies refuse longer ones. */
export const MAX_URL_CHARS = 2000;

/** Parses a server's name or address: to lower case and ASCII (IDNA), IPv6 without brackets. */
export function readHost(text: string): Result<string> {
  const host = text.trim();
  if (isIPv6(host) && !host.includes('%')) return ok(host.toLowerCase());
  // The converter ignores what follows a slash, and line ends.
  const ascii = /[\s/\\?#@:%]/.test(host) ? '' : domainToASCII(host);
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/.test(ascii) || ascii.length > MAX_HOST_CHARS) {
    return fail('must be a name or an address of a server');
  }
  return ok(ascii);
}

/** Parses a folder at the target. Refuses `..`, which could lead out of it, and names that no server has. */
export function readFolder(text: string): Result<string> {
  const folder = text.trim();
  if (hasControlCharacters(folder)) return fail('must not hold control characters');
  if (folder.split('/').some((name) => name === '.' || name === '..')) return fail('must not hold `.` or `..`');
  return ok(folder.length > 1 ? folder.replace(/\/+$/, '') : folder);
}

/** Parses the address of an S3 service: `https://host[:port]`, or `http://`. */
export function readEndpoint(text: string): Result<string> {
  const url = urlOf(text);
  if (url === null) return fail('must look like https://s3.example.com');
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return fail('must be without login, path and query: the bucket is named by itself');
  }
  return ok(url.origin);
}

/** Parses the URL of a web hook. */
export function readHookUrl(text: string): Result<string> {
  const url = urlOf(text);
  if (url === null) return fail('must look like https://host/path');
  if (url.username !== '' || url.password !== '') return fail('must be without login and password');
  return ok(url.href);
}

/** An FTP server would read what follows a line end in a login as another command. */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function urlOf(text: string): URL | null {
  const url = URL.parse(text.trim());
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null;
}
