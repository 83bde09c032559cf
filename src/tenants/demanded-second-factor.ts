import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { TENANT_ROLES } from './roles.ts';

type TenantRole = (typeof TENANT_ROLES)[number];

/** For queries of `users`: whether a second factor is demanded of the user, and whether the tenant says that its provider asks for one. */
export function demandColumns({ ofStaff }: { readonly ofStaff: boolean }) {
  return [
    sql<boolean>`(
      CASE WHEN users.tenant_id IS NULL THEN ${ofStaff}
      ELSE EXISTS (SELECT FROM tenants WHERE tenants.id = users.tenant_id AND users.role = ANY (tenants.second_factor_roles))
      END)`.as('factor_demanded'),
    sql<boolean>`EXISTS (
      SELECT FROM oidc_providers WHERE oidc_providers.tenant_id = users.tenant_id AND oidc_providers.second_factor)`.as(
      'provider_asks',
    ),
  ] as const;
}

/** How a session was begun. */
export const SIGN_IN_METHODS = ['password', 'passkey', 'oidc'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** What a sign-in has proved. */
export interface SignInProof {
  readonly by: SignInMethod;
  /** A code, a recovery code or a passkey, or the provider says that it has asked for a second factor. */
  readonly secondFactor: boolean;
}

interface Demand {
  readonly demanded: boolean;
  /** Whether the user has a second factor of their own. */
  readonly hasOwn: boolean;
  /** The tenant says that its provider asks everybody for one. */
  readonly providerAsks: boolean;
  readonly proof: {
    /** Null: begun by an earlier release, which asked everybody who had one. */
    readonly by: SignInMethod | null;
    readonly secondFactor: boolean;
  };
}

/** What a session lacks of a demanded second factor; null: nothing. Nothing else decides that. */
export function lackingFactor({
  demanded,
  hasOwn,
  providerAsks,
  proof: { by, secondFactor },
}: Demand): 'set-up-second-factor' | 'use-second-factor' | null {
  if (!demanded || (by === 'oidc' && (providerAsks || secondFactor))) return null;
  if (!hasOwn) return 'set-up-second-factor';
  return secondFactor || by === null ? null : 'use-second-factor';
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
