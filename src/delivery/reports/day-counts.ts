import { sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { recordingsAndSent } from './recordings-and-sent.ts';

/** A day's recordings, by what became of them. */
export interface DayCounts {
  /** Those that exist, and those that were delivered. */
  readonly recordings: number;
  /** In a package that was delivered whole. */
  readonly delivered: number;
  /** They exist and were not delivered. */
  readonly missing: number;
  /** They were destroyed, and no delivered package has them. */
  readonly destroyedUndelivered: number;
  /** Of `recordings`. */
  readonly sizeBytes: number;
}

/**
 * Counts the recordings of each day. Day by day on purpose: of 20,000 recordings each takes 50 ms by the indexes, while all
 * of a month at once are sorted on disk.
 */
export async function countDays(
  db: Database,
  tenantId: TenantId,
  days: readonly WarsawDay[],
): Promise<ReadonlyMap<WarsawDay, DayCounts>> {
  const { rows } = await sql<DayCounts & { readonly day: WarsawDay }>`
    SELECT one.day, counts.*
    FROM unnest(${[...days]}::date[]) AS one (day)
    CROSS JOIN LATERAL (
      SELECT
        count(*) FILTER (WHERE is_kept OR is_delivered) AS recordings,
        count(*) FILTER (WHERE is_delivered) AS delivered,
        count(*) FILTER (WHERE is_kept AND NOT is_delivered) AS missing,
        count(*) FILTER (WHERE NOT is_kept AND NOT is_delivered) AS "destroyedUndelivered",
        coalesce(sum(size_bytes) FILTER (WHERE is_kept OR is_delivered), 0)::bigint AS "sizeBytes"
      FROM (
        SELECT
          recordings.size_bytes,
          recordings.destroying_at IS NULL AS is_kept,
          sent.recording_id IS NOT NULL AS is_delivered
        FROM ${recordingsAndSent(tenantId)}
      ) AS of_day
    ) AS counts`.execute(db);
  return new Map(rows.map(({ day, ...counts }) => [day, counts]));
}
