import { sql } from 'kysely';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { isShortNumber } from '../base/phone-number.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { unarchivedSince } from '../calls/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { inForce, numberSpans, serviceHistory } from '../tenants/index.ts';
import type { Subject, SubjectCall, SubjectRecording } from './subject-calls.ts';
import { patternsOfPerson, storedForms } from './subject-number.ts';

/**
 * What stands against an erasure, wholly or in part:
 * - `own-number`: a number of the tenant itself. Nothing is erased.
 * - `extension`: a short number, of an employee of the tenant; its calls are also those of the persons they talked to.
 * - `legal-hold`: recordings under a hold and their calls are kept (Art. 17(3)(e)).
 * - `billing-data`: statements are kept; they have no numbers (Art. 17(3)(b)). The calls' rows stay for the counts, without the number.
 * - `recording-rules`, `mail-rules`: the tenant's rules that name the number, a prefix that means a person (`patternsOfPerson`), or a group with it, go on as its
 *   people wrote them: without the number a rule that forbids to record this person would record them. They change it themselves.
 * - `undelivered-push`: recordings that are not delivered to the tenant's server yet, and then never will be.
 * - `open-statement`: calls of a period whose statement is not issued: later nobody can check them by the number.
 * - `not-archived`: earlier calls are still being archived, and are not found yet.
 */
export const CONFLICT_KINDS = [
  'own-number',
  'extension',
  'legal-hold',
  'billing-data',
  'recording-rules',
  'mail-rules',
  'undelivered-push',
  'open-statement',
  'not-archived',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

export interface Conflict {
  readonly kind: ConflictKind;
  /** `refused`: no erasure at all. `kept`: this part is left. `accept`: erased only if whoever orders it accepts it. */
  readonly effect: 'refused' | 'kept' | 'accept';
  /** Of recordings, calls, statements or rules. */
  readonly count: number;
}

interface ConflictQuery {
  readonly subject: Subject;
  readonly calls: readonly SubjectCall[];
  readonly recordings: readonly SubjectRecording[];
  /** Unix ms. */
  readonly at: number;
}

export async function findConflicts(db: Database, query: ConflictQuery): Promise<Conflict[]> {
  const { subject, calls, recordings, at } = query;
  const { tenantId } = subject;
  const kept = recordings.filter(({ state }) => state === 'kept').map(({ id }) => id);
  const statements = await statementsOf(db, tenantId);
  const openFrom = statements.end === null ? 0 : startOfWarsawDay(statements.end);
  const since = (await unarchivedSince(db, at))(tenantId);
  const conflicts: Conflict[] = [
    { kind: 'own-number', effect: 'refused', count: (await isOwnNumber(db, subject)) ? 1 : 0 },
    { kind: 'extension', effect: 'accept', count: isShortNumber(subject.number) ? 1 : 0 },
    { kind: 'legal-hold', effect: 'kept', count: recordings.filter(({ state }) => state === 'held').length },
    { kind: 'billing-data', effect: 'kept', count: statements.count },
    { kind: 'recording-rules', effect: 'kept', count: await countRules(db, 'recording_rules', subject) },
    { kind: 'mail-rules', effect: 'kept', count: await countRules(db, 'call_mail_rules', subject) },
    { kind: 'undelivered-push', effect: 'accept', count: await countUndelivered(db, { tenantId, kept, at }) },
    {
      kind: 'open-statement',
      effect: 'accept',
      count: calls.filter(({ startedAt }) => startedAt >= openFrom).length,
    },
    { kind: 'not-archived', effect: 'accept', count: since !== null && since < subject.until ? 1 : 0 },
  ];
  return conflicts.filter(({ count }) => count > 0);
}

/** A number that the tenant has, had or will have is no data subject's: every call with it would be concerned. */
export async function isOwnNumber(
  db: Database,
  { tenantId, number }: Pick<Subject, 'tenantId' | 'number'>,
): Promise<boolean> {
  const forms = storedForms(number);
  return (await numberSpans(db, tenantId)).some((span) => forms.includes(span.number));
}

async function countRules(
  db: Database,
  table: 'recording_rules' | 'call_mail_rules',
  { tenantId, number }: Subject,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM ${sql.table(table)} WHERE tenant_id = ${tenantId}
      AND ((conditions->'numbers') || (conditions->'extensions') ?| ${[...patternsOfPerson(number)]}::text[]
        OR conditions->'numberGroups' ?| ARRAY(
          SELECT id::text FROM number_groups WHERE tenant_id = ${tenantId} AND numbers && ${[...storedForms(number)]}::text[]))`.execute(
    db,
  );
  return rows[0]!.count;
}

async function statementsOf(db: Database, tenantId: TenantId): Promise<{ count: number; end: string | null }> {
  const { count, end } = await db
    .selectFrom('statements')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('period_end').as('end')])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return { count, end };
}

/** Kept recordings in a package that is not delivered, or in none although the push is in force. */
async function countUndelivered(
  db: Database,
  { tenantId, kept, at }: { readonly tenantId: TenantId; readonly kept: readonly RecordingId[]; readonly at: number },
): Promise<number> {
  const push = inForce(await serviceHistory(db, tenantId), 'push', at);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM recordings
    WHERE recordings.tenant_id = ${tenantId} AND recordings.id = ANY(${kept}::uuid[])
      AND NOT EXISTS (SELECT FROM package_files WHERE package_files.recording_id = recordings.id AND delivered_at IS NOT NULL)
      AND (EXISTS (SELECT FROM package_files JOIN packages ON packages.id = package_id
                   WHERE package_files.recording_id = recordings.id AND packages.delivered_at IS NULL)
        OR (recordings.started_at >= ${push === null ? null : new Date(push.startsAt)}::timestamptz
            AND NOT EXISTS (SELECT FROM package_files WHERE package_files.recording_id = recordings.id)))`.execute(db);
  return rows[0]!.count;
}
