import type { CustomFetch } from 'openid-client';
import { fetchUrl, isWithin, type Network } from '../push-target/index.ts';
import type { OidcDeps } from './oidc-client.ts';
import { OidcError } from './oidc-error.ts';

/** For each request. A person waits for it, and a sign-in makes up to four. */
const REQUEST_LIMIT_MS = 10_000;
/** Configurations and key sets of large providers have less than 20 kB. */
const MAX_RESPONSE_BYTES = 256 * 1024;
/** Fetch § 2.2.3: responses with these have no body. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/**
 * The requests of the OpenID Connect library: over TLS, only to allowed addresses, each limited in time and size. The
 * provider's configuration names further addresses, which are checked like the first one.
 */
export function providerFetch({ guard, unencrypted, clock }: OidcDeps): CustomFetch {
  return async (url, { method, headers, body }) => {
    if (!isUrlAllowed(url, unencrypted)) throw new OidcError('address-forbidden', new URL(url).origin);
    const { signal } = new AbortController();
    const sent = { url, method, headers, body: bodyText(body) };
    const limits = { limitMs: REQUEST_LIMIT_MS, maxBytes: MAX_RESPONSE_BYTES };
    const response = await fetchUrl({ ...sent, ...limits }, { guard, clock, authorities: [], signal });
    return new Response(WITHOUT_BODY.has(response.status) ? null : new Uint8Array(response.body), {
      status: response.status,
      headers: response.headers,
    });
  };
}

/** The library sends forms only. */
function bodyText(body: Parameters<CustomFetch>[1]['body']): string {
  if (body === null || body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('not a form');
}

/** Over TLS, or to a numeric address in one of the networks. */
export function isUrlAllowed(text: string, unencrypted: readonly Network[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && isWithin(unencrypted, hostname.replace(/^\[|\]$/g, ''));
}
