import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
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
