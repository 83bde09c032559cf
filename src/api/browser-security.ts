import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';

/** Methods that change nothing (RFC 9110 §9.2.1); other sites may send them. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sec-Fetch-Site of our own pages, and of what the user enters in the address bar. */
const OWN_SITE = new Set(['same-origin', 'none']);

/**
 * Refuses requests that a page of another site makes a browser send (CSRF). A browser says where a request comes from in
 * Sec-Fetch-Site (W3C Fetch Metadata) or, if it is older or uses plain HTTP, in Origin. A program that is no browser
 * sends neither, and has no cookie of another person. SameSite=Strict on the cookie is the second protection.
 */
export async function refuseCrossSite(request: FastifyRequest): Promise<void> {
  if (SAFE_METHODS.has(request.method)) return;
  if (!fromOwnSite(request.headers['sec-fetch-site'], request.headers.origin, request.host)) {
    throw new AppError('cross-site-request');
  }
}

/** `host` is the Host header: the host the request was sent to, with its port. */
export function fromOwnSite(
  fetchSite: string | string[] | undefined,
  origin: string | undefined,
  host: string,
): boolean {
  if (fetchSite !== undefined) return OWN_SITE.has(String(fetchSite));
  return origin === undefined || hostOf(origin) === host.toLowerCase();
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/**
 * What a browser may do with our pages: run scripts and open connections of this site only, and never show them in a frame.
 * Inline styles are allowed, because the panel's component library writes its variables into one.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      mediaSrc: ["'self'", 'blob:'],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  // Browsers apply it over HTTPS only. Not for sub-domains: they may be other services of the operator.
  hsts: { maxAge: ONE_YEAR_SECONDS, includeSubDomains: false },
};
