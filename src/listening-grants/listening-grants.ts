import type { AuditDetail, AuditedAction, AuditLog, ChainedEvent, EventPage } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { isId, type ListeningGrantId, newId, type RecordingId, type TenantId, type UserId } from '../base/ids.ts';
import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { lockTenant, managedUsers, requireRights, type User } from '../tenants/index.ts';
import { type GrantState, grantState, type ListeningGrant, listGrants, openSince } from './grant.ts';
import { type RequestMail, requestMail } from './request-mail.ts';

/** A fault is found within a week; whoever needs longer asks again, and the customer decides again. */
export const MAX_HOURS = 7 * 24;
export const DEFAULT_HOURS = 24;
/** Each request mails all of the tenant's administrators. */
const MAX_OPEN_REQUESTS = 10;
const HOUR_MS = 60 * 60 * 1000;

interface ListeningGrantDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Who asks, gives, refuses or takes back. */
interface Actor {
  /** For the audit log: a user's id, or `cli`. */
  readonly actor: string;
  /** A login, or `cli`. */
  readonly name: string;
  readonly address: string | null;
}

interface NewRequest {
  readonly tenantId: TenantId;
  /** One of the operator's staff; null: each of them. */
  readonly givenTo: UserId | null;
  /** Any text; null: all of the tenant's. */
  readonly recordingId: string | null;
  readonly download: boolean;
  readonly reason: string;
}

/** Which request or grant, of which tenant; another tenant's id is not found. */
interface GrantKey {
  readonly tenantId: TenantId;
  /** Any text. */
  readonly id: string;
}

interface Change {
  readonly from: GrantState;
  readonly action: AuditedAction;
  readonly detail?: AuditDetail;
  readonly set: Partial<Record<'decided_by' | 'taken_back_by', string>> &
    Partial<Record<'decided_at' | 'taken_back_at' | 'valid_from' | 'valid_until', Date>>;
}

/** What the operator's staff ask of tenants, and what tenants give. Every step is in the tenant's audit log. */
export class ListeningGrants {
  readonly #deps: ListeningGrantDeps;

  constructor(deps: ListeningGrantDeps) {
    this.#deps = deps;
  }

  /** A tenant's requests and grants, newest first; null: every tenant's, for the operator. */
  list(tenantId: TenantId | null): Promise<ListeningGrant[]> {
    return listGrants(this.#deps.db, { tenantId, now: this.#deps.clock.now() });
  }

  /**
   * The operator's staff ask a tenant, whose administrators get a mail. Throws `tenant-unknown`, also for one that is disabled,
   * `not-found` for a recording that is not the tenant's, `too-many-listening-requests`.
   */
  async request({ tenantId, recordingId, reason, ...request }: NewRequest, by: Actor): Promise<ListeningGrant> {
    const now = this.#deps.clock.now();
    const id = newId<ListeningGrantId>(now);
    return this.#deps.db.transaction().execute(async (transaction) => {
      // One request after another: they are counted.
      await lockTenant(transaction, tenantId);
      await refuseDisabled(transaction, tenantId);
      await refuseTooMany(transaction, tenantId, now);
      await transaction
        .insertInto('listening_grants')
        .values({
          id,
          tenant_id: tenantId,
          given_to: request.givenTo,
          recording_id: recordingId === null ? null : await ownRecording(transaction, tenantId, recordingId),
          download: request.download,
          reason,
          requested_by: by.name,
          requested_at: new Date(now),
        })
        .execute();
      const contents = { isOneRecording: recordingId !== null, download: request.download };
      await mailAdministrators(transaction, { tenantId, id, now, ...contents, reason, requestedBy: by.name });
      await this.#audit(transaction, { tenantId, id }, by, 'listening-requested', contents);
      return grantOf(transaction, { tenantId, id, now });
    });
  }

  /** An administrator of the tenant gives it, and gives nothing that it may not do itself. Throws `not-found`, `listening-wrong-state`, `above-own-rights`. */
  give(key: GrantKey, hours: number, by: Actor & Pick<User, 'rights'>): Promise<ListeningGrant> {
    const now = this.#deps.clock.now();
    const until = now + Math.min(hours, MAX_HOURS) * HOUR_MS;
    return this.#change(key, by, {
      from: 'requested',
      action: 'listening-granted',
      detail: { until: new Date(until).toISOString() },
      set: {
        decided_by: by.name,
        decided_at: new Date(now),
        valid_from: new Date(now),
        valid_until: new Date(until),
      },
      allowed: ({ download }) => requireRights(by, download ? ['listen', 'download'] : ['listen']),
    });
  }

  /** Throws `not-found`, `listening-wrong-state`. */
  refuse(key: GrantKey, by: Actor): Promise<ListeningGrant> {
    const set = { decided_by: by.name, decided_at: new Date(this.#deps.clock.now()) };
    return this.#change(key, by, { from: 'requested', action: 'listening-refused', set });
  }

  /** What is being heard under it ends. Throws `not-found`, `listening-wrong-state`. */
  takeBack(key: GrantKey, by: Actor): Promise<ListeningGrant> {
    const set = { taken_back_by: by.name, taken_back_at: new Date(this.#deps.clock.now()) };
    return this.#change(key, by, { from: 'valid', action: 'listening-taken-back', set });
  }

  /** What was done under a grant, newest first. Throws `not-found`. */
  async uses({ tenantId, id }: GrantKey, page: Pick<EventPage, 'before' | 'limit'>): Promise<ChainedEvent[]> {
    const { db, audit, clock } = this.#deps;
    await grantOf(db, { tenantId, id, now: clock.now() });
    return audit.list(tenantId, { ...page, grant: id });
  }

  async #change(
    { tenantId, id }: GrantKey,
    by: Actor,
    { from, action, detail = {}, set, allowed }: Change & { allowed?: (grant: { download: boolean }) => void },
  ): Promise<ListeningGrant> {
    const now = this.#deps.clock.now();
    if (!isId(id)) throw new AppError('not-found');
    return this.#deps.db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('listening_grants')
        .selectAll()
        .where('id', '=', id as ListeningGrantId)
        .where('tenant_id', '=', tenantId)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) throw new AppError('not-found');
      if (grantState(row, now) !== from) throw new AppError('listening-wrong-state');
      allowed?.(row);
      await transaction.updateTable('listening_grants').set(set).where('id', '=', row.id).execute();
      await this.#audit(transaction, { tenantId, id }, by, action, detail);
      return grantOf(transaction, { tenantId, id, now });
    });
  }

  #audit(
    transaction: Database,
    { tenantId, id }: GrantKey,
    { actor, address }: Actor,
    action: AuditedAction,
    detail: AuditDetail,
  ): Promise<void> {
    return this.#deps.audit.record({ tenantId, actor, action, subject: id, address, detail }, transaction);
  }
}

async function grantOf(db: Database, { tenantId, id, now }: GrantKey & { readonly now: number }) {
  const found = isId(id) ? await listGrants(db, { tenantId, now, id: id as ListeningGrantId }) : [];
  if (found[0] === undefined) throw new AppError('not-found');
  return found[0];
}

/** Nobody there could answer; and nothing new is written about a tenant that has left. */
async function refuseDisabled(transaction: Database, tenantId: TenantId): Promise<void> {
  const { disabled_at } = await transaction
    .selectFrom('tenants')
    .select('disabled_at')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (disabled_at !== null) throw new AppError('tenant-unknown');
}

async function refuseTooMany(transaction: Database, tenantId: TenantId, now: number): Promise<void> {
  const { count } = await transaction
    .selectFrom('listening_grants')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('decided_at', 'is', null)
    .where('requested_at', '>', openSince(now))
    .executeTakeFirstOrThrow();
  if (count >= MAX_OPEN_REQUESTS) throw new AppError('too-many-listening-requests');
}

async function ownRecording(db: Database, tenantId: TenantId, id: string): Promise<RecordingId> {
  const row = isId(id)
    ? await db
        .selectFrom('recordings')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id as RecordingId)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new AppError('not-found');
  return row.id;
}

interface Requested extends RequestMail {
  readonly tenantId: TenantId;
  readonly id: ListeningGrantId;
  readonly now: number;
}

/** Those who can decide; the tenant's contacts for those without an address, and if there is nobody. */
async function mailAdministrators(transaction: Database, { tenantId, id, now, ...request }: Requested): Promise<void> {
  const mail = {
    tenantId,
    kind: 'listening-requested',
    write: (language: 'pl' | 'en') => requestMail(language, request),
    idempotencyKey: `listening-requested ${id}`,
    now,
  };
  const administrators = (await managedUsers(transaction, tenantId)).filter(
    ({ role, rights, disabled }) => !disabled && role === 'admin' && rights.includes('users'),
  );
  if (administrators.length === 0) await queueMail(transaction, mail);
  for (const { id: userId } of administrators) await queueMail(transaction, { ...mail, userId });
}
