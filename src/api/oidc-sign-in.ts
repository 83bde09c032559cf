import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../base/errors.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import {
  CHALLENGE_LIFE_MS,
  isLinked,
  isOnlyOidc,
  isPasswordOf,
  linkPerson,
  unlinkPerson,
  type User,
  userOfPerson,
} from '../tenants/index.ts';
import { auditedAs, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { SignInNotices } from './account-notices.ts';
import { beginSession } from './begin-session.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { type BegunOidc, CALLBACK_PATH, OidcFlow, type OidcPurpose, type ReturnedPerson } from './oidc-flow.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

/** Each asks the provider for its configuration. Enough for the mornings of an office behind one address. */
const SIGN_INS_PER_MINUTE = 60;
const MAX_COMPANY_CHARS = 64;
const MAX_NEXT_CHARS = 500;
const MAX_PASSWORD_CHARS = 256;

/** A path of the panel: nothing that a browser could take for another site (`//host`, `/\host`). */
const PanelPath = z
  .string()
  .max(MAX_NEXT_CHARS)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/);

const ProviderAddress = z.object({ url: z.url().describe('Where to send the browser.') });

export const OIDC_SIGN_IN_ENDPOINTS = {
  beginOidcSignIn: {
    method: 'POST',
    url: '/api/v1/session/oidc',
    config: { access: 'anyone', problems: ['oidc-not-set-up', 'oidc-provider-failed', 'sign-in-throttled'] },
    schema: {
      operationId: 'beginOidcSignIn',
      summary: 'Begins a sign-in by the company’s own accounts (OpenID Connect)',
      body: z.strictObject({
        company: z.string().min(1).max(MAX_COMPANY_CHARS).describe('The name in the address `/t/NAME`.'),
        next: PanelPath.optional().describe('The page to open afterwards.'),
      }),
      response: { 200: ProviderAddress },
    },
  },
  oidcCallback: {
    method: 'GET',
    url: CALLBACK_PATH,
    config: { access: 'anyone' },
    schema: {
      operationId: 'oidcCallback',
      summary: 'The provider sends the browser back here; it is sent on to a page of the panel',
      response: { 303: z.undefined().describe('To the page, or to the sign-in page with a `problem`.') },
    },
  },
  accountOidc: {
    method: 'GET',
    url: '/api/v1/account/oidc',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'accountOidc',
      summary: 'Whether the user’s account is linked with a company account',
      response: {
        200: z.object({
          available: z.boolean().describe('Whether the company’s own accounts are set up.'),
          linked: z.boolean(),
        }),
      },
    },
  },
  linkOidc: {
    method: 'POST',
    url: '/api/v1/account/oidc',
    config: {
      access: SIGNED_IN,
      problems: ['oidc-not-set-up', 'oidc-provider-failed', 'password-wrong', 'sign-in-throttled'],
    },
    schema: {
      operationId: 'linkOidc',
      summary: 'Begins to link the user’s own account with a company account',
      body: z.strictObject({ password: z.string().min(1).max(MAX_PASSWORD_CHARS) }),
      response: { 200: ProviderAddress },
    },
  },
  unlinkOidc: {
    method: 'DELETE',
    url: '/api/v1/account/oidc',
    config: { access: SIGNED_IN, problems: ['password-sign-in-off'] },
    schema: {
      operationId: 'unlinkOidc',
      summary: 'Unlinks the user’s own account from the company account',
      response: { 204: z.undefined().describe('Not linked.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

type OidcSignInDeps = Pick<
  ApiDeps,
  'db' | 'keys' | 'sessions' | 'audit' | 'clock' | 'log' | 'oidc' | 'staffOidc' | 'panelUrl'
>;

/** Signing in by the company's own accounts. */
export function routeOidcSignIn(app: ZodApp, deps: OidcSignInDeps): void {
  const { db, audit, clock } = deps;
  const flow = new OidcFlow(deps);
  const notices = new SignInNotices(app, deps);
  const throttle = new SignInThrottle({ name: 'panel', db });
  const rateLimit = { max: SIGN_INS_PER_MINUTE };

  app.route({
    ...OIDC_SIGN_IN_ENDPOINTS.beginOidcSignIn,
    config: { ...OIDC_SIGN_IN_ENDPOINTS.beginOidcSignIn.config, rateLimit },
    handler: async (request, reply) => {
      const { company, next = '/' } = request.body;
      refuseWhileThrottled(await throttle.waitMs(throttleKey(company), request.ip), reply);
      return sendAway({ company, next, linkTo: null }, request, reply);
    },
  });

  app.route({
    ...OIDC_SIGN_IN_ENDPOINTS.oidcCallback,
    config: { ...OIDC_SIGN_IN_ENDPOINTS.oidcCallback.config, rateLimit },
    handler: async (request, reply) => {
      const token = oidcToken(request);
      reply.clearCookie(OIDC_COOKIE, cookieAttributes(request));
      let begun: BegunOidc | null = null;
      try {
        begun = await flow.purpose(token);
        await complete(begun, token!, request, reply);
        return reply.redirect(begun.next, 303);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (begun?.linkTo === null) await recordFailure(begun, error.code, request);
        return reply.redirect(pageWithProblem(begun, error.code), 303);
      }
    },
  });

  app.route({
    ...OIDC_SIGN_IN_ENDPOINTS.accountOidc,
    handler: async (request) => {
      const { id, tenantId } = signedIn(request);
      const setup = await flow.setupOf(tenantId);
      return { available: setup !== null, linked: setup !== null && (await isLinked(db, id, setup.issuer)) };
    },
  });

  app.route({
    ...OIDC_SIGN_IN_ENDPOINTS.linkOidc,
    config: { ...OIDC_SIGN_IN_ENDPOINTS.linkOidc.config, rateLimit },
    handler: async (request, reply) => {
      const { id, login, tenantId } = signedIn(request);
      const { waitMs } = await throttle.begin(login, request.ip);
      refuseWhileThrottled(waitMs, reply);
      if (!(await isPasswordOf(db, id, request.body.password))) throw new AppError('password-wrong');
      await throttle.succeeded(login, request.ip);
      const setup = await flow.setupOf(tenantId);
      if (setup === null) throw new AppError('oidc-not-set-up');
      return sendAway({ company: setup.company, next: '/security', linkTo: id }, request, reply);
    },
  });

  app.route({
    ...OIDC_SIGN_IN_ENDPOINTS.unlinkOidc,
    handler: async (request, reply) => {
      const user = signedIn(request);
      if (await isOnlyOidc(db, user)) throw new AppError('password-sign-in-off');
      await inTransaction(db, async (transaction) => {
        if (!(await unlinkPerson(transaction, user.id))) return;
        await audit.record(auditedAs(user, 'oidc-unlinked', request, user.id), transaction);
      });
      return reply.code(204).send();
    },
  });

  async function sendAway(purpose: OidcPurpose, request: FastifyRequest, reply: FastifyReply) {
    const { url, token } = await flow.begin(purpose, request.ip);
    reply.setCookie(OIDC_COOKIE, token, cookieAttributes(request));
    return { url };
  }

  /** Counts as an attempt to sign in to the company at this address. */
  async function complete(
    begun: BegunOidc,
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const key = throttleKey(begun.company);
    const { waitMs } = await throttle.begin(key, request.ip);
    if (waitMs > 0) throw new AppError('sign-in-throttled');
    try {
      const returned = await flow.returned(begun, token, new URL(request.url, 'http://panel').search.slice(1));
      if (begun.linkTo === null) await signIn(returned, request, reply);
      else await link(returned, begun.linkTo, request);
    } catch (error) {
      // A provider that is away is nobody's attempt.
      if (error instanceof AppError && error.code === 'oidc-provider-failed')
        await throttle.notCounted(key, request.ip);
      throw error;
    }
    await throttle.succeeded(key, request.ip);
  }

  async function signIn({ setup, person }: ReturnedPerson, request: FastifyRequest, reply: FastifyReply) {
    const user = await inTransaction(db, async (transaction) => {
      const { user: found, by } = await userOfPerson(transaction, setup, person, clock.now());
      if (by === 'added') await audit.record(auditedAs(found, 'user-added', request, found.id), transaction);
      if (by !== 'subject') {
        await audit.record({ ...auditedAs(found, 'oidc-linked', request, found.id), detail: { by } }, transaction);
      }
      return found;
    });
    await beginSession({ ...deps, notices }, user, {
      request,
      reply,
      proof: { by: 'oidc', secondFactor: person.secondFactor },
      detail: METHOD,
    });
  }

  async function recordFailure({ tenantId }: BegunOidc, code: ErrorCode, { ip }: FastifyRequest): Promise<void> {
    const detail = { ...METHOD, code };
    const event = { tenantId, actor: 'unknown', action: 'sign-in-failed', subject: null, address: ip, detail } as const;
    await audit.record(event);
  }

  async function link({ setup, person }: ReturnedPerson, id: User['id'], request: FastifyRequest): Promise<void> {
    const user = { id, tenantId: setup.tenantId };
    await inTransaction(db, async (transaction) => {
      await linkPerson(transaction, setup.issuer, { user, subject: person.subject, now: clock.now() });
      const event = { tenantId: setup.tenantId, actor: id, action: 'oidc-linked', subject: id } as const;
      await audit.record({ ...event, address: request.ip, detail: { by: 'user' } }, transaction);
    });
  }
}

/** In the audit log. */
const METHOD = { method: 'oidc' } as const;

/** Ties the sign-in to this browser. The provider's page is another site, so it is sent with navigations from there. */
const OIDC_COOKIE = 'fonoteka_oidc';

const cookieAttributes = (request: FastifyRequest) =>
  ({
    path: '/api/v1/session/oidc',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: CHALLENGE_LIFE_MS / 1000,
  }) as const;

function oidcToken(request: FastifyRequest): string | null {
  return request.cookies[OIDC_COOKIE] ?? null;
}

/** No login has a colon. */
function throttleKey(company: string): string {
  return `oidc:${company}`;
}

/** Where the person began, with what went wrong. */
function pageWithProblem(begun: BegunOidc | null, problem: ErrorCode): string {
  if (begun === null) return `/sign-in?problem=${problem}`;
  return `${begun.linkTo === null ? `/t/${encodeURIComponent(begun.company)}` : begun.next}?problem=${problem}`;
}
