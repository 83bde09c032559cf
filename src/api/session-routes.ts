import type { FastifyRequest } from 'fastify';
import type { Database } from '../platform/postgres/index.ts';
import { tenantServices, type User } from '../tenants/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import type { Session } from './schemas/session.ts';
import { giveSessionToken, sessionToken, takeSessionToken } from './session-cookie.ts';
import { SignIn } from './sign-in.ts';
import { auditedAs, signedIn } from './signed-in.ts';
import { refuseTooSoon } from './too-soon.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

type SessionOptions = Pick<ApiOptions, 'db' | 'sessions' | 'audit' | 'clock'>;

export function routeSessions(app: ZodApp, { db, sessions, audit, clock }: SessionOptions): void {
  const signIn = new SignIn({ db, audit, throttle: new SignInThrottle(clock) });

  app.route({
    ...CONTRACT.signIn,
    handler: async (request, reply) => {
      const { login, password } = request.body;
      refuseTooSoon(signIn.waitMs(login, request.ip), reply);
      const user = await signIn.verify({ login, password }, request.ip);
      await audit.record(auditedAs(user, 'sign-in', request));
      await endSession(request);
      giveSessionToken(request, reply, await sessions.begin(user.id));
      return sessionOf(db, user, clock.now());
    },
  });

  app.route({ ...CONTRACT.currentSession, handler: (request) => sessionOf(db, signedIn(request), clock.now()) });

  app.route({
    ...CONTRACT.signOut,
    handler: async (request, reply) => {
      await endSession(request);
      await audit.record(auditedAs(signedIn(request), 'sign-out', request));
      takeSessionToken(request, reply);
      return reply.code(204).send();
    },
  });

  /** Also when somebody signs in: no session outlives the next one in the same browser. */
  async function endSession(request: FastifyRequest): Promise<void> {
    const token = sessionToken(request);
    if (token !== null) await sessions.end(token);
  }
}

async function sessionOf(db: Database, user: User, nowMs: number): Promise<Session> {
  const tenant = user.tenantId === null ? null : await tenantServices(db, user.tenantId, nowMs);
  return { user, tenant };
}
