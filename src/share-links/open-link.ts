import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { AuditedAction, AuditEvent, AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import { isId, type ShareLinkId } from '../base/ids.ts';
import { type CatalogDeps, type OpenedRecording, openRecording, type TenantScope } from '../catalog/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { type AccessKey, activeUser, isPassword } from '../tenants/index.ts';
import { hashOf, isSharingAllowed } from './share-links.ts';

/** An opening is good for so long: an hour's call, with pauses. */
const VISIT_HOURS = 4;
const VISIT_MS = VISIT_HOURS * 60 * 60 * 1000;
const TOKEN_BYTES = 32;
const TOKEN_CHARS = Math.ceil((TOKEN_BYTES * 4) / 3);
/** The actor in the audit log: whoever has the link. */
const ACTOR = 'share-link';

type LinkRow = Selectable<Schema['share_links']>;

/** What a link opens now. */
export interface SharedRecording {
  readonly id: ShareLinkId;
  readonly recording: OpenedRecording;
  /** Of the link's maker. */
  readonly scope: TenantScope;
  readonly download: boolean;
  readonly passwordHash: string | null;
  /** Unix ms. */
  readonly expiresAt: number;
  /** What it depends on. */
  readonly keys: readonly AccessKey[];
}

/** What the token of a link opens, whether or not it was opened too often; null: nothing. Takes any text. */
export async function sharedByToken(catalog: CatalogDeps, token: string): Promise<SharedRecording | null> {
  if (token.length !== TOKEN_CHARS) return null;
  const row = await catalog.db
    .selectFrom('share_links')
    .selectAll()
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', new Date(catalog.clock.now()))
    .where((is) => is.or([is('max_uses', 'is', null), is('uses', '<', is.ref('max_uses'))]))
    .executeTakeFirst();
  return row === undefined ? null : shared(catalog, row);
}

/** What a visit opens, by the link's id and the visit's token; null: nothing any more. Takes any texts. */
export async function sharedByVisit(
  catalog: CatalogDeps,
  id: string,
  visitToken: string,
): Promise<SharedRecording | null> {
  if (!isId(id) || visitToken.length !== TOKEN_CHARS) return null;
  const now = new Date(catalog.clock.now());
  const row = await catalog.db
    .selectFrom('share_visits')
    .innerJoin('share_links', (join) =>
      join
        .onRef('share_links.tenant_id', '=', 'share_visits.tenant_id')
        .onRef('share_links.id', '=', 'share_visits.link_id'),
    )
    .where('share_visits.token_hash', '=', hashOf(visitToken))
    .where('share_visits.link_id', '=', id as ShareLinkId)
    .where('share_visits.expires_at', '>', now)
    .where('share_links.expires_at', '>', now)
    .selectAll('share_links')
    .executeTakeFirst();
  return row === undefined ? null : shared(catalog, row);
}

/** What the link's maker could open now. */
async function shared(catalog: CatalogDeps, row: LinkRow): Promise<SharedRecording | null> {
  const { db } = catalog;
  const { tenant_id: tenantId, created_by: userId, download } = row;
  if (row.revoked_at !== null || !(await isSharingAllowed(db, tenantId))) return null;
  const user = await activeUser(db, userId);
  if (user === null || user.tenantId !== tenantId || !user.rights.includes(download ? 'download' : 'listen'))
    return null;
  const scope = { tenantId, numbers: user.numbers };
  const recording = await openRecording(catalog, scope, row.recording_id);
  if (recording === null || !recording.playable) return null;
  return {
    id: row.id,
    recording,
    scope,
    download,
    passwordHash: row.password_hash,
    expiresAt: row.expires_at.getTime(),
    keys: [`share-link:${row.id}`, `tenant:${tenantId}`, `user:${userId}`],
  };
}

interface OpenDeps extends CatalogDeps {
  readonly audit: AuditLog;
}

export interface OpenedLink {
  readonly visitToken: string;
  readonly visitEndsAt: number;
}

/**
 * Opens a link: one use. Returns the token of the visit. Throws `share-link-password-wrong`, and `share-link-not-valid` where another
 * visitor was faster.
 */
export async function openLink(
  deps: OpenDeps,
  link: SharedRecording,
  { password, address }: { readonly password: string; readonly address: string },
): Promise<OpenedLink> {
  const { db, audit, clock } = deps;
  const event = (action: AuditedAction): AuditEvent => linkEvent(link, action, address);
  if (link.passwordHash !== null && !(await isPassword(password, link.passwordHash))) {
    await audit.record(event('share-link-password-wrong'));
    throw new AppError('share-link-password-wrong');
  }
  const now = clock.now();
  const visitToken = randomBytes(TOKEN_BYTES).toString('base64url');
  const visitEndsAt = Math.min(now + VISIT_MS, link.expiresAt);
  await db.transaction().execute(async (transaction) => {
    await countUse(transaction, link, now);
    await transaction.deleteFrom('share_visits').where(ofLink(link)).where('expires_at', '<=', new Date(now)).execute();
    await transaction
      .insertInto('share_visits')
      .values({
        tenant_id: link.scope.tenantId,
        link_id: link.id,
        token_hash: hashOf(visitToken),
        expires_at: new Date(visitEndsAt),
      })
      .execute();
    await audit.record(event('share-link-opened'), transaction);
  });
  return { visitToken, visitEndsAt };
}

/** An event of whoever has the link. */
export function linkEvent(
  { id, recording, scope }: SharedRecording,
  action: AuditedAction,
  address: string,
): AuditEvent {
  return { tenantId: scope.tenantId, actor: ACTOR, action, subject: recording.id, address, detail: { link: id } };
}

function ofLink({ id, scope }: SharedRecording) {
  return sql<boolean>`tenant_id = ${scope.tenantId} AND link_id = ${id}`;
}

async function countUse(transaction: Database, { id, scope }: SharedRecording, now: number): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('share_links')
    .set((is) => ({ uses: is('uses', '+', 1), last_used_at: new Date(now) }))
    .where('tenant_id', '=', scope.tenantId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where((is) => is.or([is('max_uses', 'is', null), is('uses', '<', is.ref('max_uses'))]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('share-link-not-valid');
}
