export { CHECK_STEPS, checkProvider, type ProviderCheck } from './check-provider.ts';
export { OidcClient, type OidcDeps, type OidcPerson, type OidcProvider, type SignInSecrets } from './oidc-client.ts';
export { OIDC_PROBLEMS, OidcError, type OidcProblem } from './oidc-error.ts';
export { isUrlAllowed } from './provider-fetch.ts';
