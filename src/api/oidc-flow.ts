import { createHmac } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import {
  OidcClient,
  type OidcDeps,
  OidcError,
  type OidcPerson,
  type OidcProvider,
  type SignInSecrets,
} from '../platform/oidc/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  beginChallenge,
  oidcProviderOf,
  type OidcSetup,
  oidcSetupOf,
  oidcSetupOfCompany,
  STAFF_COMPANY,
  takeChallenge,
} from '../tenants/index.ts';

/** How the operator's own staff sign in by company accounts; from the settings. */
export interface StaffOidc {
  readonly provider: OidcProvider;
  readonly deps: OidcDeps;
  /** Staff with a verified address in one of these domains are found by it. Empty: only linked accounts are found. */
  readonly emailDomains: readonly string[];
}

interface OidcFlowDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** For the providers of tenants. */
  readonly oidc: OidcDeps;
  /** Null: the operator's staff have none. */
  readonly staffOidc: StaffOidc | null;
  /** The panel's address, without a slash at its end. */
  readonly panelUrl: () => string;
}

/** What a browser was sent to the provider for. */
export interface OidcPurpose {
  readonly company: string;
  /** A path of the panel, to open afterwards. */
  readonly next: string;
  /** Who links their account with a company account; null: somebody signs in. */
  readonly linkTo: UserId | null;
}

/** As it is stored while the browser is away. */
export interface BegunOidc extends OidcPurpose {
  readonly tenantId: TenantId | null;
  readonly issuer: string;
}

/** A person who has returned from the provider. */
export interface ReturnedPerson {
  readonly setup: OidcSetup;
  readonly person: OidcPerson;
}

const CHALLENGE_KIND = 'oidc';
/** Registered with the provider. */
export const CALLBACK_PATH = '/api/v1/session/oidc/callback';

/** Sends browsers to a provider, and finds out who they return as. */
export class OidcFlow {
  readonly #deps: OidcFlowDeps;

  constructor(deps: OidcFlowDeps) {
    this.#deps = deps;
  }

  get redirectUri(): string {
    return this.#deps.panelUrl() + CALLBACK_PATH;
  }

  /** The setup of a company's name, tenant or staff. Throws `oidc-not-set-up`. */
  async setupOfCompany(company: string): Promise<OidcSetup> {
    const setup = company === STAFF_COMPANY ? this.#staffSetup() : await oidcSetupOfCompany(this.#deps.db, company);
    if (setup === null) throw new AppError('oidc-not-set-up');
    return setup;
  }

  /** The setup for the users of a tenant, or for the staff; null: none. */
  async setupOf(tenantId: TenantId | null): Promise<OidcSetup | null> {
    return tenantId === null ? this.#staffSetup() : oidcSetupOf(this.#deps.db, tenantId);
  }

  /** Where to send the browser at this address, and the token it must bring back. Throws `oidc-not-set-up`, `oidc-provider-failed`. */
  async begin(purpose: OidcPurpose, address: string): Promise<{ readonly url: string; readonly token: string }> {
    const { db, clock } = this.#deps;
    const setup = await this.setupOfCompany(purpose.company);
    const client = await this.#asProblem(setup, () => this.#discover(setup));
    const begun: BegunOidc = { ...purpose, tenantId: setup.tenantId, issuer: setup.issuer };
    const token = await beginChallenge(db, { kind: CHALLENGE_KIND, data: begun, address, now: clock.now() });
    const url = await this.#asProblem(setup, () => client.authorizationUrl(this.redirectUri, secretsOf(token)));
    return { url, token };
  }

  /** What a browser was sent away for; each token is accepted once. Throws `oidc-sign-in-expired`. */
  async purpose(token: string | null): Promise<BegunOidc> {
    const { db, clock } = this.#deps;
    const taken =
      token === null ? null : await takeChallenge<BegunOidc>(db, { kind: CHALLENGE_KIND, token, now: clock.now() });
    if (taken === null) throw new AppError('oidc-sign-in-expired');
    return taken;
  }

  /**
   * Who has returned. `query` is what the provider added to the address. Throws `oidc-sign-in-refused`,
   * `oidc-sign-in-expired`, `oidc-provider-failed`.
   */
  async returned({ company, tenantId, issuer }: BegunOidc, token: string, query: string): Promise<ReturnedPerson> {
    const setup = await this.setupOfCompany(company);
    // The settings were changed meanwhile: a code of the old provider is not sent to the new one.
    if (setup.tenantId !== tenantId || setup.issuer !== issuer) throw new AppError('oidc-sign-in-expired');
    const person = await this.#asProblem(setup, async () => {
      const client = await this.#discover(setup);
      return client.person(new URL(`${this.redirectUri}?${query}`), secretsOf(token));
    });
    return { setup, person };
  }

  async #discover(setup: OidcSetup): Promise<OidcClient> {
    const { db, keys, oidc, staffOidc } = this.#deps;
    if (setup.tenantId === null) return OidcClient.discover(staffOidc!.provider, staffOidc!.deps);
    return OidcClient.discover(await oidcProviderOf({ db, keys }, setup.tenantId), oidc);
  }

  #staffSetup(): OidcSetup | null {
    const { staffOidc } = this.#deps;
    if (staffOidc === null) return null;
    const { issuer, clientId, clientSecret } = staffOidc.provider;
    return {
      tenantId: null,
      company: STAFF_COMPANY,
      issuer,
      clientId,
      hasSecret: clientSecret !== null,
      emailDomains: staffOidc.emailDomains,
      linkByEmail: staffOidc.emailDomains.length > 0,
      addUsers: false,
      onlyOidc: false,
      secondFactor: false,
    };
  }

  /** Failures of a provider as errors of ours. The details are for those who set it up: "check" shows them. */
  async #asProblem<T>({ tenantId }: OidcSetup, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof OidcError)) throw cause;
      this.#deps.log.warn({ tenantId, problem: cause.problem }, 'oidc: a sign-in by a company account failed');
      const code = cause.problem === 'sign-in-refused' ? 'oidc-sign-in-refused' : 'oidc-provider-failed';
      throw new AppError(code, undefined, { cause });
    }
  }
}

/** Made from the token, which is only in the browser: nothing in the database is of use to anybody else. */
function secretsOf(token: string): SignInSecrets {
  const derived = (name: string): string => createHmac('sha256', token).update(name).digest('base64url');
  return { state: derived('state'), nonce: derived('nonce'), codeVerifier: derived('code verifier') };
}
