import type { TenantId } from '../base/ids.ts';

/** Whose calls and recordings a query may see. Every query of the catalog takes one first. */
export interface TenantScope {
  readonly tenantId: TenantId;
  /** Only calls in which one of these extensions took part; null: all of the tenant's. */
  readonly extensions: readonly string[] | null;
}

/** Everything of the tenant: its admins, its supervisors, its FTP account. */
export function wholeTenant(tenantId: TenantId): TenantScope {
  return { tenantId, extensions: null };
}

/** What an agent may see: the calls of their own extensions. */
export function ownExtensions(tenantId: TenantId, extensions: readonly string[]): TenantScope {
  return { tenantId, extensions };
}
