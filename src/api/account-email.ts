import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { queueMail } from '../mail/index.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { beginEmailChange, confirmEmail, ownEmail, type User } from '../tenants/index.ts';
import { auditedAs, signedIn } from './access.ts';
import { accountNoticeMail, emailConfirmationMail } from './account-mails.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { OwnPassword } from './own-password.ts';
import { MAX_PASSWORD_CHARS, UnixMs } from './schemas.ts';

/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;
/** 43 characters; anything much longer is no token of ours. */
const MAX_TOKEN_CHARS = 100;
const DAY_S = 24 * 60 * 60;
/** Of a user, and to one address, in a day: enough to find a lost mail, too few to fill anybody's mailbox. */
const MAX_MAILS = 5;

const AccountEmail = z
  .object({
    email: z.string().nullable().describe('Where the mails about this account go; null: to the tenant’s contacts.'),
    pending: z
      .object({ email: z.string(), expiresAt: UnixMs })
      .nullable()
      .describe('The address that waits until the link in its mail is opened.'),
  })
  .meta({ id: 'AccountEmail' });

export const ACCOUNT_EMAIL_ENDPOINTS = {
  accountEmail: {
    method: 'GET',
    url: '/api/v1/account/email',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'accountEmail',
      summary: 'The user’s own e-mail address',
      response: { 200: AccountEmail },
    },
  },
  changeAccountEmail: {
    method: 'POST',
    url: '/api/v1/account/email',
    config: { access: SIGNED_IN, problems: ['password-wrong', 'sign-in-throttled'] },
    schema: {
      operationId: 'changeAccountEmail',
      summary: 'Sends a link to a new address, which becomes the user’s own when the link is opened',
      body: z.strictObject({
        password: z.string().min(1).max(MAX_PASSWORD_CHARS).describe('The password that is valid now.'),
        email: z.email().max(MAX_EMAIL_CHARS),
      }),
      response: { 202: AccountEmail },
    },
  },
  confirmAccountEmail: {
    method: 'POST',
    url: '/api/v1/account/email/confirm',
    config: { access: SIGNED_IN, problems: ['link-invalid', 'email-taken'] },
    schema: {
      operationId: 'confirmAccountEmail',
      summary: 'Sets the address by the token of the link; only in a session of the same user',
      body: z.strictObject({ token: z.string().min(1).max(MAX_TOKEN_CHARS) }),
      response: { 200: AccountEmail },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The user's own e-mail address: links for a new password go there, so it is set only by somebody who reads its mails. */
export function routeAccountEmail(
  app: ZodApp,
  { db, audit, clock, panelUrl }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'panelUrl'>,
): void {
  const passwords = new OwnPassword(db);
  const mails = new AttemptCounters({ name: 'email-changes', db });

  app.route({
    ...ACCOUNT_EMAIL_ENDPOINTS.accountEmail,
    handler: (request) => ownEmail(db, signedIn(request).id, clock.now()),
  });

  app.route({
    ...ACCOUNT_EMAIL_ENDPOINTS.changeAccountEmail,
    handler: async (request, reply) => {
      const user = signedIn(request);
      const { password, email } = request.body;
      await passwords.require(user, password, { request, reply });
      await requireMail(user, email, reply);
      const now = clock.now();
      const changed = await inTransaction(db, async (transaction) => {
        const begun = await beginEmailChange(transaction, { userId: user.id, email, now });
        const link = `${panelUrl()}/confirm-email#${begun.token}`;
        await queueMail(transaction, {
          tenantId: user.tenantId,
          recipient: begun.email,
          userId: user.id,
          secret: true,
          kind: 'email-confirmation',
          write: (language) => emailConfirmationMail(language, { login: user.login, link }),
          now,
        });
        return ownEmail(transaction, user.id, now);
      });
      return reply.code(202).send(changed);
    },
  });

  app.route({
    ...ACCOUNT_EMAIL_ENDPOINTS.confirmAccountEmail,
    handler: (request) =>
      inTransaction(db, async (transaction) => {
        const user = signedIn(request);
        const now = clock.now();
        const { before } = await confirmEmail(transaction, { userId: user.id, token: request.body.token, now });
        await audit.record(auditedAs(user, 'user-email-changed', request, user.id), transaction);
        // Whoever reads the earlier address must hear of it; without one, the company does.
        await queueMail(transaction, {
          tenantId: user.tenantId,
          ...(before === null ? {} : { recipient: before, userId: user.id }),
          kind: 'email-changed',
          write: accountNoticeMail('email-changed', { login: user.login, at: now }),
          now,
        });
        return ownEmail(transaction, user.id, now);
      }),
  });

  /** Counts a mail. Before the transaction: counters use a connection of their own. Throws `too-many-requests`. */
  async function requireMail({ id }: User, email: string, reply: FastifyReply): Promise<void> {
    for (const key of [`user ${id}`, `recipient ${email.toLowerCase()}`]) {
      const { value, expiresInMs } = await mails.add(key, 1, DAY_S);
      if (value <= MAX_MAILS) continue;
      reply.header('retry-after', Math.max(1, Math.ceil(expiresInMs / 1000)));
      throw new AppError('too-many-requests');
    }
  }
}
