import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';

/**
 * The recordings of a tenant, of the day in `one.day`, as rows `recordings`; each with `sent`, which is null where no package
 * that was delivered whole has it. The day comes from a table `one (day)`, not as a value: of a day that is newer than its
 * statistics the planner would expect a single recording, and compare 20,000 with 20,000 one by one.
 */
export function recordingsAndSent(tenantId: TenantId): RawBuilder<unknown> {
  return sql`
    recordings LEFT JOIN (
      SELECT DISTINCT package_files.recording_id
      FROM packages JOIN package_files ON package_files.package_id = packages.id
      WHERE packages.tenant_id = ${tenantId} AND packages.day = one.day AND packages.delivered_at IS NOT NULL
        AND NOT package_files.unreadable
    ) AS sent ON sent.recording_id = recordings.id
    WHERE recordings.tenant_id = ${tenantId} AND recordings.warsaw_day = one.day`;
}
