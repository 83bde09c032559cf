import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { TENANT_ROLES } from './roles.ts';

type TenantRole = (typeof TENANT_ROLES)[number];

/**
 * For queries of `users`: a second factor is demanded of the user, who has none. Where people sign in by company accounts only, the
 * provider asks for it. What counts as one is also in `secondFactorOf`.
 */
export function lacksDemandedFactor({ ofStaff }: { readonly ofStaff: boolean }) {
  return sql<boolean>`(
    CASE WHEN users.tenant_id IS NULL THEN ${ofStaff}
    ELSE EXISTS (SELECT FROM tenants WHERE tenants.id = users.tenant_id AND users.role = ANY (tenants.second_factor_roles))
      AND NOT EXISTS (SELECT FROM oidc_providers WHERE oidc_providers.tenant_id = users.tenant_id AND only_oidc)
    END
    AND NOT EXISTS (SELECT FROM user_totp WHERE user_totp.user_id = users.id AND user_totp.confirmed_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM user_passkeys WHERE user_passkeys.user_id = users.id))`;
}

/** The roles whose users of a tenant need a second factor. Throws `tenant-unknown`. */
export async function secondFactorRoles(db: Database, tenantId: TenantId): Promise<TenantRole[]> {
  const row = await db
    .selectFrom('tenants')
    .select('second_factor_roles')
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return TENANT_ROLES.filter((role) => row.second_factor_roles.includes(role));
}

/** From the next request on, users with these roles and without a second factor can only set one up. Throws `tenant-unknown`. */
export async function setSecondFactorRoles(
  db: Database,
  tenantId: TenantId,
  roles: readonly TenantRole[],
): Promise<TenantRole[]> {
  const second_factor_roles = TENANT_ROLES.filter((role) => roles.includes(role));
  await db.updateTable('tenants').set({ second_factor_roles }).where('id', '=', tenantId).execute();
  return secondFactorRoles(db, tenantId);
}
