import { AppError } from '../base/errors.ts';
import { isId, newId, type SourceId, type SourceKeyId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { hashOfKey, keyColumns, newApiKey } from './api-key.ts';
import { forgetLastSeen, lastSeenOf, type Seen } from './last-seen.ts';

/** What a PBX may do with a key: upload recordings, send CDRs, ask whether a call is to be recorded. */
export const SOURCE_SCOPES = ['upload', 'cdr', 'policy'] as const;
export type SourceScope = (typeof SOURCE_SCOPES)[number];

/** How long a key that is being replaced stays valid if nothing else is said: a PBX is changed within a working week. */
export const KEY_OVERLAP_MS = 7 * 24 * 60 * 60 * 1000;
/** Of a source at once: each of its devices may have its own, and each may be in rotation. */
const MAX_KEYS = 20;

export interface NewSourceKey {
  /** What it is for. */
  readonly name?: string | undefined;
  /** Default: all. */
  readonly scopes?: readonly SourceScope[] | undefined;
  /** Unix ms; null: valid until it is removed. */
  readonly expiresAt?: number | null | undefined;
}

/** A key as it is listed; the key itself is not known any more. */
export interface ListedSourceKey {
  readonly id: SourceKeyId;
  readonly name: string;
  /** Its first characters; null: made by an earlier release. */
  readonly prefix: string | null;
  readonly scopes: readonly SourceScope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastSeen: Seen | null;
}

/** Adds a key, returned here once. Throws `too-many-source-keys`. */
export async function addSourceKey(
  db: Database,
  sourceId: SourceId,
  { name = '', scopes = SOURCE_SCOPES, expiresAt = null }: NewSourceKey,
  nowMs: number,
): Promise<{ keyId: SourceKeyId; apiKey: string }> {
  const { known } = await db
    .selectFrom('source_keys')
    .where('source_id', '=', sourceId)
    .select((is) => is.fn.countAll<number>().as('known'))
    .executeTakeFirstOrThrow();
  if (known >= MAX_KEYS) throw new AppError('too-many-source-keys');
  const key = newApiKey();
  const keyId = newId<SourceKeyId>(nowMs);
  await db
    .insertInto('source_keys')
    .values({ id: keyId, source_id: sourceId, ...keyColumns(key, { name, scopes, expiresAt }, nowMs) })
    .execute();
  return { keyId, apiKey: key.apiKey };
}

/** Sets until when a key is valid; null: until it is removed. Throws `source-key-unknown`. */
export async function setSourceKeyExpiry(
  db: Database,
  { sourceId, keyId }: { readonly sourceId: SourceId; readonly keyId: string },
  expiresAt: number | null,
): Promise<void> {
  const changed = await db
    .updateTable('source_keys')
    .set({ expires_at: expiresAt === null ? null : new Date(expiresAt) })
    .where('id', '=', requireKeyId(keyId))
    .where('source_id', '=', sourceId)
    .returning('key_hash')
    .executeTakeFirst();
  if (changed === undefined) throw new AppError('source-key-unknown');
  await forgetInEarlierRelease(db, changed.key_hash);
}

/** The key is refused from now on. Throws `source-key-unknown`. */
export async function removeSourceKey(
  db: Database,
  { sourceId, keyId }: { readonly sourceId: SourceId; readonly keyId: string },
): Promise<void> {
  const removed = await db
    .deleteFrom('source_keys')
    .where('id', '=', requireKeyId(keyId))
    .where('source_id', '=', sourceId)
    .returning('key_hash')
    .executeTakeFirst();
  if (removed === undefined) throw new AppError('source-key-unknown');
  await forgetInEarlierRelease(db, removed.key_hash);
  await forgetLastSeen(db, [keyId]);
}

/** The keys of all sources, oldest first. */
export async function sourceKeys(db: Database): Promise<ReadonlyMap<SourceId, readonly ListedSourceKey[]>> {
  const rows = await db.selectFrom('source_keys').selectAll().orderBy('created_at').orderBy('id').execute();
  const seen = await lastSeenOf(
    db,
    rows.map(({ id }) => id),
  );
  return Map.groupBy(
    rows.map((row) => ({
      sourceId: row.source_id,
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      scopes: row.scopes as SourceScope[],
      createdAt: row.created_at.getTime(),
      expiresAt: row.expires_at?.getTime() ?? null,
      lastSeen: seen.get(row.id) ?? null,
    })),
    ({ sourceId }) => sourceId,
  );
}

/** The valid key with this text and its source, or null. */
export async function findSourceKey(db: Database, apiKey: string, nowMs: number) {
  const row = await db
    .selectFrom('source_keys')
    .innerJoin('sources', 'sources.id', 'source_keys.source_id')
    .where('source_keys.key_hash', '=', hashOfKey(apiKey))
    .where('sources.removed_at', 'is', null)
    .where((is) =>
      is.or([is('source_keys.expires_at', 'is', null), is('source_keys.expires_at', '>', new Date(nowMs))]),
    )
    .select(['source_keys.id as keyId', 'source_keys.scopes'])
    .select(['sources.id', 'sources.name', 'sources.tenant_id', 'sources.time_zone'])
    .select(['sources.record_format', 'sources.record_fields'])
    .executeTakeFirst();
  return row ?? null;
}

/** An earlier release beside this one knows one key of a source, and no expiry: it refuses the key. */
async function forgetInEarlierRelease(db: Database, keyHash: Buffer): Promise<void> {
  await db.updateTable('sources').set({ api_key_hash: null }).where('api_key_hash', '=', keyHash).execute();
}

function requireKeyId(text: string): SourceKeyId {
  if (!isId(text)) throw new AppError('source-key-unknown');
  return text as SourceKeyId;
}
