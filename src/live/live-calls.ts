import { type Selectable, sql } from 'kysely';
import type { CallId, RecorderId, RecordingId, SourceId, TenantId } from '../base/ids.ts';
import type { TenantScope } from '../catalog/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { Direction, PausedBy } from '../recording/index.ts';

/** A recorder reports itself each 10 s: three reports are missing. What it left here counts no more. */
const RECORDER_TIMEOUT_MS = 35_000;

/** One that runs now. */
export interface LiveCall {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  readonly recorderId: RecorderId;
  readonly sourceId: SourceId | null;
  /** Unix ms. */
  readonly startedAt: number;
  readonly direction: Direction;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly dialled: string | null;
  /** Extensions of the tenant that took part so far. */
  readonly extensions: readonly string[];
  /** Nothing of it is recorded at the moment. */
  readonly paused: boolean;
  /** Null: it is not paused, or its recorder is of an earlier release. */
  readonly pausedBy: PausedBy | null;
  readonly encrypted: boolean;
  /** By a recording rule; `waiting`: nobody has ordered it so far. Null: it is recorded anyhow. */
  readonly onDemand: 'waiting' | 'kept' | null;
}

interface Asked {
  readonly now: number;
  readonly limit: number;
}

/** The calls that run now and that the scope may see, newest first. */
export async function liveCallsOf(db: Database, scope: TenantScope, { now, limit }: Asked): Promise<LiveCall[]> {
  const rows = await running(db, now)
    .where('live_calls.tenant_id', '=', scope.tenantId)
    .$if(scope.numbers !== null, (query) =>
      query.where(sql<boolean>`live_calls.extensions && ${[...(scope.numbers ?? [])]}::text[]`),
    )
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Those of all tenants, for the operator. */
export async function liveCallsOfAll(db: Database, { now, limit }: Asked): Promise<LiveCall[]> {
  return (await running(db, now).limit(limit).execute()).map(fromRow);
}

/** How many run now. */
interface LiveCounts<Id> {
  /** Null: a PBX that is not known. */
  readonly id: Id;
  /** Null: a recorder, which has none, or one that was removed. */
  readonly name: string | null;
  readonly calls: number;
  readonly paused: number;
  /** Unix ms. */
  readonly longestSince: number;
}

export interface CountedLiveCalls {
  readonly tenants: readonly LiveCounts<TenantId>[];
  readonly recorders: readonly LiveCounts<RecorderId>[];
  readonly sources: readonly LiveCounts<SourceId | null>[];
}

/** Those of all tenants, by tenant, recorder and PBX, most first. */
export async function countLiveCalls(db: Database, now: number): Promise<CountedLiveCalls> {
  const { rows } = await sql<
    Omit<LiveCounts<string | null>, 'longestSince'> & { readonly by: keyof CountedLiveCalls; readonly since: Date }
  >`SELECT by, counted.id, coalesce(tenants.name, sources.name) AS name, calls, paused, since FROM (
      SELECT CASE WHEN GROUPING(tenant_id) = 0 THEN 'tenants' WHEN GROUPING(recorder_id) = 0 THEN 'recorders' ELSE 'sources' END AS by,
        CASE WHEN GROUPING(tenant_id) = 0 THEN tenant_id WHEN GROUPING(recorder_id) = 0 THEN recorder_id ELSE source_id END AS id,
        count(*)::int AS calls, (count(*) FILTER (WHERE paused))::int AS paused, min(started_at) AS since
      FROM live_calls JOIN recorders ON recorders.id = recorder_id
      WHERE recorders.seen_at > ${new Date(now - RECORDER_TIMEOUT_MS)}
      GROUP BY GROUPING SETS ((tenant_id), (recorder_id), (source_id))
    ) AS counted
    LEFT JOIN tenants ON by = 'tenants' AND tenants.id = counted.id
    LEFT JOIN sources ON by = 'sources' AND sources.id = counted.id
    ORDER BY calls DESC, counted.id`.execute(db);
  const of = <Id>(by: keyof CountedLiveCalls): LiveCounts<Id>[] =>
    rows
      .filter((row) => row.by === by)
      .map(({ id, name, calls, paused, since }) => ({
        id: id as Id,
        name,
        calls,
        paused,
        longestSince: since.getTime(),
      }));
  return { tenants: of('tenants'), recorders: of('recorders'), sources: of('sources') };
}

/** Null: it does not run, or its recorder does not. */
export async function findLiveCall(
  db: Database,
  { tenantId, numbers }: TenantScope,
  callId: CallId,
  now: number,
): Promise<LiveCall | null> {
  const row = await running(db, now)
    .where('live_calls.tenant_id', '=', tenantId)
    .where('live_calls.call_id', '=', callId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const call = fromRow(row);
  return isInScope(call, numbers) ? call : null;
}

/** Whether somebody who sees only some numbers, or (null) all of them, may see the call. */
export function isInScope({ extensions }: LiveCall, numbers: readonly string[] | null): boolean {
  return numbers === null || extensions.some((extension) => numbers.includes(extension));
}

function running(db: Database, now: number) {
  return db
    .selectFrom('live_calls')
    .innerJoin('recorders', 'recorders.id', 'live_calls.recorder_id')
    .where('recorders.seen_at', '>', new Date(now - RECORDER_TIMEOUT_MS))
    .orderBy('live_calls.started_at', 'desc')
    .orderBy('live_calls.call_id', 'desc')
    .selectAll('live_calls');
}

function fromRow(row: Selectable<Schema['live_calls']>): LiveCall {
  return {
    tenantId: row.tenant_id,
    callId: row.call_id,
    recordingId: row.recording_id,
    recorderId: row.recorder_id,
    sourceId: row.source_id,
    startedAt: row.started_at.getTime(),
    direction: row.direction,
    caller: row.caller,
    callee: row.callee,
    dialled: row.dialled,
    extensions: row.extensions,
    paused: row.paused,
    pausedBy: row.paused_by,
    encrypted: row.encrypted,
    onDemand: row.on_demand,
  };
}
