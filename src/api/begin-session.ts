import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditDetail } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import type { SignedInUser, User } from '../tenants/index.ts';
import { auditedAs, sessionToken, setSessionCookie } from './access.ts';
import type { ApiDeps } from './api-deps.ts';

type SessionDeps = Pick<ApiDeps, 'sessions' | 'audit'>;

/**
 * Begins the session of a user who has proved who they are, in whatever way, and sets its cookie. The session that the browser
 * had before ends. Throws `sign-in-failed` if the user was disabled meanwhile.
 */
export async function beginSession(
  { sessions, audit }: SessionDeps,
  user: User,
  {
    request,
    reply,
    detail = null,
  }: Exchange & {
    /** How, unless by a password. */
    readonly detail?: AuditDetail | null;
  },
): Promise<SignedInUser> {
  await audit.record({ ...auditedAs(user, 'sign-in', request), detail });
  await endSession({ sessions }, request);
  return openSession({ sessions }, user.id, { request, reply });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A session at the address and in the browser of the request. Throws `sign-in-failed` if the user was disabled meanwhile. */
export async function openSession(
  { sessions }: Pick<SessionDeps, 'sessions'>,
  id: UserId,
  { request, reply }: Exchange,
): Promise<SignedInUser> {
  const token = await sessions.begin(id, { address: request.ip, userAgent: request.headers['user-agent'] });
  const begun = await sessions.user(token);
  if (begun === null) throw new AppError('sign-in-failed');
  setSessionCookie(request, reply, token);
  return begun;
}

/** Ends the session of the browser, if it has one. */
export async function endSession({ sessions }: Pick<SessionDeps, 'sessions'>, request: FastifyRequest): Promise<void> {
  const token = sessionToken(request);
  if (token !== null) await sessions.end(token);
}
