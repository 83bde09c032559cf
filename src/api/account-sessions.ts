import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { SessionId, UserId } from '../base/ids.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { changeUser, endSessions } from '../tenants/index.ts';
import { auditedAs, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';
import { UnixMs } from './schemas.ts';

const AccountSession = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('Whether it is the session of this request.'),
    address: z.string().nullable().describe('Where it was begun.'),
    browser: z.string().nullable(),
    system: z.string().nullable().describe('The operating system.'),
    begunAt: UnixMs,
    lastSeenAt: UnixMs.describe('Up to a minute late.'),
  })
  .meta({ id: 'AccountSession' });

const Ended = z.object({ ended: z.int().min(0).describe('How many sessions have ended.') });

export const ACCOUNT_SESSION_ENDPOINTS = {
  accountSessions: {
    method: 'GET',
    url: '/api/v1/account/sessions',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'accountSessions',
      summary: 'The user’s own sessions, the one used last first',
      response: { 200: z.object({ sessions: z.array(AccountSession).readonly() }) },
    },
  },
  endAccountSession: {
    method: 'DELETE',
    url: '/api/v1/account/sessions/:id',
    config: { access: SIGNED_IN, endsOwnSession: true, problems: ['not-found'] },
    schema: {
      operationId: 'endAccountSession',
      summary: 'Ends one of the user’s own sessions; what runs by it ends within a second',
      params: z.object({ id: z.uuid() }),
      response: { 204: z.undefined().describe('Ended.') },
    },
  },
  endOtherAccountSessions: {
    method: 'POST',
    url: '/api/v1/account/sessions/end-others',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'endOtherAccountSessions',
      summary: 'Ends all of the user’s own sessions but this one',
      response: { 200: Ended },
    },
  },
  endUserSessions: {
    method: 'POST',
    url: '/api/v1/users/:id/end-sessions',
    config: { access: { right: 'users' }, problems: ['user-unknown', 'own-account', 'above-own-rights'] },
    schema: {
      operationId: 'endUserSessions',
      summary: 'Ends all sessions of another user of the same tenant',
      params: z.object({ id: z.uuid() }),
      response: { 200: Ended },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Where a user is signed in, and signing out there. */
export function routeAccountSessions(
  app: ZodApp,
  { db, sessions, audit, clock }: Pick<ApiDeps, 'db' | 'sessions' | 'audit' | 'clock'>,
): void {
  app.route({
    ...ACCOUNT_SESSION_ENDPOINTS.accountSessions,
    handler: async (request) => {
      const { id, sessionId } = signedIn(request);
      const own = await sessions.list(id);
      return { sessions: own.map((session) => ({ ...session, current: session.id === sessionId })) };
    },
  });

  app.route({
    ...ACCOUNT_SESSION_ENDPOINTS.endAccountSession,
    handler: async (request, reply) => {
      const user = signedIn(request);
      const only = request.params.id as SessionId;
      await inTransaction(db, async (transaction) => {
        if ((await endSessions(transaction, user.id, { only })) === 0) throw new AppError('not-found');
        await audit.record(auditedAs(user, 'sessions-ended', request, user.id), transaction);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...ACCOUNT_SESSION_ENDPOINTS.endOtherAccountSessions,
    handler: (request) => {
      const user = signedIn(request);
      return inTransaction(db, async (transaction) => {
        const ended = await endSessions(
          transaction,
          user.id,
          user.sessionId === null ? {} : { except: user.sessionId },
        );
        if (ended > 0) await audit.record(auditedAs(user, 'sessions-ended', request, user.id), transaction);
        return { ended };
      });
    },
  });

  app.route({
    ...ACCOUNT_SESSION_ENDPOINTS.endUserSessions,
    handler: (request) => {
      const user = signedIn(request);
      const other = request.params.id as UserId;
      return inTransaction(db, async (transaction) => {
        // Changes nothing: only a user whom this one may manage.
        await changeUser(transaction, other, () => ({}), { by: user, now: clock.now() });
        const ended = await endSessions(transaction, other);
        await audit.record(auditedAs(user, 'sessions-ended', request, other), transaction);
        return { ended };
      });
    },
  });
}
