import { sql } from 'kysely';
import { unarchivedSince } from '../../calls/index.ts';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { customerOf, type Leave } from '../../tenants/index.ts';
import { countRecordings, type RecordingTotals } from '../count-recordings.ts';
import { isHeld, isNotDestroyed } from '../recording-conditions.ts';

/** Holds that a status lists; all are counted. */
const MAX_LISTED_HOLDS = 100;

/** What there is of a tenant that leaves, or might. */
export interface LeaveStatus {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly leave: Leave | null;
  /** Destroyed when it leaves. */
  readonly calls: number;
  readonly recordings: RecordingTotals;
  readonly users: number;
  readonly apiKeys: number;
  readonly sources: number;
  /** Closed without an answer when it leaves. */
  readonly openRequests: number;
  /** These recordings stay until their holds end or are lifted. */
  readonly held: RecordingTotals;
  readonly holds: readonly { readonly recordingId: RecordingId; readonly until: number | null }[];
  /** Calls that recorders have not stored yet: destroyed after that. */
  readonly isUnarchived: boolean;
  /** Nothing of its rows goes before the pause of its personal data ends. */
  readonly isPaused: boolean;
  /** Kept by law. */
  readonly statements: number;
}

/** Changes nothing. Throws `tenant-unknown`. */
export async function leaveStatus(db: Database, tenantId: TenantId, at: number): Promise<LeaveStatus> {
  const { name, leave } = await customerOf(db, tenantId);
  const { rows } = await sql<Counts>`SELECT
    (SELECT count(*) FROM calls WHERE tenant_id = ${tenantId}) AS calls,
    (SELECT count(*) FROM users WHERE tenant_id = ${tenantId}) AS users,
    (SELECT count(*) FROM api_keys WHERE tenant_id = ${tenantId} AND revoked_at IS NULL) AS "apiKeys",
    (SELECT count(*) FROM sources WHERE tenant_id = ${tenantId} AND removed_at IS NULL) AS sources,
    (SELECT count(*) FROM rodo_requests WHERE tenant_id = ${tenantId} AND state <> 'closed') AS "openRequests",
    (SELECT count(*) FROM statements WHERE tenant_id = ${tenantId}) AS statements,
    EXISTS (SELECT FROM retention_pauses WHERE tenant_id = ${tenantId}
      AND (until IS NULL OR until > ${new Date(at)})) AS "isPaused"`.execute(db);
  return {
    tenantId,
    name,
    leave,
    ...rows[0]!,
    recordings: await countRecordings(db, tenantId, isNotDestroyed()),
    held: await countRecordings(db, tenantId, isHeldAndThere(at)),
    holds: await heldRecordings(db, tenantId, at),
    isUnarchived: (await unarchivedSince(db, at))(tenantId) !== null,
  };
}

type Counts = Pick<LeaveStatus, 'calls' | 'users' | 'apiKeys' | 'sources' | 'openRequests' | 'statements' | 'isPaused'>;

function isHeldAndThere(at: number) {
  return sql<boolean>`${isNotDestroyed()} AND ${isHeld(at)}`;
}

async function heldRecordings(db: Database, tenantId: TenantId, at: number): Promise<LeaveStatus['holds']> {
  const { rows } = await sql<{ recordingId: RecordingId; until: Date | null }>`
    SELECT recording_id AS "recordingId", until FROM legal_holds JOIN recordings ON recordings.id = recording_id
    WHERE legal_holds.tenant_id = ${tenantId} AND destroyed_at IS NULL
      AND lifted_at IS NULL AND (until IS NULL OR until > ${new Date(at)})
    ORDER BY placed_at LIMIT ${MAX_LISTED_HOLDS}`.execute(db);
  return rows.map(({ recordingId, until }) => ({ recordingId, until: until?.getTime() ?? null }));
}

/** A day after it began, with runs each hour, everything but what a hold keeps should be gone. */
const OVERDUE_AFTER_MS = 24 * 60 * 60 * 1000;

/** Tenants that left a day ago or earlier and of which data is left that should be gone. */
export async function unfinishedLeaves(db: Database, at: number): Promise<TenantId[]> {
  const rows = await db
    .selectFrom('tenants')
    .select('id')
    .where('leaves_at', '<=', new Date(at - OVERDUE_AFTER_MS))
    .where('erased_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
