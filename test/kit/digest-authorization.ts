import { createHash } from 'node:crypto';
import type { SipHeaders } from '../../src/wire/sip/index.ts';

interface DigestClient {
  readonly user: string;
  readonly secret: string;
  readonly method: string;
  readonly uri: string;
  readonly algorithm?: 'SHA-256' | 'MD5';
  readonly count?: number;
  /** False: as clients of RFC 2069. */
  readonly qop?: boolean;
}

/** The Authorization header of a client, by the RFC's own words and no code of ours (RFC 7616 §3.4). */
export function digestAuthorization(challenges: SipHeaders, client: DigestClient): string {
  const { user, secret, method, uri, algorithm = 'SHA-256', count = 1, qop = true } = client;
  const challenge = challenges.all('WWW-Authenticate').find((one) => one.includes(`algorithm=${algorithm}`)) ?? '';
  const of = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [of('realm'), of('nonce')];
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const cnonce = 'c0ffee';
  const middle = qop ? `${nonce}:${nc}:${cnonce}:auth` : nonce;
  const response = hash(`${hash(`${user}:${realm}:${secret}`)}:${middle}:${hash(`${method}:${uri}`)}`);
  const fields = [
    `username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
  ];
  const protection = qop ? [`qop=auth`, `nc=${nc}`, `cnonce="${cnonce}"`] : [];
  return `Authorization: Digest ${[...fields, `algorithm=${algorithm}`, ...protection].join(', ')}`;
}
