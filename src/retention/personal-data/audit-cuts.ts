import { type RawBuilder, sql } from 'kysely';
import type { AuditLog } from '../../audit/index.ts';
import { type DataPeriod, endedBefore } from '../../base/data-period.ts';
import type { TenantId } from '../../base/ids.ts';
import { startOfWarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import type { Logger } from '../../platform/logging.ts';
import { type Database, dropPartitions } from '../../platform/postgres/index.ts';
import { type DueRequest, type DueRow, isOf } from './data-kinds.ts';
import { retentionPauses } from './pauses.ts';

/**
 * Audit logs are cut at the start of a month: each cut adds an event, and a log that was cut each day would contain little else.
 * Returns the start of the Warsaw month of an instant, both Unix ms.
 */
function startOfMonth(at: number): number {
  return startOfWarsawDay(`${warsawDay(at).slice(0, 7)}-01`);
}

/** Events from this instant on (Unix ms) are never cut at `at`, nor were they before, unless the period was shorter then. */
export function auditCutBefore(period: DataPeriod, at: number): number {
  return startOfMonth(endedBefore(period, at));
}

/** The audit logs of which something is due: their oldest event is, and it is not about a recording on hold. */
export function dueAuditLogs({ owner, before, at }: DueRequest): RawBuilder<DueRow> {
  return sql`
    SELECT chain::text AS id, oldest.at FROM audit_chains
      JOIN audit_events AS oldest ON coalesce(tenant_id, '00000000-0000-0000-0000-000000000000') = chain AND oldest.seq = cut_seq + 1
    WHERE ${isOf('oldest.tenant_id', { owner, at })} AND oldest.at < ${new Date(startOfMonth(before))}
      AND NOT EXISTS (SELECT FROM legal_holds
        WHERE recording_id::text = oldest.subject AND lifted_at IS NULL AND (until IS NULL OR until > ${new Date(at)}))`;
}

/**
 * Deletes what an earlier run cut, then cuts what is due; that is deleted by the next run, so that whoever reads the log now can
 * finish. The events about recordings on hold stay, and all after them. Returns how many events were cut.
 */
export async function cutAuditLog(
  { db, audit }: { readonly db: Database; readonly audit: AuditLog },
  { owner, before, at, stopped }: { owner: TenantId | null; before: number; at: number; stopped: () => boolean },
): Promise<number> {
  while (!stopped() && (await audit.deleteCut(owner)) > 0);
  if (stopped() || (owner !== null && (await retentionPauses(db, at, owner)).length > 0)) return 0;
  await deleteListeningGrants(db, owner, startOfMonth(before));
  return audit.cut(owner, { before: startOfMonth(before), neededSubjects: await heldRecordings(db, owner, at) });
}

/**
 * Drops the months of which every event was cut: without a word to each row, and without dead rows in what stays. What was cut of the
 * others is deleted chain by chain.
 */
export function dropCutMonths(
  deps: { readonly db: Database; readonly log: Logger },
  { before }: { readonly before: number },
): Promise<number> {
  const isKept = sql<boolean>`seq > coalesce(
    (SELECT cut_seq FROM audit_chains WHERE chain = coalesce(tenant_id, '00000000-0000-0000-0000-000000000000')), 0)`;
  return dropPartitions(deps, { table: 'audit_events', before: startOfMonth(before), isKept });
}

/** The log of who has listened under them ends then, too. */
async function deleteListeningGrants(db: Database, owner: TenantId | null, before: number): Promise<void> {
  if (owner === null) return;
  await db
    .deleteFrom('listening_grants')
    .where('tenant_id', '=', owner)
    .where((eb) => eb.fn.coalesce('valid_until', 'requested_at'), '<', new Date(before))
    .execute();
}

/** Whose audit logs are left, but nothing else. */
export async function erasedTenants(db: Database): Promise<TenantId[]> {
  const { rows } = await sql<{ id: TenantId }>`
    SELECT chain AS id FROM audit_chains
    WHERE chain <> '00000000-0000-0000-0000-000000000000' AND NOT EXISTS (SELECT FROM tenants WHERE tenants.id = chain)
    ORDER BY chain`.execute(db);
  return rows.map(({ id }) => id);
}

async function heldRecordings(db: Database, owner: TenantId | null, at: number): Promise<string[]> {
  if (owner === null) return [];
  const held = await db
    .selectFrom('legal_holds')
    .select('recording_id')
    .where('tenant_id', '=', owner)
    .where('lifted_at', 'is', null)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', new Date(at))]))
    .execute();
  return held.map(({ recording_id }) => recording_id);
}
