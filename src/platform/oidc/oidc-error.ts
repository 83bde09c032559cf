/** What can be wrong with a provider or with what it answers. A code is never renamed or given another meaning. */
export const OIDC_PROBLEMS = {
  'address-forbidden': 'an address is in a private network, or not encrypted',
  unreachable: 'the provider cannot be reached',
  timeout: 'the provider did not answer in time',
  'certificate-invalid': 'the certificate of the provider is not trusted',
  'not-a-provider': 'at this address there is no OpenID Connect configuration',
  'issuer-differs': 'the provider names another issuer than the one that was set',
  'no-pkce': 'the provider does not support PKCE with S256',
  'no-keys': 'the signing keys of the provider cannot be read',
  'client-refused': 'the provider does not accept the client id or the client secret',
  'redirect-refused': 'the redirect address is not registered with the provider',
  'answer-invalid': 'an answer of the provider is not valid',
  'sign-in-refused': 'the provider did not sign the person in',
} as const;

export type OidcProblem = keyof typeof OIDC_PROBLEMS;

const MAX_DETAIL_CHARS = 300;

/** A failure of a provider. `detail` is for the admin who set it: it holds no token and no secret. */
export class OidcError extends Error {
  readonly problem: OidcProblem;
  readonly detail: string | null;

  constructor(problem: OidcProblem, detail: string | null = null, options?: { cause?: unknown }) {
    super(OIDC_PROBLEMS[problem], options);
    this.name = 'OidcError';
    this.problem = problem;
    this.detail = detail?.slice(0, MAX_DETAIL_CHARS) ?? null;
  }
}
