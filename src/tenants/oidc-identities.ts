import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import type { OidcPerson } from '../platform/oidc/index.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { OidcSetup } from './oidc-providers.ts';
import { lockTenant } from './subscriptions.ts';
import { voidTemporaryPassword } from './user-accounts.ts';
import { addUser, ofEnabledTenant, USER_COLUMNS, type User, userFromRow } from './users.ts';

/** OpenID Connect Core §2: "It MUST NOT exceed 255 ASCII characters in length." */
const MAX_SUBJECT_CHARS = 255;

export interface FoundUser {
  readonly user: User;
  /** How the account was found, or that it was made. */
  readonly by: 'subject' | 'email' | 'added';
}

/**
 * The account of a person in the provider's tenant: the one linked to the person, else, at the first sign-in and if the setup
 * says so, the one with the verified e-mail address, else a new one. No other tenant's account can be the result. Throws
 * `oidc-account-unknown`, `oidc-email-not-verified`, `too-many-users`.
 */
export function userOfPerson(db: Database, setup: OidcSetup, person: OidcPerson, now: number): Promise<FoundUser> {
  requireSubject(person.subject);
  return inTransaction(db, async (transaction) => {
    // Of two first sign-ins at once, the second finds the account that the first has made.
    if (setup.tenantId !== null) await lockTenant(transaction, setup.tenantId);
    const { id, by } = await findOrAdd(transaction, setup, person, now);
    const user = await requireEnabled(transaction, id);
    await voidTemporaryPassword(transaction, id);
    if (by !== 'subject') await linkPerson(transaction, setup.issuer, { user, subject: person.subject, now });
    return { user, by };
  });
}

interface Found {
  readonly id: UserId;
  readonly by: FoundUser['by'];
}

async function findOrAdd(db: Database, setup: OidcSetup, person: OidcPerson, now: number): Promise<Found> {
  const linked = await linkedUser(db, setup, person.subject);
  if (linked !== null) return { id: linked, by: 'subject' };
  const email = acceptedEmail(setup, person);
  const known = await userWithEmail(db, setup, email);
  if (known?.linkedSubject === null && setup.linkByEmail) return { id: known.id, by: 'email' };
  if (known !== undefined || !setup.addUsers || setup.tenantId === null) throw new AppError('oidc-account-unknown');
  const added = await addUser(db, { tenantId: setup.tenantId, name: nameOf(email), role: 'agent', email }, now);
  return { id: added.id, by: 'added' };
}

function nameOf(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

/**
 * Links a person at a provider with a user, who has proved to be both. Replaces what was linked with the user before. Throws
 * `oidc-account-taken`.
 */
export async function linkPerson(
  db: Database,
  issuer: string,
  {
    user,
    subject,
    now,
  }: { readonly user: Pick<User, 'id' | 'tenantId'>; readonly subject: string; readonly now: number },
): Promise<void> {
  requireSubject(subject);
  await inTransaction(db, async (transaction) => {
    await transaction
      .deleteFrom('oidc_identities')
      .where('user_id', '=', user.id)
      .where('issuer', '=', issuer)
      .execute();
    const row = { user_id: user.id, tenant_id: user.tenantId, issuer, subject, linked_at: new Date(now) };
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('oidc_identities')
      .values(row)
      .onConflict((taken) => taken.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) throw new AppError('oidc-account-taken');
  });
}

/** Unlinks whatever is linked with a user. False: nothing was. */
export async function unlinkPerson(db: Database, id: UserId): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('oidc_identities').where('user_id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Whether a person of this issuer is linked with the user. */
export async function isLinked(db: Database, id: UserId, issuer: string): Promise<boolean> {
  const row = await db
    .selectFrom('oidc_identities')
    .where('user_id', '=', id)
    .where('issuer', '=', issuer)
    .select('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

function requireSubject(subject: string): void {
  if (subject === '' || subject.length > MAX_SUBJECT_CHARS) throw new AppError('oidc-sign-in-refused');
}

/** The person's e-mail address, if the provider has verified it and the setup accepts its domain. */
function acceptedEmail(
  { emailDomains, linkByEmail, addUsers }: OidcSetup,
  { email, emailVerified }: OidcPerson,
): string {
  if (email === null || !(linkByEmail || addUsers)) throw new AppError('oidc-account-unknown');
  if (!emailVerified) throw new AppError('oidc-email-not-verified');
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (!emailDomains.includes(domain)) throw new AppError('oidc-account-unknown');
  return email;
}

/** Disabled or not: a disabled person gets no new account. */
async function linkedUser(db: Database, { tenantId, issuer }: OidcSetup, subject: string): Promise<UserId | null> {
  const row = await db
    .selectFrom('oidc_identities')
    .innerJoin('users', 'users.id', 'oidc_identities.user_id')
    .where('users.tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .where('oidc_identities.issuer', '=', issuer)
    .where('oidc_identities.subject', '=', subject)
    .select('users.id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The account with this address. Whoever is linked already keeps it: an address may be given to somebody else later. */
async function userWithEmail(db: Database, { tenantId, issuer }: OidcSetup, email: string) {
  return db
    .selectFrom('users')
    .leftJoin('oidc_identities', (join) =>
      join.onRef('oidc_identities.user_id', '=', 'users.id').on('oidc_identities.issuer', '=', issuer),
    )
    .where('users.tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .where('users.email', '=', email)
    .select(['users.id', 'oidc_identities.subject as linkedSubject'])
    .executeTakeFirst();
}

async function requireEnabled(db: Database, id: UserId): Promise<User> {
  const row = await db
    .selectFrom('users')
    .where('users.id', '=', id)
    .where('users.disabled_at', 'is', null)
    .where(ofEnabledTenant)
    .select(USER_COLUMNS)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('oidc-account-unknown');
  return userFromRow(row);
}
