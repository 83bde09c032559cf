import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { PasskeyId } from '../base/ids.ts';
import { readBranding } from '../branding/index.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  isOnlyOidc,
  isPasswordOf,
  listPasskeys,
  markSecondFactor,
  relyingPartyOf,
  removePasskeys,
} from '../tenants/index.ts';
import { auditedAs, needsNoPassword, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { queueNotice, SignInNotices } from './account-notices.ts';
import { beginSession } from './begin-session.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { NewPasskeyResponse, PasskeyOptions, PasskeyResponse } from './passkey-schemas.ts';
import { verifiedPasskey } from './passkey-check.ts';
import { NO_PASSWORD, UnixMs } from './schemas.ts';
import { Session, sessionOf } from './session.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

/** Each stores a challenge. Enough for the mornings of an office behind one address. */
const CHALLENGES_PER_MINUTE = 60;
const MAX_PASSWORD_CHARS = 256;
const MAX_NAME_CHARS = 60;

const Password = z.string().min(1).max(MAX_PASSWORD_CHARS);

const Passkeys = z
  .object({
    available: z.boolean().describe('Whether browsers allow passkeys at the panel’s address.'),
    passkeys: z
      .array(z.object({ id: z.uuid(), name: z.string(), createdAt: UnixMs, lastUsedAt: UnixMs.nullable() }))
      .readonly(),
  })
  .meta({ id: 'Passkeys' });

export const PASSKEY_ENDPOINTS = {
  beginPasskeySignIn: {
    method: 'POST',
    url: '/api/v1/session/passkey/challenge',
    config: { access: 'anyone', problems: ['passkeys-not-possible'] },
    schema: {
      operationId: 'beginPasskeySignIn',
      summary: 'Begins a sign-in by a passkey, or the second factor after a password',
      response: { 200: PasskeyOptions },
    },
  },
  signInByPasskey: {
    method: 'POST',
    url: '/api/v1/session/passkey',
    config: {
      access: 'anyone',
      problems: ['passkey-refused', 'passkeys-not-possible', 'password-sign-in-off', 'sign-in-throttled'],
    },
    schema: {
      operationId: 'signInByPasskey',
      summary: 'Signs in by a passkey, without login and password: sets the session’s cookie',
      body: z.strictObject({ response: PasskeyResponse }),
      response: { 200: Session },
    },
  },
  passkeys: {
    method: 'GET',
    url: '/api/v1/account/passkeys',
    config: { access: SIGNED_IN, allowedBefore: ['set-up-second-factor'] },
    schema: { operationId: 'passkeys', summary: 'The user’s own passkeys', response: { 200: Passkeys } },
  },
  beginPasskey: {
    method: 'POST',
    url: '/api/v1/account/passkeys/challenge',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['set-up-second-factor'],
      problems: ['passkeys-full', 'passkeys-not-possible', 'password-wrong', 'sign-in-throttled'],
    },
    schema: {
      operationId: 'beginPasskey',
      summary: 'Begins to add a passkey',
      body: z.strictObject({ password: Password.optional().describe(NO_PASSWORD) }),
      response: { 200: PasskeyOptions },
    },
  },
  addPasskey: {
    method: 'POST',
    url: '/api/v1/account/passkeys',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['set-up-second-factor'],
      problems: ['passkey-refused', 'passkeys-not-possible'],
    },
    schema: {
      operationId: 'addPasskey',
      summary: 'Adds the passkey that the browser has made',
      body: z.strictObject({ name: z.string().trim().min(1).max(MAX_NAME_CHARS), response: NewPasskeyResponse }),
      response: {
        200: z.object({
          id: z.uuid(),
          recoveryCodes: z
            .array(z.string())
            .readonly()
            .nullable()
            .describe('If it is the user’s first second factor: shown only now. Null: the user has some.'),
        }),
      },
    },
  },
  removePasskey: {
    method: 'POST',
    url: '/api/v1/account/passkeys/:id/remove',
    config: { access: SIGNED_IN, problems: ['not-found', 'password-wrong', 'sign-in-throttled'] },
    schema: {
      operationId: 'removePasskey',
      summary: 'Removes a passkey',
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({ password: Password }),
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Signing in by passkeys, and the user's own ones. */
export function routePasskeys(
  app: ZodApp,
  deps: Pick<ApiDeps, 'db' | 'sessions' | 'audit' | 'clock' | 'log' | 'panelUrl'>,
): void {
  const { db, audit, clock, panelUrl } = deps;
  const notices = new SignInNotices(app, deps);
  const throttle = new SignInThrottle({ name: 'panel', db });

  app.route({
    ...PASSKEY_ENDPOINTS.beginPasskeySignIn,
    config: { ...PASSKEY_ENDPOINTS.beginPasskeySignIn.config, rateLimit: { max: CHALLENGES_PER_MINUTE } },
    handler: async ({ ip }) => ({
      ...(await beginPasskeySignIn(db, requireParty(), { address: ip, now: clock.now() })),
    }),
  });

  app.route({
    ...PASSKEY_ENDPOINTS.signInByPasskey,
    handler: async (request, reply) => {
      const { waitMs } = await throttle.begin(THROTTLE_KEY, request.ip);
      refuseWhileThrottled(waitMs, reply);
      const user = await verifiedPasskey(deps, request.body.response, request.ip);
      await throttle.succeeded(THROTTLE_KEY, request.ip);
      if (await isOnlyOidc(db, user)) throw new AppError('password-sign-in-off');
      const begun = await beginSession({ ...deps, notices }, user, {
        request,
        reply,
        proof: { by: 'passkey', secondFactor: true },
        detail: { method: 'passkey' },
      });
      return sessionOf(db, begun, clock.now());
    },
  });

  app.route({
    ...PASSKEY_ENDPOINTS.passkeys,
    handler: async (request) => ({
      available: relyingPartyOf(panelUrl()) !== null,
      passkeys: await listPasskeys(db, signedIn(request).id),
    }),
  });

  app.route({
    ...PASSKEY_ENDPOINTS.beginPasskey,
    handler: async (request, reply) => {
      const user = signedIn(request);
      refuseWhileThrottled(await checkPassword(request, request.body.password), reply);
      const { productName } = await readBranding(db);
      const asked = { user, productName, address: request.ip, now: clock.now() };
      return { ...(await beginPasskey(db, requireParty(), asked)) };
    },
  });

  app.route({
    ...PASSKEY_ENDPOINTS.addPasskey,
    handler: (request) =>
      inTransaction(db, async (transaction) => {
        const user = signedIn(request);
        const { name, response } = request.body;
        const added = { userId: user.id, name, response, now: clock.now() };
        const { id, recoveryCodes } = await addPasskey(transaction, requireParty(), added);
        if (user.sessionId !== null) await markSecondFactor(transaction, user.sessionId);
        await audit.record(auditedAs(user, 'passkey-added', request, id), transaction);
        await queueNotice(transaction, user, 'passkey-added', added.now);
        return { id, recoveryCodes };
      }),
  });

  app.route({
    ...PASSKEY_ENDPOINTS.removePasskey,
    handler: async (request, reply) => {
      const user = signedIn(request);
      refuseWhileThrottled(await checkPassword(request, request.body.password), reply);
      const id = request.params.id as PasskeyId;
      await inTransaction(db, async (transaction) => {
        if ((await removePasskeys(transaction, user.id, id)) === 0) throw new AppError('not-found');
        await audit.record(auditedAs(user, 'passkey-removed', request, id), transaction);
        await queueNotice(transaction, user, 'passkey-removed', clock.now());
      });
      return reply.code(204).send();
    },
  });

  function requireParty() {
    const party = relyingPartyOf(panelUrl());
    if (party === null) throw new AppError('passkeys-not-possible');
    return party;
  }

  /** Counts as an attempt to sign in: returns how long to wait, or 0 if the password is right. Throws `password-wrong`. */
  async function checkPassword(request: FastifyRequest, password: string | undefined): Promise<number> {
    const user = signedIn(request);
    const { id, login } = user;
    if (password === undefined && needsNoPassword(user)) return 0;
    const { waitMs } = await throttle.begin(login, request.ip);
    if (waitMs > 0) return waitMs;
    if (!(await isPasswordOf(db, id, password ?? ''))) throw new AppError('password-wrong');
    await throttle.succeeded(login, request.ip);
    return 0;
  }
}

/** Failures are counted by the client only: before the signature is checked nobody knows whose attempt it is. No login has a colon. */
const THROTTLE_KEY = 'passkey:';
