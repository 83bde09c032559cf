import type { Insertable } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type FileCredentialId, isId, newId, type TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { readNetworks } from './allowed-networks.ts';
import { type Credentials, generatePassword, hashPassword, insertWithFreeLogin, loginStem } from './credentials.ts';
import { type FileCredentialKey, keysOfCredentials } from './file-credential-keys.ts';
import { readNumbers } from './number-groups.ts';
import { lockTenant } from './subscriptions.ts';

/** The protocols by which customers reach their files. */
export const DOORS = ['ftp', 'sftp', 'webdav'] as const;
export type Door = (typeof DOORS)[number];

/** Of a tenant that are not revoked: one for each person and program. */
const MAX_CREDENTIALS = 100;
/** Of a tenant; older ones are in the audit log. Whoever makes and revokes them all day must not make the list endless. */
const MAX_LISTED_REVOKED = 200;
/** 10 GB/s: above every network card. */
export const MAX_BANDWIDTH_KILOBYTES = 10_000_000;

/** Who may fetch a tenant's files. Rights are read-only. Instants are Unix ms. */
export interface FileCredential {
  readonly id: FileCredentialId;
  readonly login: string;
  /** What it is for. */
  readonly label: string;
  readonly doors: readonly Door[];
  /** Only recordings in which one of these numbers or extensions took part; null: all of the tenant's. */
  readonly numbers: readonly string[] | null;
  readonly expiresAt: number | null;
  /** From where it may be used, besides what the tenant's own networks demand; empty: no further limit. */
  readonly allowedNetworks: readonly string[];
  /** A second, of all of its sessions in a process. */
  readonly bandwidthKilobytes: number | null;
  readonly keys: readonly FileCredentialKey[];
  readonly hasPassword: boolean;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  /** Its last sign-in; written every few seconds. */
  readonly lastUsed: {
    readonly at: number;
    readonly address: string;
    readonly door: Door;
    readonly encrypted: boolean;
  } | null;
}

/** What can be set. Numbers in any notation. */
export type FileCredentialSettings = Pick<
  FileCredential,
  'label' | 'doors' | 'numbers' | 'expiresAt' | 'allowedNetworks' | 'bandwidthKilobytes'
>;

export type NewFileCredential = FileCredentialSettings & {
  readonly tenantId: TenantId;
  /** With a password that is made; without one it needs keys. */
  readonly password: boolean;
  /** A user's id, or `cli`. */
  readonly createdBy: string;
};

/** A credential of a tenant. */
export interface CredentialOfTenant {
  readonly tenantId: TenantId;
  readonly id: string;
}

/** Adds the first credential of a new tenant: all doors, all recordings. */
export async function addFirstFileCredential(
  db: Database,
  { tenantId, name }: { readonly tenantId: TenantId; readonly name: string },
  nowMs: number,
): Promise<Credentials> {
  const password = generatePassword();
  const row = {
    id: firstCredentialOf(tenantId),
    tenant_id: tenantId,
    label: 'FTP',
    doors: [...DOORS],
    password_hash: await hashPassword(password),
    password_changed_at: new Date(nowMs),
    created_at: new Date(nowMs),
  };
  return { login: await insertWithLogin(db, `${loginStem(name)}-ftp`, row), password };
}

/** The first credential of a tenant has the tenant's id. */
export function firstCredentialOf(tenantId: TenantId): FileCredentialId {
  return tenantId as string as FileCredentialId;
}

/** Throws `tenant-unknown`, `too-many-file-credentials`, `number-invalid`, `request-invalid`. */
export async function addFileCredential(
  transaction: Database,
  credential: NewFileCredential,
  nowMs: number,
): Promise<{ readonly id: FileCredentialId; readonly login: string; readonly password: string | null }> {
  const { tenantId, label, createdBy } = credential;
  await lockTenant(transaction, tenantId);
  const tenant = await transaction
    .selectFrom('tenants')
    .select((tenants) => [
      'name',
      tenants
        .selectFrom('file_credentials')
        .whereRef('file_credentials.tenant_id', '=', 'tenants.id')
        .where('revoked_at', 'is', null)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('count'),
    ])
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if ((tenant.count ?? 0) >= MAX_CREDENTIALS) throw new AppError('too-many-file-credentials');
  const password = credential.password ? generatePassword() : null;
  const row = {
    id: newId<FileCredentialId>(nowMs),
    tenant_id: tenantId,
    ...settingColumns(credential),
    doors: [...new Set(credential.doors)],
    label: label.trim(),
    password_hash: password === null ? null : await hashPassword(password),
    password_changed_at: password === null ? null : new Date(nowMs),
    created_at: new Date(nowMs),
    created_by: createdBy,
  };
  const login = await insertWithLogin(transaction, `${loginStem(tenant.name)}-${loginStem(label)}`, row);
  return { id: row.id, login, password };
}

/** What is open with it and would not be any more ends. Throws `file-credential-unknown`, `number-invalid`, `request-invalid`. */
export async function changeFileCredential(
  db: Database,
  credential: CredentialOfTenant,
  change: Partial<FileCredentialSettings>,
): Promise<void> {
  const columns = settingColumns(change);
  if (Object.keys(columns).length === 0) throw new AppError('request-invalid', 'must change something');
  await update(db, credential, columns);
}

/** It is refused from now on, and what is open with it ends. Throws `file-credential-unknown`. */
export async function revokeFileCredential(db: Database, credential: CredentialOfTenant, nowMs: number): Promise<void> {
  await update(db, credential, { revoked_at: new Date(nowMs) });
}

/** A new password; the old one is no longer accepted. Throws `file-credential-unknown`. */
export async function newFilePassword(
  db: Database,
  credential: CredentialOfTenant,
  nowMs: number,
): Promise<Credentials> {
  const password = generatePassword();
  const password_hash = await hashPassword(password);
  const { login } = await update(db, credential, { password_hash, password_changed_at: new Date(nowMs) });
  return { login, password };
}

/** A new password of the tenant's first credential. Throws `file-credential-unknown`. */
export function newFtpPassword(db: Database, tenantId: TenantId, nowMs: number): Promise<Credentials> {
  return newFilePassword(db, { tenantId, id: firstCredentialOf(tenantId) }, nowMs);
}

/** Of a tenant, also the last revoked ones; the oldest first. */
export async function listFileCredentials(db: Database, tenantId: TenantId): Promise<FileCredential[]> {
  const rows = await db
    .selectFrom('file_credentials')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((row) =>
      row.or([
        row('revoked_at', 'is', null),
        row('id', 'in', (of) =>
          of
            .selectFrom('file_credentials')
            .select('id')
            .where('tenant_id', '=', tenantId)
            .where('revoked_at', 'is not', null)
            .orderBy('revoked_at', 'desc')
            .limit(MAX_LISTED_REVOKED),
        ),
      ]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const keys = await keysOfCredentials(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    login: row.login,
    label: row.label,
    doors: row.doors as Door[],
    numbers: row.numbers,
    expiresAt: row.expires_at?.getTime() ?? null,
    allowedNetworks: row.allowed_networks,
    bandwidthKilobytes: row.bandwidth_kbytes,
    keys: keys.get(row.id) ?? [],
    hasPassword: row.password_hash !== null,
    createdAt: row.created_at.getTime(),
    revokedAt: row.revoked_at?.getTime() ?? null,
    lastUsed:
      row.last_used_at === null
        ? null
        : {
            at: row.last_used_at.getTime(),
            address: row.last_used_address!,
            door: row.last_used_door as Door,
            encrypted: row.last_used_encrypted!,
          },
  }));
}

/** Throws `file-credential-unknown`. */
export async function fileCredential(db: Database, { tenantId, id }: CredentialOfTenant): Promise<FileCredential> {
  const found = (await listFileCredentials(db, tenantId)).find((one) => one.id === id);
  if (found === undefined) throw new AppError('file-credential-unknown');
  return found;
}

/** The id of one that is not revoked, locked until the transaction ends. Throws `file-credential-unknown`. */
export async function requireFileCredential(
  transaction: Database,
  { tenantId, id }: CredentialOfTenant,
): Promise<FileCredentialId> {
  const row = isId(id)
    ? await transaction
        .selectFrom('file_credentials')
        .select('id')
        .where('id', '=', id as FileCredentialId)
        .where('tenant_id', '=', tenantId)
        .where('revoked_at', 'is', null)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new AppError('file-credential-unknown');
  return row.id;
}

interface ChangedColumns extends ReturnType<typeof settingColumns> {
  readonly password_hash?: string;
  readonly password_changed_at?: Date;
  readonly revoked_at?: Date;
}

async function update(
  db: Database,
  { tenantId, id }: CredentialOfTenant,
  columns: ChangedColumns,
): Promise<{ readonly login: string }> {
  const changed = isId(id)
    ? await db
        .updateTable('file_credentials')
        .set(columns)
        .where('id', '=', id as FileCredentialId)
        .where('tenant_id', '=', tenantId)
        .where('revoked_at', 'is', null)
        .returning('login')
        .executeTakeFirst()
    : undefined;
  if (changed === undefined) throw new AppError('file-credential-unknown');
  return changed;
}

function settingColumns({
  label,
  doors,
  numbers,
  expiresAt,
  allowedNetworks,
  bandwidthKilobytes,
}: Partial<FileCredentialSettings>) {
  return {
    ...(label === undefined ? {} : { label: label.trim() }),
    ...(doors === undefined ? {} : { doors: [...new Set(doors)] }),
    ...(numbers === undefined ? {} : { numbers: numbers === null ? null : [...readNumbers(numbers)] }),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt === null ? null : new Date(expiresAt) }),
    ...(allowedNetworks === undefined ? {} : { allowed_networks: readNetworks(allowedNetworks) }),
    ...(bandwidthKilobytes === undefined ? {} : { bandwidth_kbytes: bandwidthKilobytes }),
  };
}

type NewRow = Omit<Insertable<Schema['file_credentials']>, 'login'>;

function insertWithLogin(db: Database, stem: string, row: NewRow): Promise<string> {
  return insertWithFreeLogin(stem, async (login) =>
    db
      .insertInto('file_credentials')
      .values({ ...row, login })
      .onConflict((taken) => taken.column('login').doNothing())
      .executeTakeFirst(),
  );
}
