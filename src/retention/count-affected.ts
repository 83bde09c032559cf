import { type Expression, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Affected } from './affected.ts';
import { isDue } from './awaiting-delivery.ts';

/**
 * How much of what a tenant has would be due for destruction at an instant (Unix ms), were its recordings kept for so
 * many days then: what a change of its services would destroy, before it is made.
 */
export function countAffected(
  db: Database,
  { tenantId, retentionDays, at }: { readonly tenantId: TenantId; readonly retentionDays: number; readonly at: number },
): Promise<Affected> {
  return countRecordings(db, tenantId, isDue(retentionDays, at, null));
}

/** How many of a tenant's recordings fulfil a condition, and their size. */
export function countRecordings(db: Database, tenantId: TenantId, condition: Expression<SqlBool>): Promise<Affected> {
  return db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', tenantId)
    .where(condition)
    .select([
      sql<number>`count(*)`.as('recordings'),
      sql<number>`coalesce(sum(recordings.size_bytes), 0)::bigint`.as('bytes'),
    ])
    .executeTakeFirstOrThrow();
}
