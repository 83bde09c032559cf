import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { ADDED_COLUMNS, type Span, SUM_COLUMNS, SUMMED_COLUMNS, sumsOfCalls } from './call-sums.ts';

/** Each is a transaction of its own: a fraction of a second for tens of thousands of calls. */
const MAX_DAYS_PER_RUN = 5000;

interface SumDeps {
  readonly db: Database;
  readonly signal: AbortSignal;
}

/**
 * Sums the days of all tenants that are over (migration 0091): those that have changed since, new ones, and earlier ones, the newest first. May be
 * killed anywhere. Returns how many days were summed.
 */
export async function sumDays({ db, signal }: SumDeps): Promise<number> {
  await sql`DELETE FROM call_statistics_changes USING tenants WHERE tenants.id = tenant_id AND left_at IS NOT NULL`.execute(
    db,
  );
  let summed = 0;
  for (const tenantId of await tenantsWithDue(db)) {
    while (summed < MAX_DAYS_PER_RUN && !signal.aborted) {
      if (!(await db.transaction().execute((transaction) => sumNext(transaction, tenantId)))) break;
      summed += 1;
    }
  }
  return summed;
}

/**
 * The last day that can be summed, by the database's clock, which the triggers go by, too: nothing that is not noted can change it any more
 * (`can_be_summed`).
 */
const LAST_DAY = sql<WarsawDay>`(((now() - interval '12 hours') AT TIME ZONE 'Europe/Warsaw')::date - 1)`;

async function tenantsWithDue(db: Database): Promise<TenantId[]> {
  const { rows } = await sql<{ id: TenantId }>`
    SELECT tenants.id FROM tenants LEFT JOIN call_statistics_spans AS span ON span.tenant_id = tenants.id
    WHERE left_at IS NULL AND (EXISTS (SELECT FROM call_statistics_changes AS changed WHERE changed.tenant_id = tenants.id)
      OR (span.last_day IS NULL OR span.last_day < ${LAST_DAY}) AND EXISTS (SELECT FROM calls WHERE calls.tenant_id = tenants.id)
      OR EXISTS (SELECT FROM calls WHERE calls.tenant_id = tenants.id AND started_at < (span.first_day::timestamp AT TIME ZONE 'Europe/Warsaw')))
    ORDER BY tenants.id`.execute(db);
  return rows.map(({ id }) => id);
}

interface Due {
  readonly first: WarsawDay | null;
  readonly last: WarsawDay | null;
  readonly changed: WarsawDay | null;
  readonly latest: WarsawDay;
}

/** Sums one day; whether there was one. */
async function sumNext(transaction: Database, tenantId: TenantId): Promise<boolean> {
  // From here on nobody else sums this tenant's days, and what is read is newer than what the one before has written.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('fonoteka statistics ' || ${tenantId}::text, 0))`.execute(
    transaction,
  );
  const { rows } = await sql<Due>`
    SELECT span.first_day::text AS first, span.last_day::text AS last, ${LAST_DAY}::text AS latest,
      (SELECT day::text FROM call_statistics_changes WHERE tenant_id = ${tenantId} ORDER BY day DESC LIMIT 1) AS changed
    FROM (VALUES (1)) AS one LEFT JOIN call_statistics_spans AS span ON tenant_id = ${tenantId}`.execute(transaction);
  const { first, last, changed, latest } = rows[0]!;
  if (changed !== null) {
    // Outside of the span it is not summed: then or later its turn comes, or its calls are counted.
    await resum(transaction, tenantId, changed, first !== null && changed >= first && changed <= last!);
    return true;
  }
  if (last === null) return start(transaction, tenantId, latest);
  if (last < latest) {
    await resum(transaction, tenantId, addDays(last, 1), true);
    await sql`UPDATE call_statistics_spans SET last_day = last_day + 1 WHERE tenant_id = ${tenantId}`.execute(
      transaction,
    );
    return true;
  }
  const before = await lastDayBefore(transaction, tenantId, first!);
  if (before === null) return false;
  await resum(transaction, tenantId, before, true);
  await sql`UPDATE call_statistics_spans SET first_day = ${before} WHERE tenant_id = ${tenantId}`.execute(transaction);
  return true;
}

async function start(transaction: Database, tenantId: TenantId, day: WarsawDay): Promise<boolean> {
  await resum(transaction, tenantId, day, true);
  await sql`INSERT INTO call_statistics_spans VALUES (${tenantId}, ${day}, ${day})`.execute(transaction);
  return true;
}

/** The newest day with calls before the span: those between have none. */
async function lastDayBefore(transaction: Database, tenantId: TenantId, first: WarsawDay): Promise<WarsawDay | null> {
  const { rows } = await sql<{ day: WarsawDay }>`
    SELECT (started_at AT TIME ZONE 'Europe/Warsaw')::date::text AS day FROM calls
    WHERE tenant_id = ${tenantId} AND started_at < ${new Date(startOfWarsawDay(first))} ORDER BY started_at DESC, id DESC LIMIT 1`.execute(
    transaction,
  );
  return rows[0]?.day ?? null;
}

async function resum(transaction: Database, tenantId: TenantId, day: WarsawDay, isKept: boolean): Promise<void> {
  const ofDay = sql`WHERE tenant_id = ${tenantId} AND day = ${day}`;
  await sql`
    WITH hours AS (DELETE FROM call_statistics_hours ${ofDay}), extensions AS (DELETE FROM call_statistics_extensions ${ofDay})
    DELETE FROM call_statistics ${ofDay}`.execute(transaction);
  // One statement, thus one snapshot: a change that it does not see is noted by rows that it does not remove.
  await sql`
    WITH seen AS (DELETE FROM call_statistics_changes ${ofDay}),
      sums AS MATERIALIZED (${sumsOfCalls(tenantId, isKept ? [spanOf(day, day)] : [])}),
      hours AS (INSERT INTO call_statistics_hours (tenant_id, day, hour, direction, ${SUM_COLUMNS})
        SELECT ${tenantId}::uuid, day, hour, direction, ${ADDED_COLUMNS} FROM sums GROUP BY day, hour, direction),
      extensions AS (INSERT INTO call_statistics_extensions (tenant_id, day, extension, direction, ${SUM_COLUMNS})
        SELECT ${tenantId}::uuid, day, member, direction, ${ADDED_COLUMNS} FROM sums CROSS JOIN unnest(extensions) AS member
        WHERE member IS NOT NULL GROUP BY day, member, direction)
    INSERT INTO call_statistics (tenant_id, ${SUMMED_COLUMNS})
      SELECT ${tenantId}::uuid, ${SUMMED_COLUMNS} FROM sums`.execute(transaction);
}

/** From the beginning of a day to the end of another: 23, 24 or 25 hours each. */
export function spanOf(first: WarsawDay, last: WarsawDay): Span {
  return { from: startOfWarsawDay(first), until: startOfWarsawDay(addDays(last, 1)) };
}
