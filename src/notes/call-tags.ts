import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { CallId, UserId } from '../base/ids.ts';
import { isCallOf, type TenantScope } from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Author, type NotesDeps, recordChange, withCall } from './of-call.ts';

/** A row of the history shows them all. */
const MAX_TAGS_OF_CALL = 20;
/** Different ones of a tenant: more are no order any more, and the list that people choose from is sent whole. */
const MAX_TAGS_OF_TENANT = 500;

export interface CallTag {
  readonly tag: string;
  readonly addedBy: UserId;
}

export async function tagsOfCall(db: Database, { tenantId }: TenantScope, callId: CallId): Promise<CallTag[]> {
  return db
    .selectFrom('call_tags')
    .select(['tag', 'added_by as addedBy'])
    .where('tenant_id', '=', tenantId)
    .where('call_id', '=', callId)
    .orderBy('tag')
    .execute();
}

interface TagCount {
  readonly tag: string;
  readonly calls: number;
}

/** The tags of the calls that the scope may see, those of most calls first. */
export async function tagsInUse(db: Database, scope: TenantScope): Promise<TagCount[]> {
  const seen =
    scope.numbers === null
      ? sql<boolean>`true`
      : sql<boolean>`EXISTS (SELECT FROM calls WHERE calls.id = call_tags.call_id AND ${isCallOf(scope)})`;
  const { rows } = await sql<TagCount>`
    SELECT tag, count(*)::int AS calls FROM call_tags WHERE tenant_id = ${scope.tenantId} AND ${seen}
    GROUP BY tag ORDER BY calls DESC, tag LIMIT ${MAX_TAGS_OF_TENANT}`.execute(db);
  return rows;
}

interface TagChange {
  /** As `normalizeTag` gives them, as of the next. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Removes only what the author added, unless by an administrator. Throws `not-found`, `not-allowed`, `too-many-tags`. */
export function changeTags(
  deps: NotesDeps,
  author: Author,
  callId: string,
  { add, remove }: TagChange,
): Promise<CallTag[]> {
  const { tenantId } = author.scope;
  return withCall(deps, author, callId, async (transaction, call) => {
    const before = await tagsOfCall(transaction, author.scope, call);
    const removed = before.filter(({ tag }) => remove.includes(tag));
    if (!author.isAdmin && removed.some(({ addedBy }) => addedBy !== author.userId)) throw new AppError('not-allowed');
    const added = [...new Set(add)].filter((tag) => !before.some((known) => known.tag === tag));
    if (removed.length === 0 && added.length === 0) return before;
    if (before.length - removed.length + added.length > MAX_TAGS_OF_CALL) throw new AppError('too-many-tags');
    await requireRoom(transaction, author.scope, added);
    await transaction
      .deleteFrom('call_tags')
      .where('tenant_id', '=', tenantId)
      .where('call_id', '=', call)
      .where('tag', '=', (is) => is.fn.any(is.val(removed.map(({ tag }) => tag))))
      .execute();
    if (added.length > 0) {
      const by = { added_by: author.userId, added_at: new Date(deps.clock.now()) };
      await transaction
        .insertInto('call_tags')
        .values(added.map((tag) => ({ tenant_id: tenantId, call_id: call, tag, ...by })))
        .execute();
    }
    const detail = { added: added.length, removed: removed.length };
    await recordChange(deps, transaction, author, { action: 'tags-changed', callId: call, detail });
    return tagsOfCall(transaction, author.scope, call);
  });
}

/** Tags that the tenant has already are always allowed. */
async function requireRoom(db: Database, { tenantId }: TenantScope, added: readonly string[]): Promise<void> {
  if (added.length === 0) return;
  const { rows } = await sql<{ fresh: number }>`
    SELECT count(*)::int AS fresh FROM unnest(${added}::text[]) AS new (tag) WHERE NOT EXISTS (
      SELECT FROM call_tags WHERE tenant_id = ${tenantId} AND call_tags.tag = new.tag)`.execute(db);
  const fresh = rows[0]!.fresh;
  if (fresh === 0) return;
  const known = await sql<{ count: number }>`
    SELECT count(DISTINCT tag)::int AS count FROM call_tags WHERE tenant_id = ${tenantId}`.execute(db);
  if (known.rows[0]!.count + fresh > MAX_TAGS_OF_TENANT) throw new AppError('too-many-tags');
}
