import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuditLog } from '../audit/index.ts';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import {
  isOnlyOidc,
  markSecondFactor,
  OPERATOR_ROLES,
  RIGHTS,
  secondFactorOf,
  SIGN_IN_METHODS,
  SIGN_IN_REQUIREMENTS,
  type SignedInUser,
  TENANT_ROLES,
  tenantServices,
  type User,
  useCode,
  userOfLogin,
  verifyPassword,
} from '../tenants/index.ts';
import { auditedAs, clearSessionCookie, sessionToken, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { SignInNotices } from './account-notices.ts';
import { beginSession, endSession } from './begin-session.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { verifiedPasskey } from './passkey-check.ts';
import { PasskeyResponse } from './passkey-schemas.ts';
import { Suspension, WarsawDay } from './schemas.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

/** Longer texts cannot be a login or a password; they are rejected before Argon2 hashes them. */
const MAX_LOGIN_CHARS = 200;
const MAX_PASSWORD_CHARS = 1000;

const Role = z.enum([...TENANT_ROLES, ...OPERATOR_ROLES]).meta({ id: 'Role' });

const factor = {
  code: z
    .string()
    .regex(/^(\d{6}|[a-z0-9]{5}-?[a-z0-9]{5})$/i)
    .optional()
    .describe('The one-time code of the authenticator app, or a recovery code, for accounts that need one.'),
  passkey: PasskeyResponse.optional().describe('The answer of a passkey, instead of a code.'),
};

const SignInRequest = z.strictObject({
  login: z.string().min(1).max(MAX_LOGIN_CHARS),
  password: z.string().min(1).max(MAX_PASSWORD_CHARS),
  ...factor,
});

export const Session = z
  .object({
    user: z.object({
      id: z.uuid(),
      login: z.string(),
      role: Role,
      rights: z
        .array(z.enum(RIGHTS).meta({ id: 'Right' }))
        .readonly()
        .describe('What the user may do.'),
      numbers: z
        .array(z.string())
        .readonly()
        .nullable()
        .describe('The numbers whose calls the user may see; null: all of the tenant’s.'),
    }),
    tenant: z
      .object({
        id: z.uuid(),
        name: z.string(),
        plan: z.string().nullable(),
        suspension: Suspension.nullable().describe('Null: not suspended.'),
        leavesOn: WarsawDay.nullable().describe(
          'From the beginning of this day on nobody signs in, and all data is destroyed; null: the tenant stays.',
        ),
      })
      .nullable()
      .describe('Null for the operator’s staff.'),
    signedInBy: z
      .enum(SIGN_IN_METHODS)
      .nullable()
      .describe('How the session was begun: `oidc` is a company account. Null: by an earlier release.'),
    requirement: z
      .enum(SIGN_IN_REQUIREMENTS)
      .nullable()
      .describe('What the user must do first; until then other requests are refused. Null: nothing.'),
  })
  .meta({ id: 'Session' });

type SessionView = z.output<typeof Session>;
type SignInRequest = z.output<typeof SignInRequest>;

export const SESSION_ENDPOINTS = {
  signIn: {
    method: 'POST',
    url: '/api/v1/session',
    config: {
      access: 'anyone',
      problems: [
        'sign-in-failed',
        'address-not-allowed',
        'sign-in-code-required',
        'sign-in-throttled',
        'password-sign-in-off',
        'passkey-refused',
      ],
    },
    schema: {
      operationId: 'signIn',
      summary: 'Signs in: sets the session’s cookie',
      body: SignInRequest,
      response: { 200: Session },
    },
  },
  currentSession: {
    method: 'GET',
    url: '/api/v1/session',
    config: { access: SIGNED_IN, allowedBefore: SIGN_IN_REQUIREMENTS },
    schema: { operationId: 'currentSession', summary: 'Who is signed in', response: { 200: Session } },
  },
  useSecondFactor: {
    method: 'POST',
    url: '/api/v1/session/second-factor',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['use-second-factor'],
      problems: ['code-wrong', 'sign-in-code-required', 'sign-in-throttled', 'passkey-refused'],
    },
    schema: {
      operationId: 'useSecondFactor',
      summary: 'Confirms a session in which no second factor was used yet, as after a sign-in by a company account',
      body: z.strictObject(factor),
      response: { 200: Session },
    },
  },
  signOut: {
    method: 'DELETE',
    url: '/api/v1/session',
    config: { access: SIGNED_IN, allowedBefore: SIGN_IN_REQUIREMENTS, endsOwnSession: true },
    schema: {
      operationId: 'signOut',
      summary: 'Ends the session',
      response: { 204: z.undefined().describe('Signed out.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Signing in and out. */
export function routeSession(
  app: ZodApp,
  deps: Pick<ApiDeps, 'db' | 'keys' | 'sessions' | 'audit' | 'clock' | 'log' | 'panelUrl'>,
): void {
  const { db, sessions, audit, clock } = deps;
  const notices = new SignInNotices(app, deps);
  const signIn = new SignIn({ ...deps, notices, throttle: new SignInThrottle({ name: 'panel', db }) });

  app.route({
    ...SESSION_ENDPOINTS.signIn,
    handler: async (request, reply) => {
      const { user, secondFactor } = await signIn.verify(request.body, request.ip, reply);
      const proof = { by: 'password', secondFactor } as const;
      const begun = await beginSession({ sessions, audit, notices }, user, { request, reply, proof });
      return sessionOf(db, begun, clock.now());
    },
  });

  app.route({
    ...SESSION_ENDPOINTS.currentSession,
    handler: (request) => sessionOf(db, signedIn(request), clock.now()),
  });

  app.route({
    ...SESSION_ENDPOINTS.useSecondFactor,
    handler: async (request, reply) => {
      const user = signedIn(request);
      await signIn.verifySecondFactor(user, request.body, request.ip, reply);
      await inTransaction(db, async (transaction) => {
        await markSecondFactor(transaction, user.sessionId!);
        await audit.record(
          { ...auditedAs(user, 'sign-in', request), detail: { method: 'second-factor' } },
          transaction,
        );
      });
      return sessionOf(db, (await sessions.user(sessionToken(request)!)) ?? user, clock.now());
    },
  });

  app.route({
    ...SESSION_ENDPOINTS.signOut,
    handler: async (request, reply) => {
      await endSession({ sessions }, request);
      await audit.record(auditedAs(signedIn(request), 'sign-out', request));
      clearSessionCookie(request, reply);
      return reply.code(204).send();
    },
  });
}

export async function sessionOf(db: Database, user: SignedInUser, nowMs: number): Promise<SessionView> {
  const tenant = user.tenantId === null ? null : await tenantServices(db, user.tenantId, nowMs);
  return { user, tenant, signedInBy: user.signedInBy, requirement: user.requirement };
}

type GivenFactor = Pick<SignInRequest, 'code' | 'passkey'>;

interface Attempt {
  readonly login: string;
  readonly address: string;
  readonly reply: FastifyReply;
  /** What a wrong code or another's passkey is answered with. */
  readonly refusal: 'sign-in-failed' | 'code-wrong';
}

interface SignInDeps {
  readonly panelUrl: ApiDeps['panelUrl'];
  readonly db: Database;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly notices: SignInNotices;
  readonly throttle: SignInThrottle;
  readonly clock: Clock;
}

/** Wrong codes of one user in an hour. Only somebody who has the password gets to try any: nobody else can use them up. */
const MAX_WRONG_CODES = 20;
const WRONG_CODES_SECONDS = 60 * 60;

/** Checks logins, passwords and one-time codes, with a delay after failed attempts. */
class SignIn {
  readonly #deps: SignInDeps;
  readonly #wrongCodes: AttemptCounters;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
    this.#wrongCodes = new AttemptCounters({ name: 'panel-code', db: deps.db });
  }

  /**
   * The user with these credentials, and whether a second factor was among them. Throws `sign-in-failed`, which does not say what is wrong, `sign-in-code-required` if
   * only the code is missing, or `sign-in-throttled`.
   */
  async verify({ login, password, ...given }: SignInRequest, address: string, reply: FastifyReply) {
    const { throttle, clock } = this.#deps;
    const { waitMs, delayMs } = await throttle.begin(login, address);
    refuseWhileThrottled(waitMs, reply);
    if (delayMs > 0) await delay(clock, delayMs);
    const user = await this.#check(login, password, address);
    if (user === null) return this.#fail(login, address);
    // Only to somebody who has the password: nobody else learns which logins there are.
    if (await isOnlyOidc(this.#deps.db, user)) throw new AppError('password-sign-in-off');
    const secondFactor = (await secondFactorOf(this.#deps.db, user.id)).on;
    // Which of the two is wrong is not said to whoever is not signed in.
    if (secondFactor) await this.#checkFactor(user, given, { login, address, reply, refusal: 'sign-in-failed' });
    await throttle.succeeded(login, address);
    return { user, secondFactor };
  }

  /** Of a user who is signed in. Throws `code-wrong`, `sign-in-code-required`, `passkey-refused`, `sign-in-throttled`. */
  async verifySecondFactor(user: User, given: GivenFactor, address: string, reply: FastifyReply): Promise<void> {
    const { throttle, clock } = this.#deps;
    const { login } = user;
    const { waitMs, delayMs } = await throttle.begin(login, address);
    refuseWhileThrottled(waitMs, reply);
    if (delayMs > 0) await delay(clock, delayMs);
    await this.#checkFactor(user, given, { login, address, reply, refusal: 'code-wrong' });
    await throttle.succeeded(login, address);
  }

  async #checkFactor(user: User, { code, passkey }: GivenFactor, attempt: Attempt): Promise<void> {
    if (passkey === undefined) return this.#checkCode(user, code, attempt);
    const { login, address, refusal } = attempt;
    if ((await verifiedPasskey(this.#deps, passkey, address)).id !== user.id) await this.#fail(login, address, refusal);
  }

  async #checkCode(user: User, code: string | undefined, { login, address, reply, refusal }: Attempt): Promise<void> {
    const { db, keys, audit, notices, throttle, clock } = this.#deps;
    if (code === undefined) {
      // Not a wrong attempt, but it does not clear the wrong ones either.
      await throttle.notCounted(login, address);
      throw new AppError('sign-in-code-required');
    }
    const { value, expiresInMs } = await this.#wrongCodes.add(user.id, 1, WRONG_CODES_SECONDS);
    if (value > MAX_WRONG_CODES) refuseWhileThrottled(Math.max(1, expiresInMs), reply);
    if (!(await useCode({ db, keys }, user.id, code, clock.now()))) return this.#fail(login, address, refusal);
    await this.#wrongCodes.clear(user.id);
    if (!/^\d+$/.test(code)) {
      await audit.record({
        tenantId: user.tenantId,
        actor: user.id,
        action: 'recovery-code-used',
        subject: null,
        address,
      });
      notices.recoveryCodeUsed(user);
    }
  }

  async #check(login: string, password: string, address: string): Promise<User | null> {
    const { db, throttle } = this.#deps;
    try {
      return await verifyPassword(db, login, password);
    } catch (error) {
      await throttle.notCounted(login, address);
      throw error;
    }
  }

  /**
   * Records the failure in the audit log of the user's tenant. If there is no such user it goes to the operator's log,
   * without the login: sometimes it is a password typed into the wrong field.
   */
  async #fail(login: string, address: string, refusal: Attempt['refusal'] = 'sign-in-failed'): Promise<never> {
    const { db, audit } = this.#deps;
    const { tenantId, id } = (await userOfLogin(db, login)) ?? { tenantId: null, id: 'unknown' };
    await audit.record({ tenantId, actor: id, action: 'sign-in-failed', subject: null, address });
    throw new AppError(refusal);
  }
}
