import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
} from 'openid-client';
import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../clock.ts';
import type { AddressGuard, Network } from '../push-target/index.ts';
import { OidcError } from './oidc-error.ts';
import { isUrlAllowed, providerFetch } from './provider-fetch.ts';
import { oidcFailure } from './translate-failure.ts';

/** An OpenID Connect provider, and us as its client. */
export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
}

export interface OidcDeps {
  /** Decides which addresses may be connected to. */
  readonly guard: AddressGuard;
  /** Networks in which a provider may be without TLS. */
  readonly unencrypted: readonly Network[];
  readonly clock: Clock;
}

/** What makes one sign-in: each is random and used once. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly codeVerifier: string;
}

/** Who signed in, as the provider says. */
export interface OidcPerson {
  /** Identifies the person at this issuer, and never changes. */
  readonly subject: string;
  /** In lower case. Null: the provider gave none. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** The provider says that it has asked for a second factor in this sign-in. */
  readonly secondFactor: boolean;
}

const SCOPE = 'openid email profile';

/** Signs people in by the authorization code flow with PKCE (OpenID Connect Core §3.1, RFC 7636, RFC 9700). */
export class OidcClient {
  readonly #configuration: Configuration;
  readonly #deps: OidcDeps;

  private constructor(configuration: Configuration, deps: OidcDeps) {
    this.#configuration = configuration;
    this.#deps = deps;
  }

  /** Reads the provider's configuration. Fails with an `OidcError`. */
  static async discover(provider: OidcProvider, deps: OidcDeps): Promise<OidcClient> {
    const { issuer, clientId, clientSecret } = provider;
    const isEncrypted = issuer.startsWith('https:');
    if (!isUrlAllowed(issuer, deps.unencrypted)) throw new OidcError('address-forbidden', issuer);
    try {
      const configuration = await discovery(
        new URL(issuer),
        clientId,
        { [clockSkew]: skewSeconds(deps.clock) },
        clientAuthentication(clientSecret),
        {
          [customFetch]: providerFetch(deps),
          // Not only trusted because it came over TLS: the signature of each ID token is verified.
          execute: [enableNonRepudiationChecks, ...(isEncrypted ? [] : [allowInsecureRequests])],
        },
      );
      return new OidcClient(configuration, deps);
    } catch (error) {
      throw oidcFailure(error, 'not-a-provider');
    }
  }

  get metadata() {
    return this.#configuration.serverMetadata();
  }

  /** Where to send the browser. */
  async authorizationUrl(redirectUri: string, { state, nonce, codeVerifier }: SignInSecrets): Promise<string> {
    const url = buildAuthorizationUrl(this.#configuration, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    if (!isUrlAllowed(url.href, this.#deps.unencrypted)) throw new OidcError('address-forbidden', url.origin);
    return url.href;
  }

  /**
   * Who signed in. `returnedTo` is the address the provider sent the browser back to, with the code. Fails with an
   * `OidcError`: `sign-in-refused` if state, nonce, issuer, signature or times are wrong.
   */
  async person(returnedTo: URL, { state, nonce, codeVerifier }: SignInSecrets): Promise<OidcPerson> {
    try {
      const tokens = await authorizationCodeGrant(this.#configuration, returnedTo, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      // Only the ID token is about this sign-in.
      const secondFactor = confirmsSecondFactor(claims);
      if (claims['email'] !== undefined || this.metadata.userinfo_endpoint === undefined)
        return { ...personOf(claims), secondFactor };
      return { ...personOf(await fetchUserInfo(this.#configuration, tokens.access_token, claims.sub)), secondFactor };
    } catch (error) {
      throw oidcFailure(error, 'sign-in-refused');
    }
  }
}

/** The library reads the time of this machine: this is how much ours is ahead of it. */
function skewSeconds(clock: Clock): number {
  return Math.round((clock.now() - systemClock.now()) / 1000);
}

/** As the provider wants it; RFC 8414 §2: "If omitted, the default is client_secret_basic". */
function clientAuthentication(secret: string | null): ClientAuth {
  if (secret === null) return None();
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    authenticate(server, client, body, headers);
  };
}

/** RFC 8176 §2: "Multiple-factor authentication". */
const MULTIPLE_FACTORS = 'mfa';
/** REFEDS MFA Profile; OpenID Connect Extended Authentication Profile: phishing-resistant, in hardware too; PAPE. */
const MULTIPLE_FACTOR_CLASSES: readonly unknown[] = [
  'https://refeds.org/profile/mfa',
  'phr',
  'phrh',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
];

function confirmsSecondFactor({ amr, acr }: Readonly<Record<string, unknown>>): boolean {
  return (Array.isArray(amr) && amr.includes(MULTIPLE_FACTORS)) || MULTIPLE_FACTOR_CLASSES.includes(acr);
}

function personOf(
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
): Omit<OidcPerson, 'secondFactor'> {
  const { sub, email, email_verified, name } = claims;
  return {
    subject: sub,
    email: typeof email === 'string' ? email.trim().toLowerCase() : null,
    // Some providers send it as text; anything else than true is not verified.
    emailVerified: email_verified === true || email_verified === 'true',
    name: typeof name === 'string' ? name : null,
  };
}
