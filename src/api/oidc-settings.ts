import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { CHECK_STEPS, checkProvider, isUrlAllowed, OIDC_PROBLEMS, type OidcProblem } from '../platform/oidc/index.ts';
import {
  type OidcChange,
  oidcSetupOf,
  removeOidcProvider,
  requestedProvider,
  requireRights,
  RIGHTS,
  setOidcProvider,
} from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';
import { CALLBACK_PATH } from './oidc-flow.ts';

/** Longer ones are no address of a provider. */
const MAX_ISSUER_CHARS = 300;
const MAX_CLIENT_CHARS = 300;
/** RFC 1035 §2.3.4. */
const MAX_DOMAIN_CHARS = 253;
const MAX_DOMAINS = 20;
/** A check opens connections to any server that is named: enough to correct a setting, too few to scan a network. */
const CHECKS_PER_MINUTE = 10;

const Issuer = z
  .url({ protocol: /^https?$/ })
  .max(MAX_ISSUER_CHARS)
  // OpenID Connect Discovery §3: without query and fragment. Credentials in it would be stored in clear.
  .refine((text) => !/[?#]/.test(text) && new URL(text).username === '', 'must have no query, fragment or login')
  .describe('The issuer’s address, as the provider names it.');

const Setup = {
  issuer: Issuer,
  clientId: z.string().min(1).max(MAX_CLIENT_CHARS),
  emailDomains: z
    .array(
      z
        .string()
        .max(MAX_DOMAIN_CHARS)
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i),
    )
    .max(MAX_DOMAINS)
    .readonly()
    .describe('In which domains accounts are found or made by e-mail address.'),
  linkByEmail: z
    .boolean()
    .describe(
      'At the first sign-in a person gets the account with the same e-mail address, if the provider verified it.',
    ),
  addUsers: z.boolean().describe('A person without an account gets a new one, with the role agent.'),
  onlyOidc: z.boolean().describe('Passwords and passkeys are refused.'),
  secondFactor: z
    .boolean()
    .describe(
      'The provider asks everybody for a second factor. If not, only sign-ins that it says so of (`amr`, `acr`) have one.',
    ),
};

const OidcSetupView = z
  .object({ ...Setup, hasSecret: z.boolean(), company: z.string().describe('The name in the address `/t/NAME`.') })
  .meta({ id: 'OidcSetup' });

const OidcSettings = z
  .object({
    setup: OidcSetupView.nullable().describe('Null: none is set.'),
    redirectUri: z.string().describe('To be registered with the provider.'),
    signInUrl: z.string().nullable().describe('Where people sign in; null: no provider is set.'),
  })
  .meta({ id: 'OidcSettings' });

const OidcRequest = z.strictObject({
  ...Setup,
  secondFactor: Setup.secondFactor.default(false),
  clientSecret: z
    .string()
    .min(1)
    .max(MAX_CLIENT_CHARS)
    .nullable()
    .optional()
    .describe('Absent: the stored one stays. Null: a public client.'),
});

const OidcCheck = z
  .object({
    passed: z.boolean(),
    steps: z
      .array(
        z.object({
          step: z.enum(CHECK_STEPS),
          outcome: z.enum(['passed', 'failed', 'unclear', 'not-tried']),
          problem: z
            .enum(Object.keys(OIDC_PROBLEMS) as [OidcProblem, ...OidcProblem[]])
            .nullable()
            .describe('What is wrong, if the step failed.'),
          detail: z.string().nullable().describe('What the provider or the connection said.'),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'OidcCheck' });

/** Whoever chooses the provider can sign in as anybody: setting it needs all rights. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };

export const OIDC_SETTINGS_ENDPOINTS = {
  oidcSettings: {
    method: 'GET',
    url: '/api/v1/oidc',
    config: { access: ADMIN },
    schema: {
      operationId: 'oidcSettings',
      summary: 'How the tenant’s people sign in by the company’s own accounts (OpenID Connect)',
      response: { 200: OidcSettings },
    },
  },
  changeOidcSettings: {
    method: 'PUT',
    url: '/api/v1/oidc',
    config: {
      access: ADMIN,
      problems: [
        'above-own-rights',
        'oidc-secret-required',
        'oidc-not-tried',
        'oidc-address-forbidden',
        'oidc-key-missing',
      ],
    },
    schema: {
      operationId: 'changeOidcSettings',
      summary: 'Sets the provider',
      body: OidcRequest,
      response: { 200: OidcSettings },
    },
  },
  removeOidcSettings: {
    method: 'DELETE',
    url: '/api/v1/oidc',
    config: { access: ADMIN },
    schema: {
      operationId: 'removeOidcSettings',
      summary: 'Removes the provider; people sign in by password',
      response: { 204: z.undefined().describe('There is none.') },
    },
  },
  checkOidcSettings: {
    method: 'POST',
    url: '/api/v1/oidc/check',
    config: {
      access: ADMIN,
      problems: ['oidc-secret-required', 'oidc-address-forbidden', 'oidc-key-missing'],
    },
    schema: {
      operationId: 'checkOidcSettings',
      summary: 'Says what is wrong with a provider; the settings are not saved, nobody is signed in',
      body: OidcRequest,
      response: { 200: OidcCheck },
    },
  },
} as const satisfies Record<string, Endpoint>;

type OidcSettingsDeps = Pick<ApiDeps, 'db' | 'keys' | 'audit' | 'clock' | 'oidc' | 'panelUrl'>;

/** The provider of a tenant's own accounts. */
export function routeOidcSettings(app: ZodApp, deps: OidcSettingsDeps): void {
  const { db, keys, audit, clock, oidc, panelUrl } = deps;

  app.route({
    ...OIDC_SETTINGS_ENDPOINTS.oidcSettings,
    handler: (request) => settingsView(deps, tenantOf(request)),
  });

  app.route({
    ...OIDC_SETTINGS_ENDPOINTS.changeOidcSettings,
    handler: async (request) => {
      requireRights(signedIn(request), RIGHTS);
      requireAllowed(request.body);
      await db.transaction().execute(async (transaction) => {
        await setOidcProvider({ db: transaction, keys }, tenantOf(request), request.body, clock.now());
        const event = auditedAs(signedIn(request), 'oidc-provider-changed', request);
        await audit.record({ ...event, detail: { issuer: request.body.issuer } }, transaction);
      });
      return settingsView(deps, tenantOf(request));
    },
  });

  app.route({
    ...OIDC_SETTINGS_ENDPOINTS.removeOidcSettings,
    handler: async (request, reply) => {
      await db.transaction().execute(async (transaction) => {
        if (!(await removeOidcProvider(transaction, tenantOf(request)))) return;
        await audit.record(auditedAs(signedIn(request), 'oidc-provider-removed', request), transaction);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...OIDC_SETTINGS_ENDPOINTS.checkOidcSettings,
    config: {
      ...OIDC_SETTINGS_ENDPOINTS.checkOidcSettings.config,
      rateLimit: { max: CHECKS_PER_MINUTE, keyGenerator: (request) => tenantOf(request) },
    },
    handler: async (request) => {
      requireAllowed(request.body);
      const provider = await requestedProvider({ db, keys }, tenantOf(request), request.body);
      return checkProvider(provider, panelUrl() + CALLBACK_PATH, oidc);
    },
  });

  function requireAllowed({ issuer }: OidcChange): void {
    if (!isUrlAllowed(issuer, oidc.unencrypted)) throw new AppError('oidc-address-forbidden');
  }
}

async function settingsView({ db, panelUrl }: OidcSettingsDeps, tenantId: TenantId) {
  const setup = await oidcSetupOf(db, tenantId);
  return {
    setup,
    redirectUri: panelUrl() + CALLBACK_PATH,
    signInUrl: setup && `${panelUrl()}/t/${setup.company}`,
  };
}
