import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditedAction, AuditEvent } from '../audit/index.ts';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { TenantScope } from '../catalog/index.ts';
import {
  type KeySource,
  type SignedInUser,
  type SignInRequirement,
  type TenantKey,
  type User,
  isAllowedAddress,
  OPERATOR_ROLES,
  userOfKey,
} from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Access, SIGNED_IN } from './endpoint.ts';
import { bearerKey, KeyAccess, type KeyAccessDeps } from './key-access.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null on endpoints for anyone or for PBXs. */
    signedIn: SignedInUser | null;
    /** The tenant's key that the request was sent with, whose rights `signedIn` has; null: none. */
    apiKey: TenantKey | null;
    /** The PBX that sends the request; null on all endpoints but those for PBXs. */
    source: KeySource | null;
  }
}

/**
 * Checks before each request is read whether its sender has the access that the endpoint's definition states. A route
 * that states none is refused to everybody.
 */
export function guardRoutes(app: FastifyInstance, deps: Pick<ApiDeps, 'sessions'> & KeyAccessDeps): void {
  const { sessions } = deps;
  const keys = new KeyAccess(deps);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('apiKey', null);
  app.decorateRequest('source', null);
  app.addHook('onRequest', async (request, reply) => {
    const { access, allowedBefore = [] } = request.routeOptions.config;
    if (access === undefined) throw new AppError('not-allowed');
    if (access === 'anyone') return;
    if (access === 'source') {
      request.source = await keys.source(request, reply);
      return;
    }
    if (bearerKey(request) !== undefined) {
      // What a key may do is stated by its scopes alone.
      request.apiKey = await keys.tenantKey(request, reply);
      request.signedIn = userOfKey(request.apiKey);
      if (!hasQueryRights(access, request.signedIn, request.query)) throw new AppError('api-key-not-allowed');
      refuseWhileSuspended(request, request.signedIn);
      return;
    }
    const token = sessionToken(request);
    request.signedIn = token === null ? null : await sessions.user(token);
    if (request.signedIn === null) throw new AppError('sign-in-required');
    const { requirement, allowedNetworks } = request.signedIn;
    if (!isAllowedAddress(allowedNetworks, request.ip)) throw new AppError('address-not-allowed');
    if (requirement !== null && !allowedBefore.includes(requirement)) throw new AppError(REFUSALS[requirement]);
    if (!mayCall(access, request.signedIn, request.query)) throw new AppError('not-allowed');
    refuseWhileSuspended(request, request.signedIn);
  });
}

/**
 * Whoever has just signed in by a company account and must set up a second factor need not know a password of ours. Otherwise it is
 * asked for: an open panel is not enough.
 */
export function needsNoPassword({ signedInBy, requirement }: SignedInUser): boolean {
  return signedInBy === 'oidc' && requirement === 'set-up-second-factor';
}

/** One's own account stays one's own: passwords are changed and sessions end. */
function refuseWhileSuspended({ method, routeOptions }: FastifyRequest, { suspended }: SignedInUser): void {
  const { access, whileSuspended = false } = routeOptions.config;
  if (suspended && access !== SIGNED_IN && !whileSuspended && !READING.includes(method)) {
    throw new AppError('suspended');
  }
}

const REFUSALS = {
  'change-password': 'password-change-required',
  'set-up-second-factor': 'second-factor-required',
  'use-second-factor': 'second-factor-unused',
} as const satisfies Record<SignInRequirement, ErrorCode>;
const READING: readonly string[] = ['GET', 'HEAD'];

/** Of the operator: no tenant's user. */
export function isStaff({ role, tenantId }: Pick<User, 'role' | 'tenantId'>): boolean {
  return tenantId === null && OPERATOR_ROLES.some((one) => one === role);
}

type UserAccess = Exclude<Access, string>;

/** Whether a user may call an endpoint. `query`: the parameters of the request, not validated yet. */
export function mayCall(access: UserAccess, user: User, query: unknown): boolean {
  if (!hasQueryRights(access, user, query)) return false;
  if ('roles' in access) return access.roles.includes(user.role) && (access.scope === 'own' || user.numbers === null);
  if (access.staffByGrant && isStaff(user)) return true;
  if (access.onlyRoles?.includes(user.role) === false) return false;
  const instead = Object.entries(access.rightWithQuery ?? {}).find(([name]) => Object.hasOwn(query as object, name));
  return user.rights.includes(instead?.[1] ?? access.right);
}

function hasQueryRights({ alsoWithQuery = {} }: UserAccess, { rights }: User, query: unknown): boolean {
  return Object.entries(alsoWithQuery).every(
    ([name, right]) => !Object.hasOwn(query as object, name) || rights.includes(right),
  );
}

/** The PBX that sends the request; for endpoints with the access `source`. */
export function sourceOf(request: FastifyRequest): KeySource {
  if (request.source === null) throw new AppError('api-key-invalid');
  return request.source;
}

/** Who sends the request; for endpoints whose access is roles or a right. */
export function signedIn(request: FastifyRequest): SignedInUser {
  if (request.signedIn === null) throw new AppError('sign-in-required');
  return request.signedIn;
}

/** The tenant of the user. It is taken from the session only: nothing in a request can name another one. */
export function tenantOf(request: FastifyRequest): TenantId {
  const { tenantId } = signedIn(request);
  if (tenantId === null) throw new AppError('not-allowed');
  return tenantId;
}

/** Which calls the user may see. */
export function scopeOf(request: FastifyRequest): TenantScope {
  return { tenantId: tenantOf(request), numbers: signedIn(request).numbers };
}

/** The audit event of an action of this user. */
export function auditedAs(
  { id, tenantId }: User,
  action: AuditedAction,
  { ip }: FastifyRequest,
  subject: string | null = null,
): AuditEvent {
  return { tenantId, actor: id, action, subject, address: ip };
}

/** No script can read it, no page of another site sends it, and over HTTPS it is never sent unencrypted. */
const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const;

export function sessionToken(request: FastifyRequest): string | null {
  return request.cookies[SESSION_COOKIE] ?? null;
}

/** Without an expiry: the cookie ends with the browser, or earlier when the session expires on our side. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, attributes(request));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, attributes(request));
}
