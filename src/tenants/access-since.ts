import { isId, timeOfId, type UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/**
 * Since when, Unix ms, an actor of the audit log has been able to do what it can now: since the user was added, or was last given
 * a higher role, more rights or calls, or access again. 0: it is no user.
 */
export async function accessSince(db: Database, actor: string): Promise<number> {
  if (!isId(actor)) return 0;
  const row = await db
    .selectFrom('users')
    .select('raised_at')
    .where('id', '=', actor as UserId)
    .executeTakeFirst();
  return Math.max(timeOfId(actor) ?? 0, row?.raised_at?.getTime() ?? 0);
}
