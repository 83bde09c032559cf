import { createHash, timingSafeEqual } from 'node:crypto';
import { parseParameters, splitList } from './parameters.ts';

/** RFC 8760 §2.3: those of the challenge, the preferred one first. */
export const DIGEST_ALGORITHMS = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

const HASHES: Readonly<Record<DigestAlgorithm, string>> = { 'SHA-256': 'sha256', MD5: 'md5' };

/** H(user ":" realm ":" secret) by each algorithm, in hex: all that must be known of the secret. */
export type DigestHashes = Readonly<Record<DigestAlgorithm, string>>;

export function digestHashes(user: string, realm: string, secret: string): DigestHashes {
  const hash = (algorithm: DigestAlgorithm): string => hex(algorithm, `${user}:${realm}:${secret}`);
  return { 'SHA-256': hash('SHA-256'), MD5: hash('MD5') };
}

/** What an Authorization header says (RFC 3261 §22.4, RFC 7616 §3.4). */
export interface DigestCredentials {
  readonly user: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  /** Null: an old client, without quality of protection (RFC 2069). */
  readonly protection: { readonly cnonce: string; readonly nc: string } | null;
}

/** Hexadecimal digits of a response. */
const RESPONSES: Readonly<Record<DigestAlgorithm, RegExp>> = { 'SHA-256': /^[0-9a-f]{64}$/, MD5: /^[0-9a-f]{32}$/ };

/** Longer ones are not read: a user name, a nonce of ours and a URI are short. */
const MAX_HEADER_CHARS = 2_048;

/** Null: not of this scheme, incomplete, or by an algorithm that was not offered. */
export function parseDigestCredentials(header: string): DigestCredentials | null {
  const scheme = /^\s*Digest\s+/i.exec(header);
  if (scheme === null || header.length > MAX_HEADER_CHARS) return null;
  const parameters = parseParameters(splitList(header.slice(scheme[0].length)).join(';'));
  const of = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const [user, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map(of);
  if (user === undefined || realm === undefined || nonce === undefined || uri === undefined) return null;
  // "If not present, it is assumed to be MD5."
  const given = (of('algorithm') ?? 'MD5').toLowerCase();
  const algorithm = DIGEST_ALGORITHMS.find((one) => one.toLowerCase() === given);
  const protection = protectionOf(of('qop'), of('cnonce'), of('nc'));
  if (algorithm === undefined || protection === undefined) return null;
  const digits = response?.toLowerCase() ?? '';
  return RESPONSES[algorithm].test(digits)
    ? { user, realm, nonce, uri, response: digits, algorithm, protection }
    : null;
}

function protectionOf(
  qop: string | undefined,
  cnonce: string | undefined,
  nc: string | undefined,
): DigestCredentials['protection'] | undefined {
  if (qop === undefined) return null;
  if (qop.toLowerCase() !== 'auth' || cnonce === undefined || !/^[0-9a-f]{8}$/i.test(nc ?? '')) return undefined;
  return { cnonce, nc: nc! };
}

/** Whether who made the credentials knows the secret (RFC 7616 §3.4.1). */
export function isRightResponse(credentials: DigestCredentials, method: string, hashes: DigestHashes): boolean {
  const { algorithm, nonce, uri, protection, response } = credentials;
  const request = hex(algorithm, `${method}:${uri}`);
  const counted = protection === null ? '' : `:${protection.nc}:${protection.cnonce}:auth`;
  const expected = hex(algorithm, `${hashes[algorithm]}:${nonce}${counted}:${request}`);
  return timingSafeEqual(Buffer.from(response), Buffer.from(expected));
}

/** The value of a WWW-Authenticate header. */
export function writeDigestChallenge(
  { realm, nonce, stale }: { readonly realm: string; readonly nonce: string; readonly stale: boolean },
  algorithm: DigestAlgorithm,
): string {
  return `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`;
}

function hex(algorithm: DigestAlgorithm, text: string): string {
  return createHash(HASHES[algorithm]).update(text).digest('hex');
}
