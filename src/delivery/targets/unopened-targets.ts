import type { KeyStore } from '../../platform/key-store/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { nullIfUnsealFails } from './sealing.ts';
import { readTarget, tenantsWithTarget } from './target-store.ts';

/** How many tenants' secrets do not open with the keys that are there: nothing can be sent to their targets. */
export async function countUnreadableSecrets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<number> {
  let unopened = 0;
  for (const tenantId of await tenantsWithTarget(db)) {
    if ((await nullIfUnsealFails(readTarget({ db, keys }, tenantId))) === null) unopened += 1;
  }
  return unopened;
}
