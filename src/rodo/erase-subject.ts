import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { CallId, RodoRequestId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import { forgetNumberInPackages } from '../delivery/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { destroyOnRequest, replaceDayKeys, type RetentionDeps } from '../retention/index.ts';
import { type RodoAnswer, summarize } from './answer.ts';
import { isOwnNumber } from './conflicts.ts';
import type { OpenRequest } from './package-contents.ts';
import { allSubjectCalls, recordingsOfCalls } from './subject-calls.ts';
import { numberPattern, storedForms } from './subject-number.ts';

/** Calls erased together: bounds a transaction, and what is repeated after a kill. */
const CALLS_PER_BATCH = 100;
/** The actor in the audit log. */
const ACTOR = 'rodo';
/** In the place of a number in texts of people. */
const REMOVED = '[usunięto]';

export type EraseDeps = Omit<RetentionDeps, 'keepUndeliveredDays' | 'periods'>;

/**
 * Erases a subject: destroys the recordings of the calls, then removes the number and the PBX's metadata from their rows, which stay for
 * the counts; then the number from texts and undelivered packages. Calls under a legal hold are left wholly. May be killed anywhere
 * and repeated: what is done has no number any more, and is not found again. A recording that cannot be destroyed leaves its call as it
 * is and stops no other. Throws `rodo-own-number`; at the end what else failed.
 */
export async function eraseSubject(deps: EraseDeps, request: OpenRequest): Promise<void> {
  const { db, clock } = deps;
  const { id, tenantId, number, openedAt } = request;
  // Days may have passed since the order.
  if (await isOwnNumber(db, request)) throw new AppError('rodo-own-number');
  const found = await allSubjectCalls(db, { tenantId, number, until: openedAt });
  // A recording of an erased call that was archived later.
  const ids = [...new Set([...found.map((call) => call.id), ...(await erasedWithRecordings(db, request))])];
  let failure: unknown;
  for (let start = 0; start < ids.length; start += CALLS_PER_BATCH) {
    const batch = ids.slice(start, start + CALLS_PER_BATCH);
    const recordings = await recordingsOfCalls(db, tenantId, { callIds: batch, at: clock.now() });
    const held = new Set(recordings.filter(({ state }) => state === 'held').map(({ callId }) => callId));
    const free = recordings.filter(({ callId, state }) => !held.has(callId) && state !== 'held');
    try {
      await destroyOnRequest(deps, { tenantId, ids: free.map((recording) => recording.id) });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'retention-incomplete')) throw error;
      failure ??= error;
    }
    await removeNumber(db, request, batch);
  }
  await endRefusedUploads(db, request, clock.now());
  const erased = await erasedCalls(db, id);
  for (const form of storedForms(number)) await forgetNumberInPackages(db, tenantId, form, erased);
  // Once for all: each time re-wraps the keys of everything else of these days.
  if (failure !== undefined) throw failure;
  await replaceDayKeys(deps, { tenantId, days: await erasedDays(db, id) });
  await db.transaction().execute((transaction) => finish(transaction, deps, request));
}

/** Files of refused uploads have no call: they are found by their own numbers. Nobody reads them from now on; their job removes them. */
async function endRefusedUploads(db: Database, { tenantId, number, openedAt }: OpenRequest, now: number) {
  const forms = [...storedForms(number)];
  await sql`UPDATE refused_uploads SET ends_at = ${new Date(now)}, wrapped_key = NULL, caller = NULL, callee = NULL, call = '{}'
    WHERE tenant_id = ${tenantId} AND started_at < ${new Date(openedAt)}
      AND (caller = ANY(${forms}) OR callee = ANY(${forms}) OR call::text ~ ${numberPattern(number)}
        OR call->'extensions' @> ${JSON.stringify([{ extension: number }])}::jsonb)`.execute(db);
}

async function erasedWithRecordings(db: Database, { id, tenantId }: OpenRequest): Promise<CallId[]> {
  const rows = await db
    .selectFrom('calls')
    .innerJoin('recordings', 'recordings.call_id', 'calls.id')
    .select('calls.id')
    .distinct()
    .where('calls.tenant_id', '=', tenantId)
    .where('calls.erased_by', '=', id)
    .where('recordings.destroyed_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

async function erasedCalls(db: Database, id: RodoRequestId): Promise<CallId[]> {
  const rows = await db.selectFrom('calls').select('id').where('erased_by', '=', id).execute();
  return rows.map((row) => row.id);
}

async function erasedDays(db: Database, id: RodoRequestId): Promise<string[]> {
  const rows = await db
    .selectFrom('calls')
    .innerJoin('recordings', 'recordings.call_id', 'calls.id')
    .select('recordings.warsaw_day')
    .distinct()
    .where('calls.erased_by', '=', id)
    .where('recordings.destruction_reason', '=', 'on-request')
    .execute();
  return rows.map((row) => row.warsaw_day);
}

/** Of calls whose recordings are all destroyed, in one transaction. File names have numbers, too. */
async function removeNumber(
  db: Database,
  { id, tenantId, number }: OpenRequest,
  ids: readonly CallId[],
): Promise<void> {
  const pattern = numberPattern(number);
  const forms = [...storedForms(number)];
  // Behind a prefix that was dialled (`*67512345678`), where the pattern expects no digit.
  const digits = number.replace(/^\+(48)?/, '');
  const withoutNumber = (column: string) =>
    sql`CASE WHEN ${sql.ref(column)} ~ ${pattern} THEN 'erased-' || calls.id::text ELSE ${sql.ref(column)} END`;
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: CallId }>`
      UPDATE calls SET erased_by = ${id}, metadata = '{}',
        caller = CASE WHEN caller = ANY(${forms}) THEN NULL ELSE caller END,
        callee = CASE WHEN callee = ANY(${forms}) THEN NULL ELSE callee END,
        dialled = CASE WHEN dialled = ANY(${forms}) OR (callee = ANY(${forms}) AND strpos(dialled, ${digits}) > 0) OR dialled ~ ${pattern} THEN NULL ELSE dialled END,
        extensions = array_remove(extensions, ${number}),
        correlation_id = ${withoutNumber('correlation_id')}, external_id = ${withoutNumber('external_id')}
      WHERE tenant_id = ${tenantId} AND id = ANY(${ids}::uuid[])
        AND NOT EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id AND destroyed_at IS NULL)
      RETURNING id`.execute(transaction);
    // Of all sessions in the time of these calls: who was in one of them stands in its sealed messages only.
    await sql`DELETE FROM session_traces WHERE tenant_id = ${tenantId} AND EXISTS (
      SELECT FROM calls WHERE id = ANY(${rows.map((row) => row.id)}::uuid[]) AND session_traces.last_at >= calls.started_at
        AND session_traces.started_at <= coalesce(calls.ended_at, calls.started_at) + interval '1 minute')`.execute(
      transaction,
    );
    // Who is in the last call records of a source stands in what is sealed only.
    await sql`DELETE FROM source_records WHERE source_id IN (
      SELECT id FROM sources WHERE tenant_id = ${tenantId} OR tenant_id IS NULL)`.execute(transaction);
    await sql`UPDATE call_parties SET number = NULL WHERE number = ANY(${forms}) AND recording_id IN (
      SELECT id FROM recordings WHERE call_id = ANY(${rows.map((row) => row.id)}::uuid[]))`.execute(transaction);
    // What people wrote about these calls; of other calls that name the number it is taken out of the texts.
    for (const table of ['call_notes', 'call_tags', 'call_reviews']) {
      await sql`DELETE FROM ${sql.table(table)} WHERE tenant_id = ${tenantId}
        AND call_id = ANY(${rows.map((row) => row.id)}::uuid[])`.execute(transaction);
    }
    await sql`UPDATE recordings SET file_name = 'erased_' || id::text || '.mp3'
      WHERE tenant_id = ${tenantId} AND call_id = ANY(${rows.map((row) => row.id)}::uuid[])`.execute(transaction);
  });
}

/** The last step: texts, the answer, the state and the audit event, all or nothing. */
async function finish(transaction: Database, { audit, clock }: EraseDeps, request: OpenRequest): Promise<void> {
  const { id, tenantId, number } = request;
  const locked = await transaction
    .selectFrom('rodo_requests')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'working')
    .forUpdate()
    .executeTakeFirst();
  if (locked === undefined) return;
  const texts = (await removeFromTexts(transaction, request, number)) + (await removeNames(transaction, request));
  const answer: RodoAnswer = await summarize(transaction, request, { texts, at: clock.now() });
  await transaction
    .updateTable('rodo_requests')
    .set({ state: 'done', failure: null, answer: JSON.stringify(answer) })
    .where('id', '=', id)
    .execute();
  const { calls, recordings } = answer.done;
  const event = { tenantId, actor: ACTOR, action: 'rodo-erased', subject: id, address: null } as const;
  await audit.record({ ...event, detail: { calls, recordings } }, transaction);
}

/** Returns how many texts had the number. */
async function removeFromTexts(transaction: Database, { tenantId }: OpenRequest, number: PhoneNumber): Promise<number> {
  const pattern = numberPattern(number);
  let texts = 0;
  for (const [table, columns] of Object.entries(TEXTS)) {
    const without = columns.map(
      (name) => sql`${sql.ref(name)} = regexp_replace(${sql.ref(name)}, ${pattern}, ${REMOVED}, 'g')`,
    );
    const has = columns.map((name) => sql`coalesce(${sql.ref(name)}, '') ~ ${pattern}`);
    const { numAffectedRows = 0n } = await sql`UPDATE ${sql.table(table)} SET ${sql.join(without)}
      WHERE tenant_id = ${tenantId} AND (${sql.join(has, sql` OR `)})`.execute(transaction);
    texts += Number(numAffectedRows);
  }
  return texts;
}

/** The name of the number, and searches for it that users have saved. */
async function removeNames(transaction: Database, { tenantId, number }: OpenRequest): Promise<number> {
  const { numAffectedRows: names = 0n } = await sql`DELETE FROM phone_book
    WHERE tenant_id = ${tenantId} AND number = ANY(${[...storedForms(number)]})`.execute(transaction);
  const { numAffectedRows: searches = 0n } = await sql`DELETE FROM saved_searches WHERE tenant_id = ${tenantId}
    AND concat_ws(' ', name, search->>'number') ~ ${numberPattern(number)}`.execute(transaction);
  return Number(names + searches);
}

/** Columns with texts of people, by table. */
const TEXTS = {
  mails: ['subject', 'body'],
  cancellation_requests: ['sender', 'subject', 'body', 'decision_note'],
  legal_holds: ['reason'],
  call_notes: ['text'],
  live_marks: ['text'],
  call_reviews: ['note'],
  listening_grants: ['reason'],
  share_links: ['label'],
  call_hooks: ['name'],
  call_mail_rules: ['name'],
} as const;
