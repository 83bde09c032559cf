import { sql } from 'kysely';
import type { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import { unarchivedSince } from '../../calls/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { lockTenant } from '../../tenants/index.ts';
import { endRows } from '../personal-data/end-personal-data.ts';
import { retentionPauses } from '../personal-data/index.ts';
import type { RunFailures } from '../run-failures.ts';
import { detachSources, ERASED_ROWS } from './tenant-rows.ts';

/** The actor in the audit log. */
const ACTOR = 'retention';
/** After every call. */
const NO_LIMIT = Date.parse('9999-01-01T00:00:00Z');

interface ErasingDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly failures: RunFailures;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** Asked between steps. */
  readonly stopped: () => boolean;
}

/**
 * Deletes the rows of tenants that have left, other than those that must be kept. Each statement is a transaction of its own: a kill
 * anywhere leaves the rest to the next run. What a hold or an unissued statement keeps goes with a later run.
 */
export async function eraseLeftTenants(deps: ErasingDeps): Promise<void> {
  for (const { id, isErased } of await leftTenants(deps.db)) {
    if (deps.stopped()) return;
    await deps.failures.attempt({ step: 'leave', tenantId: id }, () => eraseTenant(deps, id, isErased));
  }
}

/** Those of which rows may be left: a call that a recorder stores late makes some again. */
async function leftTenants(db: Database): Promise<{ readonly id: TenantId; readonly isErased: boolean }[]> {
  const { rows } = await sql<{ id: TenantId; isErased: boolean }>`
    SELECT id, erased_at IS NOT NULL AS "isErased" FROM tenants
    WHERE left_at IS NOT NULL
      AND (erased_at IS NULL OR EXISTS (SELECT FROM calls WHERE calls.tenant_id = tenants.id))
    ORDER BY id`.execute(db);
  return rows;
}

async function eraseTenant(deps: ErasingDeps, tenantId: TenantId, isErased: boolean): Promise<void> {
  const { db, at } = deps;
  if ((await retentionPauses(db, at, tenantId)).length > 0) return;
  for (const [table, rowsOf] of Object.entries(ERASED_ROWS)) {
    if (deps.stopped()) return;
    await sql`DELETE FROM ${sql.table(table)} WHERE ${rowsOf(tenantId)}`.execute(db);
  }
  await eraseCalls(deps, tenantId);
  if (deps.stopped()) return;
  await detachSources(tenantId, at).execute(db);
  if (!isErased) await db.transaction().execute((transaction) => finish(transaction, tenantId, deps));
}

async function eraseCalls(deps: ErasingDeps, tenantId: TenantId): Promise<void> {
  for (const kind of ['calls', 'unrecorded-calls'] as const) {
    await endRows(deps, kind, { owner: tenantId, before: NO_LIMIT, at: deps.at });
  }
}

async function finish(transaction: Database, tenantId: TenantId, { audit, at }: ErasingDeps): Promise<void> {
  await lockTenant(transaction, tenantId);
  if ((await leftRows(transaction, tenantId)).length > 0) return;
  if ((await unarchivedSince(transaction, at))(tenantId) !== null) return;
  await transaction
    .updateTable('tenants')
    .set({
      erased_at: new Date(at),
      recording_enabled: false,
      allowed_networks: [],
      second_factor_roles: [],
      suspended_at: null,
      suspension_reason: null,
    })
    .where('id', '=', tenantId)
    .execute();
  const event = { tenantId, actor: ACTOR, action: 'tenant-erased', subject: null, address: null } as const;
  await audit.record(event, transaction);
  await removeIfNeverBilled(transaction, tenantId);
}

/** Tables that still have rows of a tenant that must not stay for good. */
async function leftRows(db: Database, tenantId: TenantId): Promise<string[]> {
  const left: string[] = [];
  const temporary = [
    'legal_holds',
    'recordings',
    'calls',
    'rodo_packages',
    'refused_uploads',
    'stuck_calls',
    'mails',
    'rodo_requests',
  ];
  for (const table of temporary) {
    const { rows } = await sql<{ found: boolean }>`
      SELECT EXISTS (SELECT FROM ${sql.table(table)} WHERE tenant_id = ${tenantId}) AS found`.execute(db);
    if (rows[0]!.found) left.push(table);
  }
  return left;
}

/** Nothing but the buyer of statements keeps the tenant's own row. */
async function removeIfNeverBilled(transaction: Database, tenantId: TenantId): Promise<void> {
  const billed = await sql<{ is: boolean }>`
    SELECT EXISTS (SELECT FROM statements WHERE tenant_id = ${tenantId})
      OR (leaves_at AT TIME ZONE 'Europe/Warsaw')::date > billing_from AS "is"
    FROM tenants WHERE id = ${tenantId}`.execute(transaction);
  if (billed.rows[0]!.is) return;
  await sql`DELETE FROM subscriptions WHERE tenant_id = ${tenantId}`.execute(transaction);
  await sql`DELETE FROM tenants WHERE id = ${tenantId}`.execute(transaction);
}
