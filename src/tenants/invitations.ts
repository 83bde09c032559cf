import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { LINK_LIFE_MS, newAccountLink } from './account-links.ts';
import { addManagedUser, type UserChange } from './change-user.ts';
import type { ManagedBy } from './manage-rules.ts';
import { requireManagedUser } from './managing.ts';
import type { TENANT_ROLES } from './roles.ts';
import { lockTenant } from './subscriptions.ts';
import { setUserEmail } from './user-accounts.ts';

/** Open at once, of a tenant: enough for a whole office, too few to send many mails to others. */
const MAX_OPEN = 50;

type TenantRole = (typeof TENANT_ROLES)[number];

interface NewInvitation extends Pick<UserChange, 'rights' | 'limitedTo'> {
  readonly tenantId: TenantId;
  readonly email: string;
  readonly role: TenantRole;
}

/** An invited user, who has not signed in yet. */
export interface Invitation {
  readonly id: UserId;
  readonly login: string;
  readonly email: string;
  readonly role: TenantRole;
  /** Unix ms. */
  readonly invitedAt: number;
  /** When the link ends, Unix ms; it may be past. */
  readonly expiresAt: number;
}

/** An invitation with the token of its link, which is only in the mail. */
export interface SentInvitation extends Pick<Invitation, 'id' | 'login' | 'email'> {
  readonly token: string;
}

/**
 * Adds a user who sets the password by a link. The login is made from the e-mail address. Throws `email-taken`,
 * `too-many-invitations`, `above-own-rights`, `request-invalid`, `number-invalid`.
 */
export function inviteUser(
  db: Database,
  { tenantId, email, role, ...change }: NewInvitation,
  { by, now }: { readonly by: ManagedBy; readonly now: number },
): Promise<SentInvitation> {
  return inTransaction(db, async (transaction) => {
    // Of two at once the second counts the first one.
    await lockTenant(transaction, tenantId);
    if ((await listInvitations(transaction, tenantId)).length >= MAX_OPEN) throw new AppError('too-many-invitations');
    const name = email.split('@', 1)[0]!;
    const { user, login } = await addManagedUser(transaction, { tenantId, name, role, ...change }, { by, now });
    await setUserEmail(transaction, user.id, email);
    return sendTo(transaction, { id: user.id, login, email: email.trim().toLowerCase() }, now);
  });
}

interface Invited {
  readonly tenantId: TenantId;
  readonly id: UserId;
  readonly by: ManagedBy;
}

/** A new link for an invited user; the earlier one is not accepted any more. Throws `not-found`, `above-own-rights`. */
export function inviteAgain(
  db: Database,
  { tenantId, id, by, now }: Invited & { readonly now: number },
): Promise<SentInvitation> {
  return inTransaction(db, async (transaction) => {
    const invited = (await listInvitations(transaction, tenantId)).find((each) => each.id === id);
    if (invited === undefined) throw new AppError('not-found');
    await requireManagedUser(transaction, { tenantId, id, by });
    return sendTo(transaction, invited, now);
  });
}

/** Removes an invited user, who has never signed in. Throws `not-found`, `above-own-rights`. */
export function withdrawInvitation(db: Database, { tenantId, id, by }: Invited): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await requireManagedUser(transaction, { tenantId, id, by });
    const invited = await transaction
      .selectFrom('users')
      .where('id', '=', id)
      .where('invited_at', 'is not', null)
      .select('id')
      .executeTakeFirst();
    if (invited === undefined) throw new AppError('not-found');
    await transaction.deleteFrom('user_number_groups').where('user_id', '=', id).execute();
    await transaction.deleteFrom('users').where('id', '=', id).execute();
  });
}

/** The invitations of a tenant that were not accepted yet, the newest first. */
export async function listInvitations(db: Database, tenantId: TenantId): Promise<Invitation[]> {
  const rows = await db
    .selectFrom('users')
    .innerJoin('account_links', 'account_links.user_id', 'users.id')
    .where('account_links.kind', '=', 'invitation')
    .where('users.tenant_id', '=', tenantId)
    .where('users.invited_at', 'is not', null)
    .select(['users.id', 'users.login', 'users.email', 'users.role', 'users.invited_at', 'account_links.expires_at'])
    .orderBy('users.id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    login: row.login,
    email: row.email ?? '',
    role: row.role as TenantRole,
    invitedAt: row.invited_at!.getTime(),
    expiresAt: row.expires_at.getTime(),
  }));
}

async function sendTo(
  db: Database,
  { id, login, email }: Pick<Invitation, 'id' | 'login' | 'email'>,
  now: number,
): Promise<SentInvitation> {
  await db
    .updateTable('users')
    .set({ invited_at: new Date(now) })
    .where('id', '=', id)
    .execute();
  const token = await newAccountLink(db, { userId: id, kind: 'invitation', now });
  return { id, login, email, token };
}

/** For how many days a link of an invitation is accepted. */
export const INVITATION_DAYS = LINK_LIFE_MS.invitation / (24 * 60 * 60 * 1000);
