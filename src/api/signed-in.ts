import type { FastifyRequest } from 'fastify';
import type { AuditedAction, AuditEvent } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { ownExtensions, type TenantScope, wholeTenant } from '../catalog/index.ts';
import type { User } from '../tenants/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard before any handler runs; null on routes for anyone. */
    signedIn: User | null;
  }
}

/** Who makes the request; on a route that only those signed in reach. */
export function signedIn(request: FastifyRequest): User {
  if (request.signedIn === null) throw new AppError('sign-in-required');
  return request.signedIn;
}

/** The tenant of who makes the request. From the session alone: no request names a tenant. */
export function tenantOf(request: FastifyRequest): TenantId {
  const { tenantId } = signedIn(request);
  if (tenantId === null) throw new AppError('not-allowed');
  return tenantId;
}

/** What the one who makes the request may see: an agent the calls of their own extensions. */
export function scopeOf(request: FastifyRequest): TenantScope {
  const user = signedIn(request);
  const tenantId = tenantOf(request);
  return user.role === 'agent' ? ownExtensions(tenantId, user.extensions) : wholeTenant(tenantId);
}

export function mayDownload(user: User): boolean {
  return user.role === 'admin' || user.role === 'supervisor' || user.mayDownload;
}

/** What the audit log says of the one who makes the request. */
export function auditedAs(
  { id, tenantId }: User,
  action: AuditedAction,
  { ip }: FastifyRequest,
  subject: string | null = null,
): AuditEvent {
  return { tenantId, actor: id, action, subject, address: ip };
}
