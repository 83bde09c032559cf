import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import { isShortNumber, type PhoneNumber } from '../base/phone-number.ts';
import { type CallSummary, SUMMARY_COLUMNS, summaryFromRow } from '../calls/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { NoRecordingReason } from '../recording/index.ts';
import { holdInForce } from '../retention/index.ts';
import { numberPattern, storedForms } from './subject-number.ts';

/** What a request concerns: one tenant's calls with one number that began before an instant. */
export interface Subject {
  readonly tenantId: TenantId;
  readonly number: PhoneNumber;
  /** Unix ms: the opening of the request. Later calls are not concerned. */
  readonly until: number;
}

/** A call with the number, on whichever side. */
export interface SubjectCall extends CallSummary {
  readonly id: CallId;
  /** `participant`: neither of the two parties; dialled, or named in the PBX's metadata, as after a transfer. */
  readonly role: 'caller' | 'callee' | 'participant';
  /** Null: it has, or had, a recording. */
  readonly noRecordingReason: NoRecordingReason | null;
}

export interface SubjectRecording {
  readonly id: RecordingId;
  readonly callId: CallId;
  readonly sizeBytes: number;
  /** `destroyed`: or being destroyed. */
  readonly state: 'kept' | 'held' | 'destroyed';
}

/** The most calls one query reads. */
const CALLS_PER_PAGE = 1000;

const is = expressionBuilder<Schema, 'calls'>();

/** The call has the number: as caller, callee, dialled number, extension, as a party of a recording, or as a participant in the PBX's metadata. */
function hasNumber(number: PhoneNumber): Expression<SqlBool> {
  const forms = [...storedForms(number)];
  const sides = [is('calls.caller', 'in', forms), is('calls.callee', 'in', forms)];
  const pattern = numberPattern(number);
  const dialled = sql<boolean>`(calls.dialled = ANY(${forms}) OR calls.dialled ~ ${pattern})`;
  const took = sql<boolean>`calls.id IN (SELECT recordings.call_id FROM recordings
    JOIN call_parties ON call_parties.recording_id = recordings.id WHERE call_parties.number = ANY(${forms}))`;
  const extension = sql<boolean>`${number} = ANY(calls.extensions)`;
  const named = sql<boolean>`array_to_string(calls.metadata, ' ') ~ ${pattern}`;
  return is.or([...sides, dialled, named, took, ...(isShortNumber(number) ? [extension] : [])]);
}

/** The calls of a subject, oldest first, page by page. */
async function* subjectCalls(db: Database, subject: Subject): AsyncGenerator<readonly SubjectCall[]> {
  const { tenantId, number, until } = subject;
  let after: SubjectCall | undefined;
  do {
    let query = db
      .selectFrom('calls')
      .select(['calls.id', ...SUMMARY_COLUMNS, 'calls.no_recording_reason'])
      .where('calls.tenant_id', '=', tenantId)
      .where('calls.started_at', '<', new Date(until))
      .where(hasNumber(number))
      .orderBy('calls.started_at')
      .orderBy('calls.id')
      .limit(CALLS_PER_PAGE);
    if (after !== undefined) {
      const { startedAt, id } = after;
      query = query.where(
        sql<boolean>`(calls.started_at, calls.id) > (${new Date(startedAt)}::timestamptz, ${id}::uuid)`,
      );
    }
    const rows = await query.execute();
    const calls = rows.map(
      (row): SubjectCall => ({
        id: row.id,
        ...summaryFromRow(row),
        role: roleOf(number, row),
        noRecordingReason: row.no_recording_reason as NoRecordingReason | null,
      }),
    );
    if (calls.length > 0) yield calls;
    after = calls.length < CALLS_PER_PAGE ? undefined : calls.at(-1);
  } while (after !== undefined);
}

function roleOf(
  number: PhoneNumber,
  { caller, callee }: { readonly caller: string | null; readonly callee: string | null },
): SubjectCall['role'] {
  const forms = storedForms(number);
  if (caller !== null && forms.includes(caller)) return 'caller';
  return callee !== null && forms.includes(callee) ? 'callee' : 'participant';
}

export async function allSubjectCalls(db: Database, subject: Subject): Promise<SubjectCall[]> {
  const calls: SubjectCall[] = [];
  for await (const page of subjectCalls(db, subject)) calls.push(...page);
  return calls;
}

/** All recordings of calls, also those that are destroyed. `at`: Unix ms. */
export async function recordingsOfCalls(
  db: Database,
  tenantId: TenantId,
  { callIds, at }: { readonly callIds: readonly CallId[]; readonly at: number },
): Promise<SubjectRecording[]> {
  const rows = await db
    .selectFrom('recordings')
    .select(['recordings.id', 'recordings.call_id', 'recordings.size_bytes', 'recordings.destroying_at'])
    .select(holdInForce(at).as('hold'))
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.call_id', '=', (eb) => eb.fn.any(eb.val([...callIds])))
    .orderBy('recordings.started_at')
    .orderBy('recordings.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    callId: row.call_id,
    sizeBytes: row.size_bytes,
    state: row.destroying_at !== null ? 'destroyed' : row.hold === null ? 'kept' : 'held',
  }));
}

/** What people of the tenant wrote about a call. Without who wrote it: that is another person's data. */
export interface WrittenOfCall {
  readonly tags: readonly string[];
  /** Of marks for a colleague, too. Instants are Unix ms. */
  readonly notes: readonly { readonly text: string; readonly atMs: number | null; readonly writtenAt: number }[];
}

export async function writtenOfCalls(
  db: Database,
  tenantId: TenantId,
  callIds: readonly CallId[],
): Promise<ReadonlyMap<CallId, WrittenOfCall>> {
  const notes = await sql<{ call: CallId; text: string; at_ms: number | null; written: Date }>`
    SELECT call_id AS call, text, at_ms, created_at AS written FROM call_notes
      WHERE tenant_id = ${tenantId} AND call_id = ANY(${callIds}::uuid[])
    UNION ALL SELECT call_id, note, NULL, created_at FROM call_reviews
      WHERE tenant_id = ${tenantId} AND call_id = ANY(${callIds}::uuid[]) AND note <> ''
    ORDER BY 4`.execute(db);
  const tags = await sql<{ call: CallId; tag: string }>`
    SELECT call_id AS call, tag FROM call_tags WHERE tenant_id = ${tenantId} AND call_id = ANY(${callIds}::uuid[])
    ORDER BY tag`.execute(db);
  const [notesOf, tagsOf] = [Map.groupBy(notes.rows, (row) => row.call), Map.groupBy(tags.rows, (row) => row.call)];
  return new Map(
    callIds.map((id) => [
      id,
      {
        tags: (tagsOf.get(id) ?? []).map(({ tag }) => tag),
        notes: (notesOf.get(id) ?? []).map(({ text, at_ms, written }) => ({
          text,
          atMs: at_ms,
          writtenAt: written.getTime(),
        })),
      },
    ]),
  );
}
