import { randomBytes } from 'node:crypto';
import { OidcClient, type OidcDeps, type OidcProvider, type SignInSecrets } from './oidc-client.ts';
import { OidcError, type OidcProblem } from './oidc-error.ts';
import { providerFetch } from './provider-fetch.ts';
import { oidcFailure } from './translate-failure.ts';

/** The steps of the check, in order. */
export const CHECK_STEPS = ['configuration', 'keys', 'client', 'redirect'] as const;
type CheckStep = (typeof CHECK_STEPS)[number];

export interface ProviderCheck {
  readonly passed: boolean;
  readonly steps: readonly {
    readonly step: CheckStep;
    /** `unclear`: the provider answers in a way that allows no conclusion. `not-tried`: an earlier step failed. */
    readonly outcome: 'passed' | 'failed' | 'unclear' | 'not-tried';
    readonly problem: OidcProblem | null;
    readonly detail: string | null;
  }[];
}

type StepResult = ProviderCheck['steps'][number];

/**
 * Checks everything about a provider that can be checked without a person: its configuration and keys, whether it accepts
 * our client id and secret, and whether it sends browsers back to us. Nobody is signed in.
 */
export async function checkProvider(
  provider: OidcProvider,
  redirectUri: string,
  deps: OidcDeps,
): Promise<ProviderCheck> {
  const results: StepResult[] = [];
  let client: OidcClient | null = null;
  const steps: Readonly<Record<CheckStep, () => Promise<'passed' | 'unclear'>>> = {
    configuration: async () => {
      client = await OidcClient.discover(provider, deps);
      return requirePkce(client);
    },
    keys: () => readKeys(client!, deps),
    client: () => checkClient(client!, redirectUri),
    redirect: () => checkRedirect(client!, redirectUri, deps),
  };
  for (const step of CHECK_STEPS) {
    const hasFailed = results.some(({ outcome }) => outcome === 'failed');
    results.push(
      hasFailed ? { step, outcome: 'not-tried', problem: null, detail: null } : await run(step, steps[step]),
    );
  }
  return { passed: !results.some(({ outcome }) => outcome === 'failed'), steps: results };
}

async function run(step: CheckStep, work: () => Promise<'passed' | 'unclear'>): Promise<StepResult> {
  try {
    return { step, outcome: await work(), problem: null, detail: null };
  } catch (error) {
    if (!(error instanceof OidcError)) throw error;
    return { step, outcome: 'failed', problem: error.problem, detail: error.detail };
  }
}

/** A provider that does not say which methods it supports may still support S256. */
async function requirePkce({ metadata }: OidcClient): Promise<'passed' | 'unclear'> {
  const methods = metadata.code_challenge_methods_supported;
  if (methods === undefined) return 'unclear';
  if (!methods.includes('S256')) throw new OidcError('no-pkce');
  return 'passed';
}

async function readKeys({ metadata }: OidcClient, deps: OidcDeps): Promise<'passed'> {
  if (metadata.jwks_uri === undefined) throw new OidcError('no-keys');
  const response = await request(metadata.jwks_uri, deps);
  const set = response.ok ? ((await response.json().catch(() => null)) as { keys?: unknown } | null) : null;
  if (!Array.isArray(set?.keys) || set.keys.length === 0) throw new OidcError('no-keys', `status ${response.status}`);
  return 'passed';
}

/** Sends a code that does not exist: a provider that accepts the client answers `invalid_grant` (RFC 6749 §5.2). */
async function checkClient(client: OidcClient, redirectUri: string): Promise<'passed' | 'unclear'> {
  const secrets = randomSecrets();
  const returnedTo = new URL(redirectUri);
  returnedTo.search = new URLSearchParams({
    code: secrets.nonce,
    state: secrets.state,
    iss: client.metadata.issuer,
  }).toString();
  try {
    await client.person(returnedTo, secrets);
  } catch (error) {
    if (!(error instanceof OidcError) || error.problem !== 'sign-in-refused') throw error;
    return error.detail?.startsWith('invalid_grant') ? 'passed' : 'unclear';
  }
  return 'unclear';
}

/** Without a dialog (`prompt=none`) a provider sends the browser back at once, with an error, if the address is registered. */
async function checkRedirect(client: OidcClient, redirectUri: string, deps: OidcDeps): Promise<'passed' | 'unclear'> {
  const url = new URL(await client.authorizationUrl(redirectUri, randomSecrets()));
  url.searchParams.set('prompt', 'none');
  const response = await request(url.href, deps);
  const location = response.headers.get('location') ?? '';
  if (location.startsWith(redirectUri)) return 'passed';
  if (response.status >= 400) throw new OidcError('redirect-refused', redirectUri);
  return 'unclear';
}

async function request(url: string, deps: OidcDeps): Promise<Response> {
  try {
    const options = {
      method: 'GET',
      headers: { accept: 'application/json' },
      body: undefined,
      redirect: 'manual',
    } as const;
    return await providerFetch(deps)(url, options);
  } catch (error) {
    throw oidcFailure(error, 'answer-invalid');
  }
}

function randomSecrets(): SignInSecrets {
  const [state, nonce, codeVerifier] = Array.from({ length: 3 }, () => randomBytes(32).toString('base64url'));
  return { state: state!, nonce: nonce!, codeVerifier: codeVerifier! };
}
