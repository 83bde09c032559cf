import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { AppError } from '../base/errors.ts';
import type { CallId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { CallFlag, NoRecordingReason } from '../recording/index.ts';
import type { CallFilter, CallPage, ListedCall } from './listed-call.ts';
import { type NumberSearch, readNumberSearch } from './number-search.ts';
import type { Moment } from './moment.ts';
import { type PageCursor, readCursor, writeCursor } from './page-cursor.ts';
import { recordingColumns, type RecordingRow, recordingFromRow } from './recording-row.ts';
import { callsOf } from './scoped-tables.ts';
import type { TenantScope } from './tenant-scope.ts';

/** The most calls on one page. */
const MAX_PAGE = 200;

export interface PageRequest {
  /** Of the page before; null: the first page. */
  readonly cursor: string | null;
  readonly limit: number;
  readonly moment: Moment;
}

/** A page of the history, newest first, each call with its recordings. */
export async function listCalls(
  db: Database,
  scope: TenantScope,
  filter: CallFilter,
  { cursor, limit, moment }: PageRequest,
): Promise<CallPage> {
  const size = Math.max(1, Math.min(limit, MAX_PAGE));
  const conditions = filterConditions(filter);
  if (filter.number !== undefined) conditions.push(await numberCondition(db, scope, filter.number));
  if (cursor !== null) conditions.push(startedBefore(cursor));
  const rows = await pageQuery(db, { scope, moment, conditions, limit: size + 1 }).execute();
  const calls = rows.slice(0, size).map((row) => callFromRow(row, moment));
  const last = rows.length > size ? calls.at(-1) : undefined;
  return { calls, nextCursor: last === undefined ? null : writeCursor(last) };
}

type Condition = Expression<SqlBool>;
const is = expressionBuilder<Schema, 'calls'>();

interface PageQuery extends Pick<PageRequest, 'limit' | 'moment'> {
  readonly scope: TenantScope;
  readonly conditions: readonly Condition[];
}

function pageQuery(db: Database, { scope, moment, conditions, limit }: PageQuery) {
  return callsOf(db, scope)
    .where((each) => each.and(conditions))
    .select([
      'calls.id',
      'calls.started_at',
      'calls.answered_at',
      'calls.ended_at',
      'calls.direction',
      'calls.caller',
      'calls.callee',
      'calls.flags',
      'calls.no_recording_reason',
    ])
    .select((call) =>
      jsonArrayFrom(
        call
          .selectFrom('recordings')
          .whereRef('recordings.call_id', '=', 'calls.id')
          .select(recordingColumns(moment))
          .orderBy('recordings.started_at')
          .orderBy('recordings.id'),
      ).as('recordings'),
    )
    .orderBy('calls.started_at', 'desc')
    .orderBy('calls.id', 'desc')
    .limit(limit);
}

function filterConditions({ from, until, direction, recorded }: CallFilter): Condition[] {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push(is('calls.started_at', '>=', new Date(from)));
  if (until !== undefined) conditions.push(is('calls.started_at', '<', new Date(until)));
  if (direction !== undefined) conditions.push(is('calls.direction', '=', direction));
  if (recorded !== undefined) conditions.push(recorded ? HAS_RECORDING : is.not(HAS_RECORDING));
  return conditions;
}

const HAS_RECORDING = is.exists(
  is.selectFrom('recordings').whereRef('recordings.call_id', '=', 'calls.id').select('recordings.id'),
);

function startedBefore(cursor: string): Condition {
  const read = readCursor(cursor);
  if (!read.ok) throw new AppError('request-invalid', 'the cursor is not one of ours');
  const { startedAt, id }: PageCursor = read.value;
  return sql<boolean>`(calls.started_at, calls.id) < (${new Date(startedAt)}::timestamptz, ${id}::uuid)`;
}

/** A whole number that the scope's calls know is meant as such; anything else may be a part of one. */
async function numberCondition(db: Database, scope: TenantScope, typed: string): Promise<Condition> {
  const read = readNumberSearch(typed);
  if (!read.ok) throw new AppError('request-invalid', 'a number is looked for by three digits or more');
  const { whole, patterns }: NumberSearch = read.value;
  if (whole !== null) {
    const exactly = is.or([is('calls.caller', '=', whole), is('calls.callee', '=', whole)]);
    const known = await callsOf(db, scope).where(exactly).select('calls.id').limit(1).executeTakeFirst();
    if (known !== undefined) return exactly;
  }
  return is.or(patterns.flatMap((like) => [is('calls.caller', 'like', like), is('calls.callee', 'like', like)]));
}

interface CallRow {
  readonly id: CallId;
  readonly started_at: Date;
  readonly answered_at: Date | null;
  readonly ended_at: Date | null;
  readonly direction: ListedCall['direction'];
  readonly caller: string | null;
  readonly callee: string | null;
  readonly flags: readonly string[];
  readonly no_recording_reason: string | null;
  readonly recordings: readonly RecordingRow[];
}

function callFromRow(row: CallRow, moment: Moment): ListedCall {
  const startedAt = row.started_at.getTime();
  const answeredAt = row.answered_at?.getTime() ?? null;
  const endedAt = row.ended_at?.getTime() ?? null;
  return {
    id: row.id,
    startedAt,
    answeredAt,
    endedAt,
    durationMs: endedAt === null ? null : Math.max(0, endedAt - (answeredAt ?? startedAt)),
    direction: row.direction,
    caller: row.caller,
    callee: row.callee,
    flags: row.flags as CallFlag[],
    noRecordingReason: row.no_recording_reason as NoRecordingReason | null,
    recordings: row.recordings.map((recording) => recordingFromRow(recording, moment)),
  };
}
