/** The roles of a tenant's users. `agent` sees the calls of their own numbers only. */
export const TENANT_ROLES = ['admin', 'supervisor', 'agent'] as const;
/** The roles of the operator's staff, who belong to no tenant. */
export const OPERATOR_ROLES = ['operator-admin', 'operator-support'] as const;

type TenantRole = (typeof TENANT_ROLES)[number];
export type UserRole = TenantRole | (typeof OPERATOR_ROLES)[number];
