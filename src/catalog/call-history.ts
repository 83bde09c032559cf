import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { AppError } from '../base/errors.ts';
import { type CallId, isId, type RecordingId } from '../base/ids.ts';
import { type CallSummary, SUMMARY_COLUMNS, summaryFromRow, type SummaryRow } from '../calls/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { AppliedRule, CallFlag, Direction, NoRecordingReason } from '../recording/index.ts';
import { namesOf } from '../tenants/index.ts';
import { lasted } from './call-durations.ts';
import { type CallPosition, isIndexed, searchedPage } from './call-search.ts';
import { type NoteColumns, noteColumns, noteConditions, type NoteFilter } from './note-columns.ts';
import { numberCondition } from './plain-number-search.ts';
import { extensionOf, planSearch, type SearchPlan } from './plan-search.ts';
import { type ListedRecording, recordingColumns, recordingFromRow, type RecordingRow } from './recordings.ts';
import { type CatalogDeps, type RetentionContext, retentionContext } from './retention-context.ts';
import { callsOf, isHeard, type TenantScope } from './tenant-scope.ts';

/** A call of the history. Instants are Unix ms. */
export interface ListedCall extends CallSummary {
  readonly id: CallId;
  /** From the answer (or, unknown, the start) to the end; null while the end is not known. */
  readonly durationMs: number | null;
  readonly flags: readonly CallFlag[];
  /** Removed at the request of a data subject: the number of one party, or of one that the PBX's metadata named. */
  readonly numbersErased: boolean;
  readonly noRecordingReason: NoRecordingReason | null;
  /** The recording rule that decided, as it was then. */
  readonly recordingRule: AppliedRule | null;
  readonly tags: readonly string[];
  /** How many there are that the scope may read. */
  readonly notes: number;
  /** Whether colleagues are to look at it; `done`: all of them have. Null: nobody is asked. */
  readonly review: 'open' | 'done' | null;
  /** Oldest first. */
  readonly recordings: readonly ListedRecording[];
  /** As the tenant's phone book names the number; null: not at all. */
  readonly callerName: string | null;
  readonly calleeName: string | null;
  /** Of other numbers that took part or were dialled, by number. */
  readonly otherNames: Readonly<Record<string, string>>;
}

export interface CallFilter extends NoteFilter {
  /** Unix ms; calls that started then or later. */
  readonly from?: number;
  /** Unix ms; calls that started before. */
  readonly until?: number;
  /** Of anybody who took part: the number (or what was dialled) in any notation, at least three digits of it, or a part of its name. */
  readonly number?: string;
  readonly direction?: Direction;
  /** With (true) or without (false) a recording. */
  readonly recorded?: boolean;
  /** Why there is no recording. */
  readonly reason?: NoRecordingReason;
  /** A call that was not answered lasted nothing. */
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  /** A number of the tenant's that took part, in any notation. */
  readonly extension?: string;
  /** Only these calls. */
  readonly callIds?: readonly CallId[];
  /** Only the call of this recording. */
  readonly recordingId?: RecordingId;
  /** Only this call. */
  readonly callId?: CallId;
}

interface CallQuery extends CallFilter {
  /** `nextCursor` of the page before; null: the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

interface CallPage {
  readonly calls: readonly ListedCall[];
  /** The cursor of the next page; null: this is the last one. */
  readonly nextCursor: string | null;
}

/** The most calls on one page. */
const MAX_PAGE = 200;

/** A page of the history, newest first, each call with its recordings. Throws `request-invalid`. */
export async function listCalls(
  catalog: CatalogDeps,
  scope: TenantScope,
  { cursor, limit, ...filter }: CallQuery,
): Promise<CallPage> {
  const { db } = catalog;
  const context = await retentionContext(catalog, scope);
  const size = Math.max(1, Math.min(limit, MAX_PAGE));
  const rows = await rowsOfPage(db, {
    scope,
    context,
    filter,
    after: cursor === null ? null : readCursor(cursor),
    limit: size + 1,
  });
  const calls = await named(
    db,
    scope,
    rows.slice(0, size).map((row) => callFromRow(row, context)),
  );
  const last = rows.length > size ? calls.at(-1) : undefined;
  return { calls, nextCursor: last === undefined ? null : cursorOf(last) };
}

/** A call that the scope may see, or null. Takes any text as id. */
export async function findCall(catalog: CatalogDeps, scope: TenantScope, id: string): Promise<ListedCall | null> {
  if (!isId(id)) return null;
  const { calls } = await listCalls(catalog, scope, { callId: id as CallId, cursor: null, limit: 1 });
  return calls[0] ?? null;
}

/** With the names of the phone book. */
async function named(db: Database, { tenantId }: TenantScope, calls: readonly UnnamedCall[]): Promise<ListedCall[]> {
  const names = await namesOf(db, tenantId, calls.flatMap(numbersOf));
  const nameOf = (number: string | null) => (number === null ? null : (names.get(number) ?? null));
  return calls.map((call) => {
    const others = numbersOf(call).filter((number) => number !== call.caller && number !== call.callee);
    return {
      ...call,
      callerName: nameOf(call.caller),
      calleeName: nameOf(call.callee),
      otherNames: Object.fromEntries(
        others.flatMap((number) => (names.has(number) ? [[number, names.get(number)!]] : [])),
      ),
    };
  });
}

function numbersOf({ caller, callee, dialled, recordings }: UnnamedCall): string[] {
  const parties = recordings.flatMap((recording) => recording.parties.map(({ number }) => number));
  return [caller, callee, dialled, ...parties].filter((number) => number !== null);
}

interface RowsQuery {
  readonly scope: TenantScope;
  readonly context: RetentionContext;
  readonly filter: CallFilter;
  readonly after: CallPosition | null;
  readonly limit: number;
}

async function rowsOfPage(
  db: Database,
  { scope, context, filter, after, limit }: RowsQuery,
): Promise<readonly CallRow[]> {
  const { search, condition } = await planOf(db, scope, filter);
  const conditions = [...filterConditions(scope, filter), ...(condition === null ? [] : [condition])];
  if (search === null) {
    if (after !== null) conditions.push(isAfter(after));
    return pageQuery(db, { scope, context, conditions, limit }).execute();
  }
  return searchedPage(db, search, {
    after,
    limit,
    rowsOf: (found, count) =>
      pageQuery(db, { scope, context, conditions: [...conditions, isOneOf(found)], limit: count }).execute(),
  });
}

/** Until the calls of the tenant are indexed, and of the one call of a recording: by their conditions alone. */
export async function planOf(db: Database, scope: TenantScope, filter: CallFilter): Promise<SearchPlan> {
  const isNamed = [filter.recordingId, filter.callId, filter.callIds].some((named) => named !== undefined);
  if (!isNamed && (await isIndexed(db, scope.tenantId))) return planSearch(db, scope, filter);
  return {
    search: null,
    condition: filter.number === undefined ? null : await numberCondition(db, scope, filter.number),
  };
}

type Condition = Expression<SqlBool>;
const is = expressionBuilder<Schema, 'calls'>();

export function filterConditions(scope: TenantScope, filter: CallFilter): Condition[] {
  const { from, until, direction, recorded, reason, extension, recordingId, callId, callIds } = filter;
  const duration = lasted(filter);
  const conditions: Condition[] = noteConditions(scope, filter);
  if (from !== undefined) conditions.push(is('calls.started_at', '>=', new Date(from)));
  if (until !== undefined) conditions.push(is('calls.started_at', '<', new Date(until)));
  if (direction !== undefined) conditions.push(is('calls.direction', '=', direction));
  if (recorded !== undefined) conditions.push(recorded ? is.exists(ITS_RECORDINGS) : is.not(is.exists(ITS_RECORDINGS)));
  if (reason !== undefined) conditions.push(is('calls.no_recording_reason', '=', reason));
  if (duration !== null) conditions.push(duration);
  if (extension !== undefined)
    conditions.push(sql<boolean>`calls.extensions @> ARRAY[${extensionOf(extension)}]::text[]`);
  if (callIds !== undefined) conditions.push(sql<boolean>`calls.id = ANY (${callIds}::uuid[])`);
  if (recordingId !== undefined) conditions.push(is('calls.id', 'in', callOf(recordingId)));
  if (callId !== undefined) conditions.push(is('calls.id', '=', callId));
  return conditions;
}

const ITS_RECORDINGS = is
  .selectFrom('recordings')
  .whereRef('recordings.call_id', '=', 'calls.id')
  .select('recordings.id');

/** `OFFSET 0`: the recording is looked up, rather than the calls one after another. */
function callOf(id: RecordingId) {
  return is.selectFrom('recordings').where('recordings.id', '=', id).select('recordings.call_id').limit(1).offset(0);
}

/** By their times, too: only the months of them are read. */
function isOneOf(found: readonly CallPosition[]): Condition {
  const ids = found.map(({ id }) => id);
  return sql<boolean>`(calls.id = ANY (${ids}::uuid[])
    AND calls.started_at BETWEEN ${found.at(-1)!.at}::timestamptz AND ${found[0]!.at}::timestamptz)`;
}

/** The position of the last call of a page in the order of the list. */
function cursorOf({ startedAt, id }: Pick<ListedCall, 'startedAt' | 'id'>): string {
  return Buffer.from(`${startedAt}/${id}`).toString('base64url');
}

function readCursor(cursor: string): CallPosition {
  const [, startedAt, id = ''] = /^(\d{1,14})\/(.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!isId(id)) throw new AppError('request-invalid', 'the cursor is not valid: use the nextCursor of a page');
  return { at: new Date(Number(startedAt)).toISOString(), id: id as CallId };
}

function isAfter({ at, id }: CallPosition): Condition {
  return sql<boolean>`(calls.started_at, calls.id) < (${at}::timestamptz, ${id}::uuid)`;
}

interface PageQuery {
  readonly scope: TenantScope;
  readonly context: RetentionContext;
  readonly conditions: readonly Condition[];
  readonly limit: number;
}

function pageQuery(db: Database, { scope, context, conditions, limit }: PageQuery) {
  return callsOf(db, scope)
    .where((each) => each.and(conditions))
    .select([
      'calls.id',
      ...SUMMARY_COLUMNS,
      'calls.flags',
      'calls.no_recording_reason',
      'calls.recording_rule',
      'calls.erased_by',
    ])
    .select(noteColumns(scope))
    .select((call) =>
      jsonArrayFrom(
        call
          .selectFrom('recordings')
          .whereRef('recordings.call_id', '=', 'calls.id')
          .where(isHeard(scope))
          .select(recordingColumns(context))
          .orderBy('recordings.started_at')
          .orderBy('recordings.id'),
      ).as('recordings'),
    )
    .orderBy('calls.started_at', 'desc')
    .orderBy('calls.id', 'desc')
    .limit(limit);
}

interface CallRow extends SummaryRow, NoteColumns {
  readonly id: CallId;
  readonly flags: readonly string[];
  readonly erased_by: string | null;
  readonly no_recording_reason: string | null;
  readonly recording_rule: unknown;
  readonly recordings: readonly RecordingRow[];
}

type UnnamedCall = Omit<ListedCall, 'callerName' | 'calleeName' | 'otherNames'>;

function callFromRow(row: CallRow, context: RetentionContext): UnnamedCall {
  const summary = summaryFromRow(row);
  const { startedAt, answeredAt, endedAt } = summary;
  return {
    id: row.id,
    ...summary,
    durationMs: endedAt === null ? null : Math.max(0, endedAt - (answeredAt ?? startedAt)),
    flags: row.flags as CallFlag[],
    numbersErased: row.erased_by !== null,
    noRecordingReason: row.no_recording_reason as NoRecordingReason | null,
    recordingRule: row.recording_rule as AppliedRule | null,
    tags: row.tags,
    notes: row.notes,
    review: row.to_review === null ? null : row.to_review ? 'open' : 'done',
    recordings: row.recordings.map((recording) => recordingFromRow(recording, context)),
  };
}
