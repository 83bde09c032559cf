import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { newAccountLink, useAccountLink } from './account-links.ts';
import { readEmail, setUserEmail } from './user-accounts.ts';

export interface OwnEmail {
  /** Null: the user has none. */
  readonly email: string | null;
  /** The address that waits for its confirmation, and until when (Unix ms). */
  readonly pending: { readonly email: string; readonly expiresAt: number } | null;
}

/** A user's own address, and one that is to replace it. */
export async function ownEmail(db: Database, userId: UserId, now: number): Promise<OwnEmail> {
  const { email } = await db.selectFrom('users').where('id', '=', userId).select('email').executeTakeFirstOrThrow();
  const link = await db
    .selectFrom('account_links')
    .where('user_id', '=', userId)
    .where('kind', '=', 'email-change')
    .where('expires_at', '>', new Date(now))
    .select(['email', 'expires_at'])
    .executeTakeFirst();
  const pending = link === undefined ? null : { email: link.email ?? '', expiresAt: link.expires_at.getTime() };
  return { email, pending };
}

interface NewAddress {
  readonly userId: UserId;
  readonly email: string;
  readonly now: number;
}

/** The token of a link for the new address; until it is used nothing changes. Throws `request-invalid`. */
export async function beginEmailChange(
  db: Database,
  { userId, email, now }: NewAddress,
): Promise<{ readonly email: string; readonly token: string }> {
  const address = readEmail(email);
  return { email: address, token: await newAccountLink(db, { userId, kind: 'email-change', email: address, now }) };
}

/** Whoever has the link and the user's session has both mailbox and account. Throws `link-invalid`, `email-taken`. */
export async function confirmEmail(
  transaction: Database,
  { userId, token, now }: { readonly userId: UserId; readonly token: string; readonly now: number },
): Promise<{ readonly email: string; readonly before: string | null }> {
  const link = await useAccountLink(transaction, { token, kinds: ['email-change'], now });
  if (link.userId !== userId || link.email === null) throw new AppError('link-invalid');
  const { email: before } = await ownEmail(transaction, userId, now);
  await setUserEmail(transaction, userId, link.email);
  return { email: link.email, before };
}
