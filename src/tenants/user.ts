import type { TenantId, UserId } from '../base/ids.ts';

/** What a tenant's user may do. `agent` hears the calls of their own extensions only. */
export const TENANT_ROLES = ['admin', 'supervisor', 'agent'] as const;
/** The operator's staff; they belong to no tenant. */
export const OPERATOR_ROLES = ['operator-admin', 'operator-support'] as const;

export type TenantRole = (typeof TENANT_ROLES)[number];
export type OperatorRole = (typeof OPERATOR_ROLES)[number];
export type UserRole = TenantRole | OperatorRole;

export interface User {
  readonly id: UserId;
  /** Null for the operator's staff. */
  readonly tenantId: TenantId | null;
  readonly login: string;
  readonly role: UserRole;
  /** Numbers whose calls an agent may hear. */
  readonly extensions: readonly string[];
  /** Whether an agent may download too; admins and supervisors always may. */
  readonly mayDownload: boolean;
}

/** A password in clear: shown once, stored only as a hash. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}
