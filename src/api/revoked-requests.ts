import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type AccessKey,
  findTenantKey,
  isAllowedAddress,
  type OpenAccess,
  seesMore,
  type SignedInUser,
  sourceWithKey,
} from '../tenants/index.ts';
import { mayCall, sessionToken } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { bearerKey, sourceKey } from './key-access.ts';

/**
 * Ends running requests, a download of an hour for instance, when the session or the key that they were allowed by is
 * revoked, a right that they need is taken, or the user sees fewer numbers. Later requests are refused by the guard.
 */
export function endRevokedRequests(
  app: FastifyInstance,
  { access, sessions, db, clock }: Pick<ApiDeps, 'access' | 'sessions' | 'db' | 'clock'>,
): void {
  // After the guard, before the body.
  app.addHook('preParsing', async (request, reply) => {
    const allowed = allowedBy(request, { sessions, db, clock });
    if (allowed === null || request.routeOptions.config.endsOwnSession) return;
    endWithAccess(access, { request, reply }, allowed);
  });
}

interface Allowed {
  readonly keys: readonly AccessKey[];
  readonly isValid: () => Promise<boolean>;
  /** When it stops being valid by itself, Unix ms. */
  readonly expiresAt?: number;
}

/** Ends a running request when what allows it is no longer valid. */
export function endWithAccess(
  access: OpenAccess,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  allowed: Allowed,
): void {
  const forget = access.add({ ...allowed, end: () => void request.raw.socket.destroy() });
  reply.raw.once('close', forget);
  // The client may have gone before.
  if (reply.raw.destroyed) forget();
}

function allowedBy(
  request: FastifyRequest,
  { sessions, db, clock }: Pick<ApiDeps, 'sessions' | 'db' | 'clock'>,
): Allowed | null {
  const { apiKey, signedIn, source } = request;
  if (apiKey) {
    const isValid = async (): Promise<boolean> =>
      (await findTenantKey(db, bearerKey(request) ?? '', clock.now())) !== null;
    return { keys: [`api-key:${apiKey.id}`, `tenant:${apiKey.tenantId}`], isValid };
  }
  if (signedIn) {
    const { id, tenantId } = signedIn;
    const keys: AccessKey[] = tenantId === null ? [`user:${id}`] : [`user:${id}`, `tenant:${tenantId}`];
    return { keys, isValid: async () => isStillAllowed(request, await sessions.user(sessionToken(request) ?? '')) };
  }
  if (source) {
    const isValid = async (): Promise<boolean> =>
      (await sourceWithKey(db, sourceKey(request) ?? '', clock.now())) !== null;
    return { keys: [`source:${source.id}`], isValid };
  }
  return null;
}

/** Whether the user, as it is now, may make the request that is running. */
function isStillAllowed({ routeOptions, query, signedIn, ip }: FastifyRequest, user: SignedInUser | null): boolean {
  const { access } = routeOptions.config;
  if (user === null || signedIn === null || typeof access !== 'object') return false;
  return (
    isAllowedAddress(user.allowedNetworks, ip) &&
    mayCall(access, user, query) &&
    !seesMore(signedIn.numbers, user.numbers)
  );
}
