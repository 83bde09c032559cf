import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { listFileCredentials } from '../../tenants/index.ts';
import { LoginThrottle } from './login-throttle.ts';

interface UnlockDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

interface UnlockRequest {
  /** Null: the operator, for all tenants. */
  readonly tenantId: TenantId | null;
  readonly login?: string;
  readonly address?: string;
}

/**
 * Failed sign-ins of a login, from an address, or of a login from an address, delay nobody any more. A tenant unlocks its own logins
 * only: forgiving all guesses from an address would help to guess those of others. Throws `file-credential-unknown`, `request-invalid`.
 */
export async function unlockSignIns({ db, audit, by }: UnlockDeps, request: UnlockRequest): Promise<void> {
  const { tenantId, login, address } = request;
  if (login === undefined && address === undefined) throw new AppError('request-invalid', 'name a login or an address');
  const throttle = new LoginThrottle({ db });
  if (tenantId === null) await unlockAny(throttle, request);
  else {
    const own = (await listFileCredentials(db, tenantId)).map((credential) => credential.login);
    if (login !== undefined && !own.includes(login)) throw new AppError('file-credential-unknown');
    for (const one of login === undefined ? own : [login]) await throttle.forgiveLogin(one, address);
  }
  const { actor, address: from } = by;
  await audit.record({
    tenantId,
    actor,
    address: from,
    action: 'file-sign-ins-unlocked',
    subject: null,
    detail: { login: login !== undefined, address: address !== undefined },
  });
}

async function unlockAny(throttle: LoginThrottle, { login, address }: UnlockRequest): Promise<void> {
  if (login !== undefined) await throttle.forgiveLogin(login, address);
  else if (address !== undefined) await throttle.forgiveAddress(address);
}
