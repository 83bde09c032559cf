import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';

/** The operator's own chain: that of no tenant. */
const OPERATOR_CHAIN = '00000000-0000-0000-0000-000000000000';

/** What a tenant's chain is called in `audit_chains`; null: the operator's. */
export function chainName(tenantId: TenantId | null): string {
  return tenantId ?? OPERATOR_CHAIN;
}

export function tenantOfChain(chain: string): TenantId | null {
  return chain === OPERATOR_CHAIN ? null : (chain as TenantId);
}

/** The chain of a row of `audit_events`, as its index has it. */
export const CHAIN_OF_ROW = sql<string>`coalesce(tenant_id, ${sql.lit(OPERATOR_CHAIN)})`;
