import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import { grantWithId, type ValidGrant } from '../listening-grants/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { endWithAccess } from './revoked-requests.ts';

/** For the audit event of what the operator's staff do under a grant: it is the tenant's log, and names the grant. */
export function ofGrant({ id, tenantId }: ValidGrant) {
  return { tenantId, detail: { grant: id } };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface Staff {
  readonly userId: UserId;
  readonly now: number;
}

/**
 * The grant that allows what one of the operator's staff requests. The request ends when the grant is taken back or runs out. Throws
 * `listening-not-granted`, also where there is no such recording.
 */
export async function underGrant(
  { db, clock, access }: Pick<ApiDeps, 'db' | 'clock' | 'access'>,
  exchange: Exchange,
  find: (staff: Staff) => Promise<ValidGrant | null>,
): Promise<ValidGrant> {
  const staff = (): Staff => ({ userId: signedIn(exchange.request).id, now: clock.now() });
  const grant = await find(staff());
  if (grant === null) throw new AppError('listening-not-granted');
  const isValid = async (): Promise<boolean> => (await grantWithId(db, grant.id, staff())) !== null;
  endWithAccess(access, exchange, {
    keys: [`listening-grant:${grant.id}`, `tenant:${grant.tenantId}`],
    isValid,
    expiresAt: grant.until,
  });
  // It may have been taken back before it was watched.
  if (!(await isValid())) throw new AppError('listening-not-granted');
  return grant;
}
