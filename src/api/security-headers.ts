import type { FastifyHelmetOptions } from '@fastify/helmet';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/**
 * What a browser may do with our pages: run our scripts only, talk to us only, be framed by nobody.
 * Inline styles are allowed, because the panel's component library writes its variables in one.
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
  // Browsers heed it over HTTPS only. Not for sub-domains: they may be other services of the operator.
  hsts: { maxAge: ONE_YEAR_SECONDS, includeSubDomains: false },
};
