import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistories } from '../tenants/index.ts';

/** What the growth is measured over. */
const GROWTH_DAYS = 30;

interface StoredBytes {
  readonly recordings: number;
  readonly bytes: number;
}

export interface StorageForecast extends StoredBytes {
  /** Of the last 30 Warsaw days, today included. */
  readonly lastDays: StoredBytes;
  /** By the month (`YYYY-MM`) in which their retention ends as the services are now; the first may be past: not destroyed yet. */
  readonly expiring: readonly (StoredBytes & { readonly month: string })[];
  /** The customers with the most. */
  readonly largest: readonly (StoredBytes & { readonly tenantId: TenantId; readonly name: string })[];
}

const MAX_LARGEST = 10;

/**
 * What is stored, and when it goes: of one tenant, or of all. Reads each stored recording's row once: the caller asks a replica, and
 * not often. Legal holds and what waits for its delivery stay longer.
 */
export async function storageForecast(db: Database, now: number, only?: TenantId): Promise<StorageForecast> {
  const histories = await serviceHistories(db, only);
  const tenants = await db
    .selectFrom('tenants')
    .select(['id', 'name'])
    .$if(only !== undefined, (query) => query.where('id', '=', only!))
    .execute();
  const days = tenants.map(({ id }) => retentionDays(histories.get(id) ?? [], now));
  const { rows } = await sql<StoredBytes & { tenantId: TenantId; month: string; isNew: boolean }>`
    SELECT recordings.tenant_id AS "tenantId", to_char(warsaw_day + kept.days, 'YYYY-MM') AS month,
      warsaw_day > ${addDays(warsawDay(now), -GROWTH_DAYS)}::date AS "isNew",
      count(*) AS recordings, sum(size_bytes)::bigint AS bytes
    FROM recordings
      JOIN unnest(${tenants.map(({ id }) => id)}::uuid[], ${days}::int[]) AS kept (tenant_id, days)
        ON kept.tenant_id = recordings.tenant_id
    WHERE destroying_at IS NULL
    GROUP BY 1, 2, 3`.execute(db);
  const totals = (some: readonly StoredBytes[]): StoredBytes => ({
    recordings: some.reduce((sum, { recordings }) => sum + recordings, 0),
    bytes: some.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  const names = new Map(tenants.map(({ id, name }) => [id, name]));
  return {
    ...totals(rows),
    lastDays: totals(rows.filter(({ isNew }) => isNew)),
    expiring: [...Map.groupBy(rows, ({ month }) => month)]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([month, own]) => ({ month, ...totals(own) })),
    largest: [...Map.groupBy(rows, ({ tenantId }) => tenantId)]
      .map(([tenantId, own]) => ({ tenantId, name: names.get(tenantId) ?? '', ...totals(own) }))
      .toSorted((one, other) => other.bytes - one.bytes)
      .slice(0, MAX_LARGEST),
  };
}
