import type { FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';

/** Methods that change nothing (RFC 9110 §9.2.1) and may come from anywhere. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sec-Fetch-Site of a page of ours, and of what the user does in the browser's own bar. */
const OWN_SITE = new Set(['same-origin', 'none']);

/**
 * Refuses what another site's page makes a browser send. A browser tells where a request comes from by
 * Sec-Fetch-Site (W3C Fetch Metadata) or, before that and over plain HTTP, by Origin; a program that is no browser
 * sends neither, and holds no cookie of somebody else's. SameSite=Strict on the cookie is the other guard.
 */
export async function refuseCrossSite(request: FastifyRequest): Promise<void> {
  if (SAFE_METHODS.has(request.method)) return;
  if (!fromOwnSite(request.headers['sec-fetch-site'], request.headers.origin, request.host)) {
    throw new AppError('cross-site-request');
  }
}

/** `host` is the Host the request was sent to, with its port. */
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
