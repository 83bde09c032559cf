import { sql } from 'kysely';
import { isId, type RecordingId, type SourceId, type TenantId, type TraceId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type EndReason, type NoRecordingReason, NO_TENANT } from '../../recording/index.ts';
import type { OpenTrace } from './session-traces.ts';
import { sealMessages, type TracedMessage, unsealMessages } from './traced-message.ts';

/** Traces written in one statement. */
const BATCH = 100;
/** Whatever the settings say: more than anybody reads. */
const MAX_TRACES = 50_000;
const HOUR_MS = 3_600_000;

/** The settings. */
export interface TraceLimits {
  /** How long a trace is kept after its last message; 0: none is made. */
  readonly hours: number;
  /** Of all traces as they are stored; the oldest go. */
  readonly megabytes: number;
}

/** Writes the messages that wait, and what is known of their sessions. May be repeated. */
export async function writeTraces(
  db: Database,
  keys: Pick<KeyStore, 'getOrCreate'>,
  traces: readonly OpenTrace[],
): Promise<void> {
  for (let start = 0; start < traces.length; start += BATCH)
    await writeBatch(db, keys, traces.slice(start, start + BATCH));
}

async function writeBatch(
  db: Database,
  keys: Pick<KeyStore, 'getOrCreate'>,
  traces: readonly OpenTrace[],
): Promise<void> {
  const written = traces.map((trace) => ({ trace, messages: [...trace.waiting] }));
  const withMessages = written.filter(({ messages }) => messages.length > 0);
  const parts = await Promise.all(
    withMessages.map(async ({ trace: { id, parts: part }, messages }) => {
      return { trace_id: id, part, sealed: await sealMessages(keys, `${id} ${part}`, messages) };
    }),
  );
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('session_traces')
      .values(traces.map(rowOf))
      .onConflict((known) =>
        known.column('id').doUpdateSet({
          last_at: sql`excluded.last_at`,
          source_id: sql`excluded.source_id`,
          tenant_id: sql`excluded.tenant_id`,
          recording_id: sql`excluded.recording_id`,
          call_id: sql`excluded.call_id`,
          result: sql`excluded.result`,
          ended: sql`excluded.ended`,
          status: sql`excluded.status`,
          messages: sql`excluded.messages`,
          left_out: sql`excluded.left_out`,
        }),
      )
      .execute();
    if (parts.length === 0) return;
    // A commit without an answer is repeated, perhaps with more messages.
    await transaction
      .insertInto('session_trace_parts')
      .values(parts)
      .onConflict((known) => known.columns(['trace_id', 'part']).doUpdateSet({ sealed: sql`excluded.sealed` }))
      .execute();
  });
  for (const { trace, messages } of withMessages) {
    trace.waiting.splice(0, messages.length);
    trace.parts += 1;
  }
}

function rowOf(trace: OpenTrace) {
  const { id, startedAt, lastAt, sourceId, tenantId, recordingId, callId, result, ended, status, messages, left } =
    trace;
  return {
    id,
    started_at: new Date(startedAt),
    last_at: new Date(lastAt),
    source_id: sourceId ?? null,
    tenant_id: tenantId === NO_TENANT ? null : (tenantId ?? null),
    recording_id: recordingId ?? null,
    call_id: callId ?? null,
    result: result ?? null,
    ended: ended ?? null,
    status: status ?? null,
    messages,
    left_out: left,
  };
}

/** Those whose time is over, and the oldest beyond the limits. */
export async function deleteOldTraces(db: Database, { hours, megabytes }: TraceLimits, nowMs: number): Promise<void> {
  await sql`DELETE FROM session_traces WHERE last_at < ${new Date(nowMs - hours * HOUR_MS)} OR id IN (
    SELECT id FROM (
      SELECT id, row_number() OVER latest AS nth, sum(bytes) OVER latest AS total FROM (
        SELECT id, last_at, (SELECT coalesce(sum(length(sealed)), 0) FROM session_trace_parts WHERE trace_id = id) AS bytes
        FROM session_traces) AS sized
      WINDOW latest AS (ORDER BY last_at DESC, id)
    ) AS numbered WHERE nth > ${MAX_TRACES} OR total > ${megabytes * 1_000_000})`.execute(db);
}

export interface TraceFilter {
  readonly sourceId?: string;
  readonly recordingId?: string;
  /** Only refused sessions. */
  readonly refused?: boolean;
}

/** A session as the list shows it. Instants are Unix ms. */
export interface ListedTrace {
  readonly id: TraceId;
  readonly source: { readonly id: SourceId; readonly name: string } | null;
  readonly tenant: { readonly id: TenantId; readonly name: string } | null;
  readonly recordingId: RecordingId | null;
  readonly startedAt: number;
  readonly lastAt: number;
  /** Null: not decided, or refused before it was looked at. */
  readonly result: 'recorded' | NoRecordingReason | null;
  /** Of the last response to an INVITE. */
  readonly status: number | null;
  /** Why it ended; null: it runs, or was refused. */
  readonly ended: EndReason | null;
  readonly messages: number;
  /** Messages beyond the limits, which the trace does not have. */
  readonly leftOut: number;
}

/** More than a person reads; filters find the others. */
const MAX_LISTED = 200;

/** Newest first. */
export async function listTraces(db: Database, filter: TraceFilter = {}): Promise<ListedTrace[]> {
  const { sourceId, recordingId, refused } = filter;
  if ((sourceId !== undefined && !isId(sourceId)) || (recordingId !== undefined && !isId(recordingId))) return [];
  const rows = await traces(db)
    .$if(sourceId !== undefined, (query) => query.where('trace.source_id', '=', sourceId as SourceId))
    .$if(recordingId !== undefined, (query) => query.where('trace.recording_id', '=', recordingId as RecordingId))
    .$if(refused === true, (query) =>
      query.where(sql<boolean>`coalesce(trace.result <> 'recorded', trace.status >= 300)`),
    )
    .orderBy('trace.started_at', 'desc')
    .orderBy('trace.id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map(listed);
}

/** A trace with its messages, in order; null: there is none. Takes any text as id. Throws `trace-key-missing`. */
export async function openTrace(
  db: Database,
  keys: Pick<KeyStore, 'get'>,
  id: string,
): Promise<{ readonly trace: ListedTrace; readonly messages: readonly TracedMessage[] } | null> {
  if (!isId(id)) return null;
  const row = await traces(db)
    .where('trace.id', '=', id as TraceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const parts = await db
    .selectFrom('session_trace_parts')
    .selectAll()
    .where('trace_id', '=', row.id)
    .orderBy('part')
    .execute();
  const messages = await Promise.all(
    parts.map(({ part, sealed }) => unsealMessages(keys, `${row.id} ${part}`, sealed)),
  );
  return { trace: listed(row), messages: messages.flat() };
}

const traces = (db: Database) =>
  db
    .selectFrom('session_traces as trace')
    .leftJoin('sources', 'sources.id', 'trace.source_id')
    .leftJoin('tenants', 'tenants.id', 'trace.tenant_id')
    .selectAll('trace')
    .select(['sources.name as source_name', 'tenants.name as tenant_name']);

function listed(row: Awaited<ReturnType<ReturnType<typeof traces>['execute']>>[number]): ListedTrace {
  return {
    id: row.id,
    source: row.source_id === null ? null : { id: row.source_id, name: row.source_name ?? '' },
    tenant: row.tenant_id === null ? null : { id: row.tenant_id, name: row.tenant_name ?? '' },
    recordingId: row.recording_id,
    startedAt: row.started_at.getTime(),
    lastAt: row.last_at.getTime(),
    result: row.result as ListedTrace['result'],
    status: row.status,
    ended: row.ended as EndReason | null,
    messages: row.messages,
    leftOut: row.left_out,
  };
}
