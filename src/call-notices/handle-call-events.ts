import { type Selectable, sql } from 'kysely';
import type { CallEventId, CallId, RecordingId, TenantId } from '../base/ids.ts';
import { STUCK } from '../calls/index.ts';
import { type CallEventMessage, queueCallHooks, reportedAsFailed } from '../delivery/index.ts';
import type { Logger } from '../platform/logging.ts';
import { Counter, type Registry } from '../platform/metrics.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { queueRuleMails, queueSummaries, type RecordedCall, type RuleMailDeps } from './send-rule-mails.ts';

/** Events taken in one transaction. */
const BATCH_SIZE = 100;
/** What is older tells nobody anything: records of earlier calls that are read in, a worker that stood still for days. */
const MAX_AGE_MS = 3 * 24 * 3_600_000;
/** After an event failed: the others go on. */
const RETRY_AFTER_MS = 5 * 60_000;

export interface CallNoticeDeps extends RuleMailDeps {
  readonly log: Logger;
  readonly metrics: ReturnType<typeof createNoticeMetrics>;
}

export function createNoticeMetrics(registry: Registry) {
  return {
    dropped: new Counter({
      name: 'fonoteka_call_events_dropped_total',
      help: 'Events of calls that a program does not get, because too many wait for it.',
      registers: [registry],
    }),
  };
}

type EventRow = Selectable<Schema['call_events']>;

/**
 * Turns events of calls into what is sent: deliveries to programs, mails with links. Both, and that the event is done, are one transaction:
 * killed at any time, nothing is lost and nothing is queued twice. Any number of workers share the work, tenant by tenant.
 */
export async function handleCallEvents(deps: CallNoticeDeps, signal: AbortSignal): Promise<void> {
  const failed = new Set<TenantId>();
  for (;;) {
    const tenants = (await tenantsWithDue(deps)).filter((tenantId) => !failed.has(tenantId));
    if (tenants.length === 0 || signal.aborted) break;
    for (const tenantId of tenants) {
      if (signal.aborted) return;
      try {
        // Another worker may have the tenant's events.
        if ((await handleBatch(deps, tenantId)) === 0) failed.add(tenantId);
      } catch (error) {
        deps.log.error(
          { err: error, tenantId },
          'call-notices: events of calls could not be handled; tried one by one',
        );
        await handleEach(deps, tenantId);
      }
    }
  }
  await queueSummaries(deps);
}

async function tenantsWithDue({ db, clock }: CallNoticeDeps): Promise<TenantId[]> {
  const rows = await db
    .selectFrom('call_events')
    .where('due_at', '<=', new Date(clock.now()))
    .groupBy('tenant_id')
    .select(['tenant_id'])
    .orderBy(({ fn }) => fn.min('due_at'))
    .execute();
  return rows.map(({ tenant_id }) => tenant_id);
}

/** One by one, so that an event that cannot be handled stops no other one. It is put off. */
async function handleEach(deps: CallNoticeDeps, tenantId: TenantId): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock.now();
  const due = await dueOf(db, tenantId, now).select('id').execute();
  for (const { id } of due) {
    await handleBatch(deps, tenantId, id).catch(async (error: unknown) => {
      log.error({ err: error, tenantId, eventId: id }, 'call-notices: an event of a call could not be handled');
      await db
        .updateTable('call_events')
        .set({ due_at: new Date(now + RETRY_AFTER_MS) })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute();
    });
  }
}

function dueOf(db: Database, tenantId: TenantId, now: number) {
  return db
    .selectFrom('call_events')
    .where('tenant_id', '=', tenantId)
    .where('due_at', '<=', new Date(now))
    .orderBy('due_at')
    .orderBy('id')
    .limit(BATCH_SIZE);
}

/** Of a tenant's due events, or this one. Returns how many were taken. */
async function handleBatch(deps: CallNoticeDeps, tenantId: TenantId, only?: CallEventId): Promise<number> {
  const now = deps.clock.now();
  const { taken, dropped } = await deps.db.transaction().execute(async (transaction) => {
    const events = await dueOf(transaction, tenantId, now)
      .selectAll()
      .$if(only !== undefined, (query) => query.where('id', '=', only!))
      .forUpdate()
      .skipLocked()
      .execute();
    const young = events.filter(({ at }) => at.getTime() > now - MAX_AGE_MS);
    const about = await callsOf(transaction, tenantId, young);
    const messages = await messagesOf(transaction, tenantId, young, about);
    const dropped = await queueCallHooks(transaction, tenantId, messages, now);
    await queueRuleMails(deps, transaction, tenantId, recordedOf(young, about));
    if (events.length > 0) {
      await transaction
        .deleteFrom('call_events')
        .where('tenant_id', '=', tenantId)
        .where(
          'id',
          'in',
          events.map(({ id }) => id),
        )
        .execute();
    }
    return { taken: events.length, dropped };
  });
  deps.metrics.dropped.inc(dropped);
  return taken;
}

/** A call, and the recording that an event is about. */
type CallRow = Awaited<ReturnType<typeof readCalls>>[number];

interface KnownCalls {
  readonly byCall: ReadonlyMap<CallId, CallRow>;
  readonly byRecording: ReadonlyMap<RecordingId, CallRow>;
}

async function callsOf(db: Database, tenantId: TenantId, events: readonly EventRow[]): Promise<KnownCalls> {
  if (events.length === 0) return { byCall: new Map(), byRecording: new Map() };
  const rows = await readCalls(db, tenantId, events);
  return {
    byCall: new Map(rows.map((row) => [row.call_id, row])),
    byRecording: new Map(rows.flatMap((row) => (row.recording_id === null ? [] : [[row.recording_id, row]]))),
  };
}

/** The call of a recording may be another one than at first: two reports were found to be one call. */
function readCalls(db: Database, tenantId: TenantId, events: readonly EventRow[]) {
  const recordings = events.flatMap(({ recording_id }) => recording_id ?? []);
  const calls = events.flatMap(({ call_id, recording_id }) => (recording_id === null ? (call_id ?? []) : []));
  return db
    .selectFrom('calls')
    .leftJoin('recordings', (join) =>
      join.onRef('recordings.call_id', '=', 'calls.id').on('recordings.tenant_id', '=', tenantId),
    )
    .where('calls.tenant_id', '=', tenantId)
    .where((is) =>
      is.or([
        is('recordings.id', '=', sql<RecordingId>`ANY(${recordings}::uuid[])`),
        is('calls.id', '=', sql<CallId>`ANY(${calls}::uuid[])`),
      ]),
    )
    .select([
      'calls.id as call_id',
      'calls.direction',
      'calls.caller',
      'calls.callee',
      'calls.dialled',
      'calls.extensions',
      'calls.started_at',
      'calls.answered_at',
      'calls.ended_at',
      'calls.no_recording_reason',
      'recordings.id as recording_id',
      'recordings.started_at as recording_started_at',
      'recordings.duration_ms',
      'recordings.size_bytes',
      'recordings.sha256',
      'recordings.flags as recording_flags',
    ])
    .execute();
}

async function messagesOf(
  db: Database,
  tenantId: TenantId,
  events: readonly EventRow[],
  known: KnownCalls,
): Promise<CallEventMessage[]> {
  const missing = events.filter(({ kind, recording_id }) => kind === 'call.failed' && recording_id === null);
  const stuck = events.filter(isOfStuckCall).flatMap(({ recording_id }) => recording_id ?? []);
  const ids = { callIds: callIdsOf(missing), recordingIds: stuck };
  const isAsked = missing.length + stuck.length > 0;
  const reported = new Set(isAsked ? await reportedAsFailed(db, tenantId, ids) : []);
  const stillStuck = await timesOfStuck(db, tenantId, stuck);
  return events.flatMap((event) => {
    const row = rowOf(known, event);
    const data = { ...dataOf(event, row), ...stillStuck.get(event.recording_id!) };
    if (isOfStuckCall(event)) {
      const isOver = !stillStuck.has(event.recording_id!) || reported.has(event.recording_id!);
      if (isOver) return [];
      reported.add(event.recording_id!);
    }
    // A call that got its recording meanwhile, or is part of another one, or was reported before.
    const isMissing = event.kind === 'call.failed' && event.recording_id === null;
    if (isMissing && (row === undefined || row.recording_id !== null || row.no_recording_reason === null)) return [];
    if (isMissing && reported.has(row!.call_id)) return [];
    if (isMissing) reported.add(row!.call_id);
    const { kind, recording_id: recordingId, at } = event;
    return [{ kind, callId: row?.call_id ?? event.call_id, recordingId, at: at.getTime(), data }];
  });
}

/** A recorder cannot archive it: it has no row, and may be archived yet. */
function isOfStuckCall({ kind, reason }: EventRow): boolean {
  return kind === 'call.failed' && reason === STUCK;
}

/** When these calls were, as far as they are still stuck. */
async function timesOfStuck(db: Database, tenantId: TenantId, recordingIds: readonly RecordingId[]) {
  if (recordingIds.length === 0)
    return new Map<RecordingId, { readonly startedAt: number; readonly endedAt: number }>();
  const rows = await db
    .selectFrom('stuck_calls')
    .select(['recording_id', 'started_at', 'ended_at'])
    .where('tenant_id', '=', tenantId)
    .where('recording_id', 'in', recordingIds)
    .execute();
  return new Map(
    rows.map((row) => [row.recording_id, { startedAt: row.started_at.getTime(), endedAt: row.ended_at.getTime() }]),
  );
}

function callIdsOf(events: readonly EventRow[]): CallId[] {
  return events.flatMap(({ call_id }) => call_id ?? []);
}

function rowOf({ byCall, byRecording }: KnownCalls, { call_id, recording_id }: EventRow): CallRow | undefined {
  if (recording_id !== null) return byRecording.get(recording_id);
  return call_id === null ? undefined : byCall.get(call_id);
}

/** As the API names them; without numbers. Instants are Unix ms. */
function dataOf({ kind, call_id, recording_id, reason }: EventRow, row: CallRow | undefined) {
  const data = {
    callId: row?.call_id ?? call_id,
    ...(recording_id !== null && { recordingId: recording_id }),
    ...(reason !== null && { reason }),
  };
  if (row === undefined || kind === 'recording.deleted') return data;
  return {
    ...data,
    direction: row.direction,
    startedAt: row.started_at.getTime(),
    answeredAt: row.answered_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    ...(recording_id !== null && {
      durationMs: row.duration_ms,
      sizeBytes: row.size_bytes,
      checksum: row.sha256?.toString('hex') ?? null,
      flags: row.recording_flags,
    }),
  };
}

function recordedOf(events: readonly EventRow[], known: KnownCalls): RecordedCall[] {
  return events.flatMap((event) => {
    const row = event.kind === 'call.recorded' ? rowOf(known, event) : undefined;
    if (row === undefined || row.recording_id === null) return [];
    const { direction, caller, callee, dialled, extensions } = row;
    const startedAt = row.started_at.getTime();
    const durationMs = row.duration_ms ?? 0;
    return [{ recordingId: row.recording_id, direction, caller, callee, dialled, extensions, startedAt, durationMs }];
  });
}
