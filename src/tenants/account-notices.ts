import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Nobody's mailbox is filled; whoever got five knows. */
const MAX_NOTICES_PER_HOUR = 5;
const HOUR_MS = 60 * 60 * 1000;

/** Counts a notice to a user about the account. False: there were enough in this hour, and it is not sent. */
export async function countNotice(transaction: Database, userId: UserId, now: number): Promise<boolean> {
  const { hour_began_at, sent } = await accountNotices(transaction, userId, now);
  const isSameHour = now - hour_began_at.getTime() < HOUR_MS;
  if (isSameHour && sent >= MAX_NOTICES_PER_HOUR) return false;
  await transaction
    .updateTable('account_notices')
    .set(isSameHour ? { sent: sent + 1 } : { sent: 1, hour_began_at: new Date(now) })
    .where('user_id', '=', userId)
    .execute();
  return true;
}

/** The row of a user, locked. */
export async function accountNotices(transaction: Database, userId: UserId, now: number) {
  await transaction
    .insertInto('account_notices')
    .values({ user_id: userId, hour_began_at: new Date(now) })
    .onConflict((known) => known.column('user_id').doNothing())
    .execute();
  return transaction
    .selectFrom('account_notices')
    .where('user_id', '=', userId)
    .select(['has_signed_in', 'hour_began_at', 'sent'])
    .forUpdate()
    .executeTakeFirstOrThrow();
}
