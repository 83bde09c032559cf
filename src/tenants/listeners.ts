import type { TenantId, UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { USER_COLUMNS, userFromRow } from './users.ts';

interface Listener {
  readonly id: UserId;
  readonly login: string;
  /** The numbers whose calls the user may see; null: all of the tenant's. */
  readonly numbers: readonly string[] | null;
  readonly hasEmail: boolean;
}

/** The users of a tenant who may listen to recordings, by login: those who can sign in, and have done so. */
export async function listenersOf(db: Database, tenantId: TenantId): Promise<Listener[]> {
  const rows = await db
    .selectFrom('users')
    .where('users.tenant_id', '=', tenantId)
    .where('users.disabled_at', 'is', null)
    // Somebody invited may never come, and is removed then.
    .where('users.invited_at', 'is', null)
    .select([...USER_COLUMNS, 'users.email'])
    .orderBy('users.login')
    .execute();
  return rows
    .map((row) => ({ user: userFromRow(row), hasEmail: row.email !== null }))
    .filter(({ user }) => user.rights.includes('listen'))
    .map(({ user: { id, login, numbers }, hasEmail }) => ({ id, login, numbers, hasEmail }));
}
