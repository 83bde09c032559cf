import type { Insertable, Selectable } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';
import type { OidcProvider } from '../platform/oidc/index.ts';
import { type Database, inTransaction, type Schema } from '../platform/postgres/index.ts';
import { sealSecret, unsealSecret } from '../platform/sealing.ts';
import { insertWithFreeLogin, loginStem } from './credentials.ts';
import { lockTenant } from './subscriptions.ts';
import type { User } from './users.ts';

/** How the people of a tenant, or of the operator, sign in by their company's accounts. */
export interface OidcSetup {
  /** Null: the operator's staff. */
  readonly tenantId: TenantId | null;
  /** The name in the address of the sign-in page, `/t/NAME`. */
  readonly company: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Whether there is a client secret. */
  readonly hasSecret: boolean;
  /** Domains of the e-mail addresses that `linkByEmail` and `addUsers` accept, in lower case. */
  readonly emailDomains: readonly string[];
  /** At the first sign-in a person gets the account that has the verified e-mail address. */
  readonly linkByEmail: boolean;
  /** A person without an account gets a new one, with the role agent. */
  readonly addUsers: boolean;
  /** Passwords and passkeys are refused. */
  readonly onlyOidc: boolean;
  /** The provider asks everybody for a second factor. If not, only what it says of a sign-in (`amr`, `acr`) counts as one. */
  readonly secondFactor: boolean;
}

/** A change of a tenant's setup. */
export type OidcChange = Omit<OidcSetup, 'tenantId' | 'company' | 'hasSecret'> & {
  /** Null: a public client. Absent: the stored one stays. */
  readonly clientSecret?: string | null | undefined;
};

interface OidcStoreDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate'>;
}

/** The company name of the operator's own staff. */
export const STAFF_COMPANY = 'operator';

/** A tenant's setup; null: it has none. */
export async function oidcSetupOf(db: Database, tenantId: TenantId): Promise<OidcSetup | null> {
  const row = await db.selectFrom('oidc_providers').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  return row === undefined ? null : setupFromRow(row);
}

/** The setup of the tenant with this company name; null: none, or the tenant is disabled. */
export async function oidcSetupOfCompany(db: Database, company: string): Promise<OidcSetup | null> {
  const row = await db
    .selectFrom('oidc_providers')
    .innerJoin('tenants', 'tenants.id', 'oidc_providers.tenant_id')
    .where('tenants.disabled_at', 'is', null)
    .where('company', '=', company)
    .selectAll('oidc_providers')
    .executeTakeFirst();
  return row === undefined ? null : setupFromRow(row);
}

/** A tenant's provider with its secret, to be used now. Throws `oidc-key-missing`, `oidc-not-set-up`. */
export async function oidcProviderOf({ db, keys }: OidcStoreDeps, tenantId: TenantId): Promise<OidcProvider> {
  const row = await db.selectFrom('oidc_providers').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  if (row === undefined) throw new AppError('oidc-not-set-up');
  const clientSecret = row.sealed_secret && (await unseal(keys, tenantId, row.sealed_secret));
  return { issuer: row.issuer, clientId: row.client_id, clientSecret };
}

/**
 * The provider of a change, with the stored secret if the change names none. That is used only for the issuer and client it
 * was entered for: nobody can have it sent elsewhere. Throws `oidc-secret-required`.
 */
export async function requestedProvider(
  deps: OidcStoreDeps,
  tenantId: TenantId,
  { issuer, clientId, clientSecret }: OidcChange,
): Promise<OidcProvider> {
  if (clientSecret !== undefined) return { issuer, clientId, clientSecret };
  const stored = await oidcSetupOf(deps.db, tenantId);
  if (stored?.issuer !== issuer || stored.clientId !== clientId) throw new AppError('oidc-secret-required');
  return oidcProviderOf(deps, tenantId);
}

/**
 * Sets a tenant's provider. Throws `tenant-unknown`, `oidc-secret-required`, `request-invalid`, and `oidc-not-tried` if passwords are to be
 * refused before an administrator has signed in by this issuer.
 */
export function setOidcProvider(deps: OidcStoreDeps, tenantId: TenantId, change: OidcChange, now: number) {
  const { emailDomains, linkByEmail, addUsers, onlyOidc, secondFactor } = change;
  if ((linkByEmail || addUsers) && emailDomains.length === 0) {
    throw new AppError('request-invalid', 'accounts are found or made by e-mail address only in named domains');
  }
  return inTransaction(deps.db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const { issuer, clientId, clientSecret } = await requestedProvider({ ...deps, db: transaction }, tenantId, change);
    if (onlyOidc && !(await hasTriedAdmin(transaction, tenantId, issuer))) throw new AppError('oidc-not-tried');
    const row = {
      issuer,
      client_id: clientId,
      sealed_secret: clientSecret === null ? null : await seal(deps.keys, tenantId, clientSecret),
      email_domains: emailDomains.map((domain) => domain.toLowerCase()),
      link_by_email: linkByEmail,
      add_users: addUsers,
      only_oidc: onlyOidc,
      second_factor: secondFactor,
      changed_at: new Date(now),
    };
    const { numUpdatedRows } = await transaction
      .updateTable('oidc_providers')
      .set(row)
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) await insertProvider(transaction, tenantId, row);
  });
}

/** Passwords are valid again with it. False: there was none. */
export async function removeOidcProvider(db: Database, tenantId: TenantId): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('oidc_providers').where('tenant_id', '=', tenantId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Accepts passwords again: for a tenant that is locked out because its provider is gone. False: they were accepted. */
export async function allowPasswords(db: Database, tenantId: TenantId): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oidc_providers')
    .set({ only_oidc: false })
    .where('tenant_id', '=', tenantId)
    .where('only_oidc', '=', true)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether users of the tenant can sign in by their company's accounts only. */
export async function isOnlyOidc(db: Database, { tenantId }: Pick<User, 'tenantId'>): Promise<boolean> {
  if (tenantId === null) return false;
  return (await oidcSetupOf(db, tenantId))?.onlyOidc ?? false;
}

type ProviderRow = Omit<Insertable<Schema['oidc_providers']>, 'tenant_id' | 'company'>;

async function insertProvider(transaction: Database, tenantId: TenantId, row: ProviderRow): Promise<void> {
  const { name } = await transaction
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  await insertWithFreeLogin(loginStem(name), async (company) => {
    if (company === STAFF_COMPANY) return {};
    return transaction
      .insertInto('oidc_providers')
      .values({ tenant_id: tenantId, company, ...row })
      .onConflict((taken) => taken.column('company').doNothing())
      .executeTakeFirst();
  });
}

/** An administrator who can still sign in if passwords are refused. */
async function hasTriedAdmin(db: Database, tenantId: TenantId, issuer: string): Promise<boolean> {
  const admin = await db
    .selectFrom('oidc_identities')
    .innerJoin('users', 'users.id', 'oidc_identities.user_id')
    .where('users.tenant_id', '=', tenantId)
    .where('users.role', '=', 'admin')
    .where('users.disabled_at', 'is', null)
    .where('oidc_identities.issuer', '=', issuer)
    .select('users.id')
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}

function setupFromRow(row: Selectable<Schema['oidc_providers']>): OidcSetup {
  return {
    tenantId: row.tenant_id,
    company: row.company,
    issuer: row.issuer,
    clientId: row.client_id,
    hasSecret: row.sealed_secret !== null,
    emailDomains: row.email_domains,
    linkByEmail: row.link_by_email,
    addUsers: row.add_users,
    onlyOidc: row.only_oidc,
    secondFactor: row.second_factor,
  };
}

const SEALING_KEY = sealingKey();

async function seal(keys: Pick<KeyStore, 'getOrCreate'>, tenantId: TenantId, secret: string): Promise<Buffer> {
  return sealSecret(await keys.getOrCreate(SEALING_KEY), Buffer.from(secret), ownerOf(tenantId));
}

async function unseal(keys: Pick<KeyStore, 'get'>, tenantId: TenantId, sealed: Buffer): Promise<string> {
  const key = await keys.get(SEALING_KEY);
  const secret = key === null ? null : unsealSecret(key, sealed, ownerOf(tenantId));
  if (secret === null) throw new AppError('oidc-key-missing');
  return secret.toString();
}

function ownerOf(tenantId: TenantId): string {
  return `oidc ${tenantId}`;
}

function sealingKey(): KeyId {
  const id = readKeyId('sealing/oidc-providers');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
