import { sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/*
 * What is stored about a call besides its row in the history. Instants are Unix ms.
 */

/** How far from the call's start its session's trace may have begun: parties of it are known late, clocks differ. */
const TRACE_BEFORE_MS = 3_600_000;
/** The longest call that is recorded lasts a day. */
const TRACE_AFTER_MS = 86_400_000;

/** A recording session of a PBX, as its trace says. */
interface SessionFact {
  readonly traceId: string;
  readonly recordingId: RecordingId | null;
  readonly startedAt: number;
  readonly result: string | null;
  /** Of the last final response to an INVITE. */
  readonly status: number | null;
  readonly ended: string | null;
}

/** A call of which a recorder could not store the audio. */
interface StuckFact {
  readonly recordingId: RecordingId;
  readonly recorderId: string;
  readonly state: 'set-aside' | 'retrying';
  readonly failures: number;
  readonly error: string;
  readonly since: number;
  readonly startedAt: number;
  readonly spoolBytes: number;
}

interface PackageFact {
  readonly recordingId: RecordingId;
  readonly day: string;
  readonly number: number;
  readonly madeAt: number;
  readonly deliveredAt: number | null;
  readonly failedAt: number | null;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly unreadable: boolean;
}

/** How often something was done with a recording. */
export interface UseFact {
  readonly recordingId: RecordingId;
  readonly action: string;
  /** Of `file-download`. */
  readonly door: string | null;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

interface HoldFact {
  readonly recordingId: RecordingId;
  readonly placedAt: number;
  readonly until: number | null;
  readonly liftedAt: number | null;
}

export interface RecordingFact {
  readonly id: RecordingId;
  readonly storedAt: number;
  readonly destructionReason: 'expired' | 'option-ended' | 'on-request' | null;
}

export interface CallFacts {
  readonly source: { readonly id: string; readonly name: string } | null;
  /** Whether it came as a recording session: it has its id or its metadata. */
  readonly hadSession: boolean;
  readonly sessions: readonly SessionFact[];
  readonly stuck: readonly StuckFact[];
  readonly packages: readonly PackageFact[];
  readonly uses: readonly UseFact[];
  readonly holds: readonly HoldFact[];
  readonly recordings: readonly RecordingFact[];
}

interface CallKey {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly startedAt: number;
  readonly recordingIds: readonly RecordingId[];
}

export async function readCallFacts(db: Database, key: CallKey): Promise<CallFacts> {
  const { tenantId, callId, recordingIds } = key;
  const sessions = await sessionsOf(db, key);
  const known = [...new Set([...recordingIds, ...sessions.flatMap(({ recordingId }) => recordingId ?? [])])];
  const row = await db
    .selectFrom('calls')
    .leftJoin('sources', 'sources.id', 'calls.source_id')
    .select(['sources.id as source_id', 'sources.name as source_name'])
    .select(sql<boolean>`(correlation_id IS NOT NULL OR metadata <> '{}')`.as('had_session'))
    .where('calls.tenant_id', '=', tenantId)
    .where('calls.id', '=', callId)
    .executeTakeFirst();
  return {
    source: row?.source_id == null ? null : { id: row.source_id, name: row.source_name ?? '' },
    hadSession: (row?.had_session ?? false) || sessions.length > 0,
    sessions,
    stuck: await stuckCallsOf(db, tenantId, known),
    packages: await packagesOf(db, tenantId, recordingIds),
    uses: await usesOf(db, tenantId, known),
    holds: await holdsOf(db, tenantId, recordingIds),
    recordings: await recordingsOf(db, tenantId, recordingIds),
  };
}

async function sessionsOf(
  db: Database,
  { tenantId, callId, startedAt, recordingIds }: CallKey,
): Promise<SessionFact[]> {
  const rows = await db
    .selectFrom('session_traces')
    .select(['id', 'recording_id', 'started_at', 'result', 'status', 'ended'])
    .where('tenant_id', '=', tenantId)
    .where('started_at', '>=', new Date(startedAt - TRACE_BEFORE_MS))
    .where('started_at', '<', new Date(startedAt + TRACE_AFTER_MS))
    .where(sql<boolean>`(call_id = ${callId} OR recording_id = ANY (${[...recordingIds]}::uuid[]))`)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    traceId: row.id,
    recordingId: row.recording_id,
    startedAt: row.started_at.getTime(),
    result: row.result,
    status: row.status,
    ended: row.ended,
  }));
}

async function stuckCallsOf(db: Database, tenantId: TenantId, ids: readonly RecordingId[]): Promise<StuckFact[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('stuck_calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('recording_id', 'in', ids)
    .execute();
  return rows.map((row) => ({
    recordingId: row.recording_id,
    recorderId: row.recorder_id,
    state: row.state,
    failures: row.failures,
    error: row.error,
    since: row.since.getTime(),
    startedAt: row.started_at.getTime(),
    spoolBytes: row.spool.bytes,
  }));
}

async function packagesOf(db: Database, tenantId: TenantId, ids: readonly RecordingId[]): Promise<PackageFact[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('package_files')
    .innerJoin('packages', 'packages.id', 'package_files.package_id')
    .select(['package_files.recording_id', 'package_files.unreadable', 'packages.day', 'packages.number'])
    .select(['packages.made_at', 'packages.delivered_at', 'failed_at', 'error_code', 'error_detail'])
    .where('package_files.tenant_id', '=', tenantId)
    .where('package_files.recording_id', 'in', ids)
    .orderBy('packages.made_at')
    .execute();
  return rows.map((row) => ({
    recordingId: row.recording_id,
    day: row.day,
    number: row.number,
    madeAt: row.made_at.getTime(),
    deliveredAt: row.delivered_at?.getTime() ?? null,
    failedAt: row.failed_at?.getTime() ?? null,
    errorCode: row.delivered_at === null ? row.error_code : null,
    errorDetail: row.delivered_at === null ? row.error_detail : null,
    unreadable: row.unreadable,
  }));
}

/** What the time line says of a recording's audit events. */
const USES = ['listen', 'download', 'ftp-download', 'file-download', 'call-given-up'] as const;

async function usesOf(db: Database, tenantId: TenantId, ids: readonly RecordingId[]): Promise<UseFact[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('audit_events')
    .select(['subject', 'action', sql<string | null>`detail ->> 'door'`.as('door')])
    .select(sql<number>`count(*)::int`.as('count'))
    .select(({ fn }) => [fn.min('at').as('first_at'), fn.max('at').as('last_at')])
    .where('subject', 'in', ids)
    .where('tenant_id', '=', tenantId)
    .where('action', 'in', USES)
    .groupBy(['subject', 'action', 'door'])
    .orderBy('first_at')
    .orderBy('action')
    .orderBy('door')
    .execute();
  return rows.map((row) => ({
    recordingId: row.subject as RecordingId,
    action: row.action,
    door: row.door,
    count: row.count,
    firstAt: row.first_at.getTime(),
    lastAt: row.last_at.getTime(),
  }));
}

async function holdsOf(db: Database, tenantId: TenantId, ids: readonly RecordingId[]): Promise<HoldFact[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('legal_holds')
    .select(['recording_id', 'placed_at', 'until', 'lifted_at'])
    .where('tenant_id', '=', tenantId)
    .where('recording_id', 'in', ids)
    .orderBy('placed_at')
    .execute();
  return rows.map((row) => ({
    recordingId: row.recording_id,
    placedAt: row.placed_at.getTime(),
    until: row.until?.getTime() ?? null,
    liftedAt: row.lifted_at?.getTime() ?? null,
  }));
}

async function recordingsOf(db: Database, tenantId: TenantId, ids: readonly RecordingId[]): Promise<RecordingFact[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('recordings')
    .select(['id', 'stored_at', 'destruction_reason'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    storedAt: row.stored_at.getTime(),
    destructionReason: row.destruction_reason,
  }));
}
