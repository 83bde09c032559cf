import { sql } from 'kysely';
import type { SubscriptionId, TenantId } from '../../src/base/ids.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { addSubscription } from '../../src/tenants/index.ts';

/** Adds the push to a tenant. `startsAt`: Unix ms. */
export function addPushSubscription(db: Database, tenantId: TenantId, startsAt: number): Promise<SubscriptionId> {
  const order = { tenantId, service: 'push', orderedBy: 'test', endsAt: null } as const;
  return addSubscription(db, { ...order, startsAt, orderedAt: startsAt });
}

/** Inserts a target that nothing can be sent to. */
export async function insertPushTarget(
  db: Database,
  tenantId: TenantId,
  { keepUndelivered, at }: { readonly keepUndelivered: boolean; readonly at: number },
): Promise<void> {
  const now = new Date(at);
  await sql`
    INSERT INTO push_targets
      (tenant_id, settings, sealed_secrets, form, read_back, connections, keep_undelivered, changed_at, next_attempt_at)
    VALUES (${tenantId}, '{}', '', 'tree', false, 1, ${keepUndelivered}, ${now}, ${now})`.execute(db);
}
