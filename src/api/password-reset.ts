import { z } from 'zod';
import { clientNetwork } from '../base/client-address.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { queueMail } from '../mail/index.ts';
import { type MailedAccount, newAccountLink, resettableAccounts, setPasswordByLink } from '../tenants/index.ts';
import { passwordChangedMail, passwordResetMail } from './account-mails.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { NewPassword } from './schemas.ts';
import { refuseWhileThrottled } from './sign-in-throttle.ts';

const HOUR_S = 60 * 60;
/** From one address: an office has many people behind one. */
const MAX_OF_CLIENT = 20;
/** Nobody's mailbox is filled by others. */
const MAX_OF_ACCOUNT = 3;
/** Longer than any login or e-mail address (RFC 5321 §4.5.3.1.3). */
const MAX_ACCOUNT_CHARS = 254;
/** 43 characters; anything much longer is no token of ours. */
const MAX_TOKEN_CHARS = 100;

export const PASSWORD_RESET_ENDPOINTS = {
  requestPasswordReset: {
    method: 'POST',
    url: '/api/v1/password-reset',
    config: { access: 'anyone', problems: ['sign-in-throttled'] },
    schema: {
      operationId: 'requestPasswordReset',
      summary: 'Sends a link to set a new password to the account’s e-mail address, if there is such an account',
      body: z.strictObject({
        account: z.string().min(1).max(MAX_ACCOUNT_CHARS).describe('The login or the e-mail address.'),
      }),
      response: { 202: z.undefined().describe('The same answer whether or not there is such an account.') },
    },
  },
  setPasswordByLink: {
    method: 'POST',
    url: '/api/v1/password-reset/confirm',
    config: { access: 'anyone', problems: ['link-invalid'] },
    schema: {
      operationId: 'setPasswordByLink',
      summary: 'Sets the password by the token of a link, from a reset or an invitation; all sessions of the user end',
      body: z.strictObject({ token: z.string().min(1).max(MAX_TOKEN_CHARS), newPassword: NewPassword }),
      response: { 200: z.object({ login: z.string().describe('To sign in with.') }) },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** “Nie pamiętam hasła”: a link by mail, and the new password set with it. */
export function routePasswordReset(
  app: ZodApp,
  { db, audit, clock, log, panelUrl }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'log' | 'panelUrl'>,
): void {
  const attempts = new AttemptCounters({ name: 'password-reset', db });
  // Answered before the account is looked for: the time says nothing either.
  const running = new Set<Promise<void>>();
  app.addHook('onClose', async () => void (await Promise.all(running)));

  app.route({
    ...PASSWORD_RESET_ENDPOINTS.requestPasswordReset,
    handler: async (request, reply) => {
      const { account } = request.body;
      const client = await attempts.add(`client ${clientNetwork(request.ip)}`, 1, HOUR_S);
      if (client.value > MAX_OF_CLIENT) refuseWhileThrottled(Math.max(1, client.expiresInMs), reply);
      const asked = await attempts.add(`account ${account.trim().toLowerCase()}`, 1, HOUR_S);
      if (asked.value <= MAX_OF_ACCOUNT) {
        const sending = sendLinks(account, request.ip).catch((error: unknown) => {
          log.error({ err: error }, 'api: the link to reset a password was not sent');
        });
        running.add(sending);
        void sending.then(() => running.delete(sending));
      }
      return reply.code(202).send();
    },
  });

  app.route({
    ...PASSWORD_RESET_ENDPOINTS.setPasswordByLink,
    handler: (request) =>
      inTransaction(db, async (transaction) => {
        const now = clock.now();
        const { invited, ...user } = await setPasswordByLink(transaction, { ...request.body, now });
        const action = invited ? 'invitation-accepted' : 'password-changed';
        await audit.record(
          {
            tenantId: user.tenantId,
            actor: user.id,
            action,
            subject: null,
            address: request.ip,
            detail: { by: 'mail' },
          },
          transaction,
        );
        if (!invited) {
          await queueMail(transaction, {
            tenantId: user.tenantId,
            userId: user.id,
            kind: 'password-changed',
            write: (language) => passwordChangedMail(language, { login: user.login, at: now }),
            now,
          });
        }
        return { login: user.login };
      }),
  });

  async function sendLinks(account: string, address: string): Promise<void> {
    for (const found of await resettableAccounts(db, account)) await sendLink(found, address);
  }

  async function sendLink({ id, tenantId, login, email }: MailedAccount, address: string): Promise<void> {
    const now = clock.now();
    await inTransaction(db, async (transaction) => {
      const token = await newAccountLink(transaction, { userId: id, kind: 'password-reset', now });
      await audit.record(
        { tenantId, actor: id, action: 'password-reset-requested', subject: null, address },
        transaction,
      );
      await queueMail(transaction, {
        tenantId,
        recipient: email,
        userId: id,
        secret: true,
        kind: 'password-reset',
        write: (language) => passwordResetMail(language, { login, link: passwordLink(panelUrl(), token) }),
        now,
      });
    });
  }
}

/** The page that sets a password. The token is in the fragment: it is sent to no server and is in no log. */
export function passwordLink(panelUrl: string, token: string): string {
  return `${panelUrl}/set-password#${token}`;
}
