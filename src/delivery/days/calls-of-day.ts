import type { TenantId } from '../../base/ids.ts';
import { addDays, startOfWarsawDay, type WarsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** A tenant's calls that began on a Warsaw day, to be selected from. */
export function callsOfDay(db: Database, tenantId: TenantId, day: WarsawDay) {
  return db
    .selectFrom('calls')
    .where('calls.tenant_id', '=', tenantId)
    .where('calls.started_at', '>=', new Date(startOfWarsawDay(day)))
    .where('calls.started_at', '<', new Date(startOfWarsawDay(addDays(day, 1))));
}
