import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** All tenants, in the order of their ids: what goes over every tenant's recordings goes tenant by tenant. */
export async function tenantIds(db: Database): Promise<TenantId[]> {
  const rows = await db.selectFrom('tenants').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}
