import { AppError } from '../base/errors.ts';
import { type ApiKeyId, isId, newId, type TenantId, type UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { hashOfKey, keyColumns, newApiKey } from './api-key.ts';
import { lastSeenOf, type Seen } from './last-seen.ts';
import { isAdministrator } from './manage-rules.ts';
import { type ManagedUser, managedUsers } from './managed-users.ts';
import type { Right } from './rights.ts';
import type { SignedInUser } from './sign-in-requirements.ts';
import { lockTenant } from './subscriptions.ts';

/**
 * What an integrator's program may do with a key. None allows to manage users, keys, orders or settings: a key that leaks
 * cannot make itself last.
 */
export const TENANT_KEY_SCOPES = [
  'calls:read',
  'calls:control',
  'recordings:listen',
  'recordings:download',
  'services:read',
  'holds',
] as const;
export type TenantKeyScope = (typeof TENANT_KEY_SCOPES)[number];

/** Begins every key of a tenant, so that people and programs that look for leaked secrets recognize it. */
const KEY_MARK = 'fk_';
/** Of a tenant at once; each program has its own. */
const MAX_KEYS = 50;

export interface NewTenantKey {
  readonly tenantId: TenantId;
  /** What it is for. */
  readonly name: string;
  readonly scopes: readonly TenantKeyScope[];
  /** Unix ms; null: valid until it is revoked. */
  readonly expiresAt: number | null;
  /** Null: the operator. */
  readonly madeBy: UserId | null;
}

/** A key that a request was sent with. */
export interface TenantKey {
  readonly id: ApiKeyId;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly scopes: readonly TenantKeyScope[];
  /** The tenant is suspended: nothing may be changed. */
  readonly suspended: boolean;
}

/** A key as it is listed; the key itself is not known any more. */
export interface ListedTenantKey extends Omit<TenantKey, 'tenantId' | 'suspended'> {
  /** Its first characters. */
  readonly prefix: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastSeen: Seen | null;
  /** Null: the operator, or not known. */
  readonly maker: Pick<ManagedUser, 'id' | 'login'> | null;
  /** Its maker could not make it now: blocked, or without a right that is needed. It stays valid. */
  readonly aboveMaker: boolean;
}

/** Adds a key, returned here once. Throws `tenant-unknown`, `too-many-api-keys`. */
export function addTenantKey(
  db: Database,
  { tenantId, name, scopes, expiresAt, madeBy }: NewTenantKey,
  nowMs: number,
): Promise<{ keyId: ApiKeyId; apiKey: string; prefix: string }> {
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const known = await transaction
      .selectFrom('api_keys')
      .where('tenant_id', '=', tenantId)
      .where('revoked_at', 'is', null)
      .select('id')
      .execute();
    if (known.length >= MAX_KEYS) throw new AppError('too-many-api-keys');
    const key = newApiKey(KEY_MARK);
    const keyId = newId<ApiKeyId>(nowMs);
    await transaction
      .insertInto('api_keys')
      .values({
        id: keyId,
        tenant_id: tenantId,
        ...keyColumns(key, { name, scopes, expiresAt }, nowMs),
        revoked_at: null,
        made_by: madeBy,
      })
      .execute();
    return { keyId, apiKey: key.apiKey, prefix: key.prefix };
  });
}

/** The keys of a tenant that are not revoked, oldest first. */
export async function listTenantKeys(db: Database, tenantId: TenantId): Promise<ListedTenantKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const seen = await lastSeenOf(
    db,
    rows.map(({ id }) => id),
  );
  const users = rows.length === 0 ? [] : await managedUsers(db, tenantId);
  return rows.map((row) => {
    const scopes = row.scopes as TenantKeyScope[];
    const maker = users.find(({ id }) => id === row.made_by);
    return {
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      scopes,
      createdAt: row.created_at.getTime(),
      expiresAt: row.expires_at?.getTime() ?? null,
      lastSeen: seen.get(row.id) ?? null,
      maker: maker === undefined ? null : { id: maker.id, login: maker.login },
      aboveMaker: maker !== undefined && !mayMakeKey(maker, scopes),
    };
  });
}

/** Whether a user of a tenant may make a key with these scopes. */
export function mayMakeKey(user: ManagedUser, scopes: readonly TenantKeyScope[]): boolean {
  return isAdministrator(user) && rightsOfScopes(scopes).every((right) => user.rights.includes(right));
}

/** The key is refused from now on. Throws `api-key-unknown`: there is none with this id, or it is another tenant's. */
export async function revokeTenantKey(
  db: Database,
  { tenantId, keyId }: { readonly tenantId: TenantId; readonly keyId: string },
  nowMs: number,
): Promise<void> {
  const revoked = isId(keyId)
    ? await db
        .updateTable('api_keys')
        .set({ revoked_at: new Date(nowMs) })
        .where('id', '=', keyId as ApiKeyId)
        .where('tenant_id', '=', tenantId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
    : undefined;
  if (revoked === undefined) throw new AppError('api-key-unknown');
}

/** The valid key with this text, or null. A tenant that is disabled has no valid key. */
export async function findTenantKey(db: Database, apiKey: string, nowMs: number): Promise<TenantKey | null> {
  if (!apiKey.startsWith(KEY_MARK)) return null;
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('tenants', 'tenants.id', 'api_keys.tenant_id')
    .where('api_keys.key_hash', '=', hashOfKey(apiKey))
    .where('api_keys.revoked_at', 'is', null)
    .where((is) => is.or([is('api_keys.expires_at', 'is', null), is('api_keys.expires_at', '>', new Date(nowMs))]))
    .where('tenants.disabled_at', 'is', null)
    .select(['api_keys.id', 'api_keys.tenant_id', 'api_keys.name', 'api_keys.scopes', 'tenants.suspended_at'])
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    scopes: row.scopes as TenantKeyScope[],
    suspended: row.suspended_at !== null,
  };
}

/** What handlers that look at the rights of a user allow. */
const RIGHT_OF: Readonly<Partial<Record<TenantKeyScope, Right>>> = {
  'recordings:listen': 'listen',
  'recordings:download': 'download',
  holds: 'hold',
  'calls:control': 'control',
};

/** The rights that a key with these scopes has. */
export function rightsOfScopes(scopes: readonly TenantKeyScope[]): Right[] {
  return scopes.flatMap((scope) => RIGHT_OF[scope] ?? []);
}

/** A key acts as a user of its tenant who sees all calls; which requests it may make is decided by its scopes. */
export function userOfKey({ id, tenantId, name, scopes, suspended }: TenantKey): SignedInUser {
  return {
    id: keyActor(id) as UserId,
    tenantId,
    login: name,
    role: 'supervisor',
    numbers: null,
    rights: rightsOfScopes(scopes),
    sessionId: null,
    signedInBy: null,
    secondFactorUsed: false,
    requirement: null,
    // Of people only: a program keeps its key's own limits.
    allowedNetworks: [],
    suspended,
  };
}

/** The actor of what a key did, in the audit log. */
function keyActor(id: ApiKeyId): string {
  return `${ACTOR_MARK}${id}`;
}

const ACTOR_MARK = 'key:';

/** The names of a tenant's keys by the actors that name them, also of revoked ones; the newest, as many as there can be at once. */
export async function namesOfKeys(db: Database, tenantId: TenantId): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('api_keys')
    .select(['id', 'name', 'prefix'])
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at', 'desc')
    .limit(MAX_KEYS)
    .execute();
  return new Map(rows.map(({ id, name, prefix }) => [keyActor(id), `${name} (${prefix}…)`]));
}

/** The names of keys by the actors that name them, also of revoked ones; other actors are ignored. */
export async function keyNamesOf(db: Database, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = actors.filter((actor) => actor.startsWith(ACTOR_MARK)).map((actor) => actor.slice(ACTOR_MARK.length));
  const known = ids.filter(isId) as ApiKeyId[];
  if (known.length === 0) return new Map();
  const rows = await db.selectFrom('api_keys').select(['id', 'name', 'prefix']).where('id', 'in', known).execute();
  return new Map(rows.map(({ id, name, prefix }) => [keyActor(id), `${name} (${prefix}…)`]));
}
