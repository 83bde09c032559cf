import { type RawBuilder, sql } from 'kysely';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';

/** A subquery: the tenant's recordings in packages of a day that were delivered whole, each once. */
export function deliveredRecordings(
  tenantId: TenantId,
  day: WarsawDay | RawBuilder<unknown>,
): RawBuilder<{ recording_id: RecordingId }> {
  return sql`(
    SELECT DISTINCT package_files.recording_id
    FROM packages JOIN package_files ON package_files.package_id = packages.id
    WHERE packages.tenant_id = ${tenantId} AND packages.day = ${day} AND packages.delivered_at IS NOT NULL
  )`;
}
