import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { readBranding } from '../branding/index.ts';
import { queueMail } from '../mail/index.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { beginTotp, confirmTotp, markSecondFactor, removeTotp, secondFactorOf, setPassword } from '../tenants/index.ts';
import { auditedAs, signedIn } from './access.ts';
import { passwordChangedMail } from './account-mails.ts';
import { queueNotice } from './account-notices.ts';
import type { ApiDeps } from './api-deps.ts';
import { openSession } from './begin-session.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { OwnPassword } from './own-password.ts';
import { MAX_PASSWORD_CHARS, NewPassword, NO_PASSWORD } from './schemas.ts';

const Password = z.string().min(1).max(MAX_PASSWORD_CHARS).describe('The password that is valid now.');
const TotpCode = z.string().regex(/^\d{6}$/);

const Security = z
  .object({
    totp: z.object({
      on: z.boolean().describe('Whether a one-time code is asked for at sign-in.'),
      recoveryCodesLeft: z.int().min(0),
    }),
  })
  .meta({ id: 'AccountSecurity' });

export const ACCOUNT_SECURITY_ENDPOINTS = {
  accountSecurity: {
    method: 'GET',
    url: '/api/v1/account/security',
    config: { access: SIGNED_IN, allowedBefore: ['set-up-second-factor'] },
    schema: {
      operationId: 'accountSecurity',
      summary: 'How the user’s own account is secured',
      response: { 200: Security },
    },
  },
  changePassword: {
    method: 'PUT',
    url: '/api/v1/account/password',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['change-password'],
      endsOwnSession: true,
      problems: ['password-wrong', 'password-unchanged', 'sign-in-throttled'],
    },
    schema: {
      operationId: 'changePassword',
      summary: 'Changes the user’s own password; all other sessions of the user end',
      body: z.strictObject({
        password: Password,
        newPassword: NewPassword,
      }),
      response: { 204: z.undefined().describe('Changed. The answer sets the cookie of a new session.') },
    },
  },
  beginTotp: {
    method: 'POST',
    url: '/api/v1/account/totp',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['set-up-second-factor'],
      problems: ['password-wrong', 'sign-in-throttled', 'totp-already-on'],
    },
    schema: {
      operationId: 'beginTotp',
      summary: 'Makes the secret of an authenticator app (RFC 6238); codes are asked for once one was confirmed',
      body: z.strictObject({ password: Password.optional().describe(NO_PASSWORD) }),
      response: {
        200: z.object({
          secret: z.string().describe('To type into the app, in base 32.'),
          uri: z.string().describe('`otpauth://…`, the contents of a QR code.'),
        }),
      },
    },
  },
  confirmTotp: {
    method: 'POST',
    url: '/api/v1/account/totp/confirm',
    config: {
      access: SIGNED_IN,
      allowedBefore: ['set-up-second-factor'],
      problems: ['code-wrong', 'sign-in-throttled', 'totp-already-on'],
    },
    schema: {
      operationId: 'confirmTotp',
      summary: 'Turns one-time codes on with a first code; returns the recovery codes, each of which is accepted once',
      body: z.strictObject({ code: TotpCode }),
      response: { 200: z.object({ recoveryCodes: z.array(z.string()).readonly() }) },
    },
  },
  removeTotp: {
    method: 'POST',
    url: '/api/v1/account/totp/remove',
    config: { access: SIGNED_IN, problems: ['password-wrong', 'sign-in-throttled'] },
    schema: {
      operationId: 'removeTotp',
      summary: 'Turns one-time codes off',
      body: z.strictObject({ password: Password }),
      response: { 204: z.undefined().describe('Turned off.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The user's own password and second factor. Each change asks for the password again. */
export function routeAccountSecurity(
  app: ZodApp,
  { db, keys, sessions, audit, clock }: Pick<ApiDeps, 'db' | 'keys' | 'sessions' | 'audit' | 'clock'>,
): void {
  const passwords = new OwnPassword(db);

  app.route({
    ...ACCOUNT_SECURITY_ENDPOINTS.accountSecurity,
    handler: async (request) => {
      const { totp, recoveryCodesLeft } = await secondFactorOf(db, signedIn(request).id);
      return { totp: { on: totp, recoveryCodesLeft } };
    },
  });

  app.route({
    ...ACCOUNT_SECURITY_ENDPOINTS.changePassword,
    handler: async (request, reply) => {
      const user = signedIn(request);
      const { password, newPassword } = request.body;
      await passwords.require(user, password, { request, reply });
      if (newPassword === password) throw new AppError('password-unchanged');
      await inTransaction(db, async (transaction) => {
        await setPassword(transaction, user.id, newPassword);
        await audit.record(auditedAs(user, 'password-changed', request), transaction);
        const change = { login: user.login, at: clock.now() };
        await queueMail(transaction, {
          tenantId: user.tenantId,
          userId: user.id,
          kind: 'password-changed',
          write: (language) => passwordChangedMail(language, change),
          now: change.at,
        });
      });
      await openSession({ sessions }, user, { request, reply });
      return reply.code(204).send();
    },
  });

  app.route({
    ...ACCOUNT_SECURITY_ENDPOINTS.beginTotp,
    handler: async (request, reply) => {
      const user = signedIn(request);
      await passwords.require(user, request.body.password, { request, reply });
      const { productName: issuer } = await readBranding(db);
      return beginTotp({ db, keys }, { ...user, issuer }, clock.now());
    },
  });

  app.route({
    ...ACCOUNT_SECURITY_ENDPOINTS.confirmTotp,
    handler: async (request, reply) => {
      const user = signedIn(request);
      return passwords.counted(user, { request, reply }, () =>
        inTransaction(db, async (transaction) => {
          const recoveryCodes = await confirmTotp({ db: transaction, keys }, user.id, request.body.code, clock.now());
          if (user.sessionId !== null) await markSecondFactor(transaction, user.sessionId);
          await audit.record(auditedAs(user, 'totp-enabled', request), transaction);
          await queueNotice(transaction, user, 'totp-enabled', clock.now());
          return { recoveryCodes };
        }),
      );
    },
  });

  app.route({
    ...ACCOUNT_SECURITY_ENDPOINTS.removeTotp,
    handler: async (request, reply) => {
      const user = signedIn(request);
      await passwords.require(user, request.body.password, { request, reply });
      await inTransaction(db, async (transaction) => {
        const removed = await removeTotp(transaction, user.id);
        if (!removed) return;
        await audit.record(auditedAs(user, 'totp-disabled', request), transaction);
        await queueNotice(transaction, user, 'totp-disabled', clock.now());
      });
      return reply.code(204).send();
    },
  });
}
