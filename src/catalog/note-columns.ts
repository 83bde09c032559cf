import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isHeard, type TenantScope } from './tenant-scope.ts';

/** What people wrote about a call, as the history shows it. */
export interface NoteColumns {
  readonly tags: readonly string[];
  readonly notes: number;
  /** Null: nobody is asked to look at it. */
  readonly to_review: boolean | null;
}

const ofCall = (table: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${table}.tenant_id`)} = calls.tenant_id AND ${sql.ref(`${table}.call_id`)} = calls.id`;

/** The columns of `NoteColumns` for queries of `calls`: each is looked up by the key of its table. */
export function noteColumns(scope: TenantScope) {
  return [
    sql<string[]>`ARRAY(SELECT tag FROM call_tags WHERE ${ofCall('call_tags')} ORDER BY tag)`.as('tags'),
    sql<number>`(SELECT count(*)::int FROM call_notes WHERE ${ofCall('call_notes')} AND ${isVisibleNote(scope)})`.as(
      'notes',
    ),
    sql<boolean | null>`(SELECT bool_or(done_at IS NULL) FROM call_reviews WHERE ${ofCall('call_reviews')})`.as(
      'to_review',
    ),
  ] as const;
}

/** Condition on `call_notes` of a call that the scope may see: not about a recording of it that the scope may not hear. */
export function isVisibleNote(scope: TenantScope): Expression<SqlBool> {
  if (scope.numbers === null) return sql<boolean>`true`;
  return sql<boolean>`(call_notes.recording_id IS NULL OR EXISTS (SELECT FROM recordings
    WHERE recordings.id = call_notes.recording_id AND ${isHeard(scope)} OFFSET 0))`;
}

/** What calls are asked for by what people wrote about them. */
export interface NoteFilter {
  /** As `normalizeTag` gives it. */
  readonly tag?: string | undefined;
  /** A part of a note's text, at least `MIN_NOTE_PART` characters, whatever its case and marks. */
  readonly note?: string | undefined;
  /** As of `ListedCall`. */
  readonly review?: 'open' | 'done' | undefined;
}

/** Conditions on `calls`. Notes that the scope may not read find nothing. */
export function noteConditions(scope: TenantScope, { tag, note, review }: NoteFilter): Expression<SqlBool>[] {
  return [
    ...(tag === undefined
      ? []
      : [sql<boolean>`EXISTS (SELECT FROM call_tags WHERE ${ofCall('call_tags')} AND tag = ${tag} OFFSET 0)`]),
    ...(note === undefined
      ? []
      : [
          sql<boolean>`EXISTS (SELECT FROM call_notes WHERE ${ofCall('call_notes')} AND ${hasText(note)} AND ${isVisibleNote(scope)} OFFSET 0)`,
        ]),
    ...(review === undefined
      ? []
      : [
          sql<boolean>`(SELECT bool_or(done_at IS NULL) FROM call_reviews WHERE ${ofCall('call_reviews')}) = ${review === 'open'}`,
        ]),
  ];
}

/** Fewer characters are in nearly every note. */
export const MIN_NOTE_PART = 3;
/** The most calls whose notes have the text that are looked up one by one, as `MAX_NUMBERS` of numbers. */
const MAX_NOTED_CALLS = 2000;

/** The tenant's calls with a note that has the text; null: more than are looked up one by one. */
export async function callsWithNote(db: Database, tenantId: TenantId, note: string): Promise<CallId[] | null> {
  // Only by the index of parts: see `isIndexedAs` of numbers.
  const { rows } = await sql<{ id: CallId }>`SELECT DISTINCT call_id AS id FROM (
    SELECT call_id FROM call_notes
    WHERE number_parts(tenant_id, folded_note(text)) @> number_parts(${tenantId}, folded_note(${note}))
      AND tenant_id::text = ${tenantId}::text AND ${hasText(note)} LIMIT ${MAX_NOTED_CALLS + 1}) AS noted`.execute(db);
  return rows.length > MAX_NOTED_CALLS ? null : rows.map(({ id }) => id);
}

function hasText(note: string): RawBuilder<boolean> {
  return sql`strpos(folded_note(text), folded_note(${note})) > 0`;
}
