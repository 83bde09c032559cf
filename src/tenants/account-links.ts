import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * For how long a link is accepted. Whoever asks for a reset waits for the mail; a new address may be read at home; an invitation
 * is read after a holiday.
 */
export const LINK_LIFE_MS = {
  'password-reset': HOUR_MS,
  'email-change': 24 * HOUR_MS,
  invitation: 14 * 24 * HOUR_MS,
} as const;

export type LinkKind = keyof typeof LINK_LIFE_MS;

const LINK_KINDS = Object.keys(LINK_LIFE_MS) as readonly LinkKind[];

/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32;

interface NewLink {
  readonly userId: UserId;
  readonly kind: LinkKind;
  /** Of a change of the e-mail address: the new one. */
  readonly email?: string;
  readonly now: number;
}

/** A new token for a link in a mail; the database has its SHA-256. The user's earlier link of the kind is not accepted any more. */
export async function newAccountLink(db: Database, { userId, kind, email, now }: NewLink): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const row = { token_hash: hashOf(token), expires_at: new Date(now + LINK_LIFE_MS[kind]), email: email ?? null };
  await db
    .insertInto('account_links')
    .values({ ...row, user_id: userId, kind })
    .onConflict((earlier) => earlier.columns(['user_id', 'kind']).doUpdateSet(row))
    .execute();
  return token;
}

/** None of the user's links of these kinds is accepted any more. */
export async function endAccountLinks(db: Database, userId: UserId, kinds = LINK_KINDS): Promise<void> {
  await db.deleteFrom('account_links').where('user_id', '=', userId).where('kind', 'in', kinds).execute();
}

interface UsedLink {
  readonly token: string;
  /** What the link may be for. */
  readonly kinds: readonly LinkKind[];
  readonly now: number;
}

/** Whose link it is. A link is used once. Throws `link-invalid`. */
export async function useAccountLink(
  db: Database,
  { token, kinds, now }: UsedLink,
): Promise<{ readonly userId: UserId; readonly kind: LinkKind; readonly email: string | null }> {
  const used = await db
    .deleteFrom('account_links')
    .where('token_hash', '=', hashOf(token))
    .where('kind', 'in', kinds)
    .where('expires_at', '>', new Date(now))
    .returning(['user_id', 'kind', 'email'])
    .executeTakeFirst();
  if (used === undefined) throw new AppError('link-invalid');
  return { userId: used.user_id, kind: used.kind as LinkKind, email: used.email };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
