/** A login and a password. */
export interface BasicCredentials {
  readonly login: string;
  readonly password: string;
}

/** A header is at most 16 kB; a password is far shorter. */
const MAX_PASSWORD_CHARS = 1024;

/**
 * Reads `Authorization: Basic` (RFC 7617), in UTF-8 as the challenge asks for; older clients use Latin-1. Null: it is missing
 * or malformed.
 */
export function readBasicCredentials(header: string | undefined): BasicCredentials | null {
  const [, token = ''] = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? '') ?? [];
  if (token === '') return null;
  const bytes = Buffer.from(token, 'base64');
  const text = utf8(bytes) ?? bytes.toString('latin1');
  const colon = text.indexOf(':');
  const password = text.slice(colon + 1);
  if (colon < 1 || password.length > MAX_PASSWORD_CHARS) return null;
  return { login: text.slice(0, colon), password };
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
