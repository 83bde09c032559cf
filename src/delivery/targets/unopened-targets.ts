import type { KeyStore } from '../../platform/key-store/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { unlessLocked } from './sealing.ts';
import { readTarget } from './target-store.ts';

/** How many tenants' secrets do not open with the keys that are there: nothing can be sent to their targets. */
export async function unopenedTargets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<number> {
  const rows = await db.selectFrom('push_targets').select('tenant_id').execute();
  let unopened = 0;
  for (const { tenant_id: tenantId } of rows) {
    if ((await unlessLocked(readTarget({ db, keys }, tenantId))) === null) unopened += 1;
  }
  return unopened;
}
