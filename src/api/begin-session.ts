import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditDetail } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import { isAllowedAddress, type SignedInUser, type SignInProof, type User } from '../tenants/index.ts';
import type { SignInNotices } from './account-notices.ts';
import { auditedAs, sessionToken, setSessionCookie } from './access.ts';
import type { ApiDeps } from './api-deps.ts';

type SessionDeps = Pick<ApiDeps, 'sessions' | 'audit'>;

/**
 * Begins the session of a user who has proved who they are, in whatever way, and sets its cookie. The session that the browser
 * had before ends. The user hears of it if it is from somewhere new. Throws `sign-in-failed` if the user was disabled meanwhile,
 * `address-not-allowed`.
 */
export async function beginSession(
  { sessions, audit, notices }: SessionDeps & { readonly notices: SignInNotices },
  user: User,
  {
    request,
    reply,
    proof,
    detail = null,
  }: Exchange & {
    readonly proof: SignInProof;
    /** How, unless by a password. */
    readonly detail?: AuditDetail | null;
  },
): Promise<SignedInUser> {
  await endSession({ sessions }, request);
  const { token, begun } = await allowedSession({ sessions }, user.id, { request, proof });
  if (begun === null) {
    const refused = { ...detail, reason: 'address-not-allowed' };
    await audit.record({ ...auditedAs(user, 'sign-in-failed', request), detail: refused });
    throw new AppError('address-not-allowed');
  }
  await audit.record({ ...auditedAs(user, 'sign-in', request), detail });
  setSessionCookie(request, reply, token);
  notices.signedIn(begun, request);
  return begun;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Another session of the user who is signed in, at the address and in the browser of the request. Throws `sign-in-failed`, `address-not-allowed`. */
export async function openSession(
  { sessions }: Pick<SessionDeps, 'sessions'>,
  { id, signedInBy, secondFactorUsed }: SignedInUser,
  { request, reply }: Exchange,
): Promise<SignedInUser> {
  const proof = { by: signedInBy ?? 'password', secondFactor: secondFactorUsed } as const;
  const { token, begun } = await allowedSession({ sessions }, id, { request, proof });
  if (begun === null) throw new AppError('address-not-allowed');
  setSessionCookie(request, reply, token);
  return begun;
}

/** Null: the user's tenant does not allow the address. Throws `sign-in-failed` if the user was disabled meanwhile. */
async function allowedSession(
  { sessions }: Pick<SessionDeps, 'sessions'>,
  id: UserId,
  { request, proof }: { readonly request: FastifyRequest; readonly proof: SignInProof },
): Promise<{ readonly token: string; readonly begun: SignedInUser | null }> {
  const token = await sessions.begin(id, { address: request.ip, userAgent: request.headers['user-agent'] }, proof);
  const begun = await sessions.user(token);
  if (begun === null) throw new AppError('sign-in-failed');
  if (isAllowedAddress(begun.allowedNetworks, request.ip)) return { token, begun };
  await sessions.end(token);
  return { token, begun: null };
}

/** Ends the session of the browser, if it has one. */
export async function endSession({ sessions }: Pick<SessionDeps, 'sessions'>, request: FastifyRequest): Promise<void> {
  const token = sessionToken(request);
  if (token !== null) await sessions.end(token);
}
