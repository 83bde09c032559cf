import { z } from 'zod';
import { list } from './setting-schemas.ts';

/** The sign-in of the operator's staff by OpenID Connect. */
export const OIDC_SETTINGS = {
  oidcIssuer: {
    env: 'FONOTEKA_OIDC_ISSUER',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must look like https://login.example' })]),
    default: '',
    about:
      'The OpenID Connect provider by which the operator’s staff sign in at `/t/operator`, in the way the provider names itself. Empty: by password only.',
  },
  oidcClientId: {
    env: 'FONOTEKA_OIDC_CLIENT_ID',
    schema: z.string(),
    default: '',
    about: 'The client id at this provider.',
  },
  oidcClientSecret: {
    env: 'FONOTEKA_OIDC_CLIENT_SECRET',
    schema: z.string(),
    default: '',
    about: 'The client secret. Empty: a public client.',
  },
  oidcEmailDomains: {
    env: 'FONOTEKA_OIDC_EMAIL_DOMAINS',
    schema: list,
    default: '',
    about:
      'Domains, separated by commas: at the first sign-in staff get the account with the same e-mail address, if it is in one of them and the provider has verified it. Empty: each links the account in the panel.',
  },
} as const;
