import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { clientNetwork } from '../base/client-address.ts';
import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { accountNotices } from './account-notices.ts';
import type { ClientName } from './client-name.ts';

/** Office, home, telephone, and some journeys. The one used longest ago is forgotten. */
const MAX_KNOWN = 20;
/** Longer than somebody is away; an address has another owner by then. */
const KNOWN_MS = 180 * 24 * 60 * 60 * 1000;

/** From where somebody signs in. */
export interface SignInClient extends ClientName {
  readonly address: string;
}

/**
 * Remembers the client of a sign-in, and forgets everybody's that have ended. Returns whether it is one that this user has not
 * signed in with lately; not for the user's first sign-in, as then every client is.
 */
export async function rememberSignIn(
  transaction: Database,
  userId: UserId,
  { client, now }: { readonly client: SignInClient; readonly now: number },
): Promise<boolean> {
  // Locked: two sign-ins of one user at once.
  const { has_signed_in } = await accountNotices(transaction, userId, now);
  const endedAt = new Date(now - KNOWN_MS);
  // Those that another sign-in deletes or renews just now are left to it.
  await sql`DELETE FROM known_sign_ins WHERE (user_id, client_hash) IN (
    SELECT user_id, client_hash FROM known_sign_ins WHERE last_seen_at <= ${endedAt}
    FOR UPDATE SKIP LOCKED)`.execute(transaction);
  const known = await transaction
    .selectFrom('known_sign_ins')
    .where('user_id', '=', userId)
    .where('client_hash', '=', hashOf(userId, client))
    .where('last_seen_at', '>', endedAt)
    .select('client_hash')
    .executeTakeFirst();
  const row = { last_seen_at: new Date(now) };
  await transaction
    .insertInto('known_sign_ins')
    .values({ ...row, user_id: userId, client_hash: hashOf(userId, client) })
    .onConflict((earlier) => earlier.columns(['user_id', 'client_hash']).doUpdateSet(row))
    .execute();
  await sql`DELETE FROM known_sign_ins WHERE user_id = ${userId} AND client_hash IN (
    SELECT client_hash FROM known_sign_ins WHERE user_id = ${userId}
    ORDER BY last_seen_at DESC, client_hash OFFSET ${sql.lit(MAX_KNOWN)})`.execute(transaction);
  if (has_signed_in) return known === undefined;
  await transaction.updateTable('account_notices').set({ has_signed_in: true }).where('user_id', '=', userId).execute();
  return false;
}

/** With the user: one client of two users has two hashes. Of an IPv6 address the network, as a device changes the rest daily. */
function hashOf(userId: UserId, { address, browser, system }: SignInClient): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([userId, clientNetwork(address), browser, system]))
    .digest();
}
