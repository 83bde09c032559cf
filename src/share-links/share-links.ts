import { createHash, randomBytes } from 'node:crypto';
import { type Selectable } from 'kysely';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type CallMailRuleId, isId, newId, type RecordingId, type ShareLinkId, type TenantId } from '../base/ids.ts';
import { type Database, inTransaction, type Schema } from '../platform/postgres/index.ts';
import { lockTenant, type User } from '../tenants/index.ts';

/** Recordings are kept for months at most; whoever needs a link for longer makes another. */
export const MAX_LINK_DAYS = 365;
/** Of a tenant. Each is a secret that somebody has; a list of them is one page. */
const MAX_VALID_LINKS = 1000;
/** The same of those that mail rules make: fifty mails a day, for as long as a link may work. */
const MAX_VALID_LINKS_OF_RULES = 20_000;
/** One page lists them; older ones are in the audit log. */
const MAX_LISTED = 500;
/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32;

/** - `valid`: it works, as long as its maker could open the recording. `used-up`: it was opened as often as it may be. */
type ShareLinkState = 'valid' | 'expired' | 'used-up' | 'revoked';

/** A link as its maker sees it. Instants are Unix ms. */
export interface ShareLink {
  readonly id: ShareLinkId;
  readonly recordingId: RecordingId;
  /** A login. */
  readonly madeBy: string;
  /** For whom or what it is. */
  readonly label: string;
  readonly download: boolean;
  readonly hasPassword: boolean;
  /** Null: as often as one likes. */
  readonly maxUses: number | null;
  readonly uses: number;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
  readonly state: ShareLinkState;
}

export interface NewShareLink {
  readonly recordingId: RecordingId;
  readonly label: string;
  readonly download: boolean;
  /** Null: whoever has the link. */
  readonly passwordHash: string | null;
  readonly maxUses: number | null;
  /** Unix ms. */
  readonly expiresAt: number;
  /** The mail rule that makes it; missing: a person. */
  readonly ruleId?: CallMailRuleId;
}

interface ShareLinkDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Who makes, lists or revokes. */
export interface LinkOwner {
  readonly tenantId: TenantId;
  readonly user: Pick<User, 'id' | 'rights'>;
  /** Null: a job, for a rule of the user's. */
  readonly address: string | null;
}

/** Makes, lists and revokes links of a tenant. Whoever manages users sees and revokes all of them, others their own. */
export class ShareLinks {
  readonly #deps: ShareLinkDeps;

  constructor(deps: ShareLinkDeps) {
    this.#deps = deps;
  }

  /** Returns the token, which is shown once. Throws `not-allowed`, `sharing-forbidden`, `too-many-share-links`. */
  async make(link: NewShareLink, { tenantId, user, address }: LinkOwner): Promise<{ id: ShareLinkId; token: string }> {
    const { db, audit, clock } = this.#deps;
    if (!user.rights.includes(link.download ? 'download' : 'listen')) throw new AppError('not-allowed');
    const now = clock.now();
    const id = newId<ShareLinkId>(now);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await inTransaction(db, async (transaction) => {
      // Of two made at once the second counts the first.
      await lockTenant(transaction, tenantId);
      if (!(await isSharingAllowed(transaction, tenantId))) throw new AppError('sharing-forbidden');
      await requireRoom(transaction, tenantId, { now, ofRules: link.ruleId !== undefined });
      await transaction
        .insertInto('share_links')
        .values({
          tenant_id: tenantId,
          id,
          token_hash: hashOf(token),
          recording_id: link.recordingId,
          created_by: user.id,
          label: link.label,
          download: link.download,
          password_hash: link.passwordHash,
          rule_id: link.ruleId ?? null,
          max_uses: link.maxUses,
          created_at: new Date(now),
          expires_at: new Date(link.expiresAt),
        })
        .execute();
      const byRule = link.ruleId === undefined ? {} : { rule: link.ruleId };
      const until = new Date(link.expiresAt).toISOString();
      const detail = { link: id, download: link.download, until, ...byRule };
      const event = { tenantId, actor: user.id, subject: link.recordingId, address, detail } as const;
      await audit.record({ ...event, action: 'share-link-made' }, transaction);
    });
    return { id, token };
  }

  /** Newest first. */
  async list({ tenantId, user }: LinkOwner, recordingId?: RecordingId): Promise<ShareLink[]> {
    const rows = await this.#deps.db
      .selectFrom('share_links')
      .innerJoin('users', 'users.id', 'share_links.created_by')
      .where('share_links.tenant_id', '=', tenantId)
      .$if(!managesUsers(user), (query) => query.where('share_links.created_by', '=', user.id))
      .$if(recordingId !== undefined, (query) => query.where('share_links.recording_id', '=', recordingId!))
      .selectAll('share_links')
      .select('users.login')
      .orderBy('share_links.created_at', 'desc')
      .orderBy('share_links.id', 'desc')
      .limit(MAX_LISTED)
      .execute();
    return rows.map((row) => ({ ...linkFromRow(row, this.#deps.clock.now()), madeBy: row.login }));
  }

  /** What is being heard by it ends. Once more is no error. Throws `not-found`. */
  async revoke(id: string, { tenantId, user, address }: LinkOwner): Promise<void> {
    const { db, audit, clock } = this.#deps;
    if (!isId(id)) throw new AppError('not-found');
    await db.transaction().execute(async (transaction) => {
      const link = await transaction
        .selectFrom('share_links')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id as ShareLinkId)
        .select(['created_by', 'recording_id', 'revoked_at'])
        .forUpdate()
        .executeTakeFirst();
      if (link === undefined || (link.created_by !== user.id && !managesUsers(user))) throw new AppError('not-found');
      if (link.revoked_at !== null) return;
      await transaction
        .updateTable('share_links')
        .set({ revoked_at: new Date(clock.now()) })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id as ShareLinkId)
        .execute();
      const event = { tenantId, actor: user.id, subject: link.recording_id, address, detail: { link: id } } as const;
      await audit.record({ ...event, action: 'share-link-revoked' }, transaction);
    });
  }

  /** All valid links of a mail rule, in the transaction in which it is removed. */
  async revokeOfRule(
    transaction: Database,
    ruleId: CallMailRuleId,
    { tenantId, user, address }: LinkOwner,
  ): Promise<void> {
    const now = new Date(this.#deps.clock.now());
    const revoked = await transaction
      .updateTable('share_links')
      .set({ revoked_at: now })
      .where('tenant_id', '=', tenantId)
      .where('rule_id', '=', ruleId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['id', 'recording_id'])
      .execute();
    const event = { tenantId, actor: user.id, action: 'share-link-revoked', address } as const;
    await this.#deps.audit.recordAll(
      revoked.map(({ id, recording_id }) => ({ ...event, subject: recording_id, detail: { link: id } })),
      transaction,
    );
  }

  /** While it is forbidden no link works; those that are still valid work again afterwards. */
  async allow(isAllowed: boolean, { tenantId, user, address }: LinkOwner): Promise<void> {
    const { db, audit } = this.#deps;
    await db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('tenants')
        .set({ sharing_forbidden: !isAllowed })
        .where('id', '=', tenantId)
        .where('sharing_forbidden', '=', isAllowed)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      const action = isAllowed ? 'sharing-allowed' : 'sharing-forbidden';
      await audit.record({ tenantId, actor: user.id, action, subject: null, address }, transaction);
    });
  }
}

export async function isSharingAllowed(db: Database, tenantId: TenantId): Promise<boolean> {
  const row = await db
    .selectFrom('tenants')
    .select('sharing_forbidden')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return !row.sharing_forbidden;
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function managesUsers({ rights }: Pick<User, 'rights'>): boolean {
  return rights.includes('users');
}

async function requireRoom(
  transaction: Database,
  tenantId: TenantId,
  { now, ofRules }: { readonly now: number; readonly ofRules: boolean },
): Promise<void> {
  const { count } = await transaction
    .selectFrom('share_links')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('rule_id', ofRules ? 'is not' : 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', new Date(now))
    .executeTakeFirstOrThrow();
  if (count >= (ofRules ? MAX_VALID_LINKS_OF_RULES : MAX_VALID_LINKS)) throw new AppError('too-many-share-links');
}

function linkFromRow(row: Selectable<Schema['share_links']>, now: number): Omit<ShareLink, 'madeBy'> {
  return {
    id: row.id,
    recordingId: row.recording_id,
    label: row.label,
    download: row.download,
    hasPassword: row.password_hash !== null,
    maxUses: row.max_uses,
    uses: row.uses,
    madeAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    lastUsedAt: row.last_used_at?.getTime() ?? null,
    state: stateOf(row, now),
  };
}

function stateOf(row: Selectable<Schema['share_links']>, now: number): ShareLinkState {
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at.getTime() <= now) return 'expired';
  return row.max_uses !== null && row.uses >= row.max_uses ? 'used-up' : 'valid';
}
