import type { Config } from '../config/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import { RegisteredIdentity, STORE_NAMES, type StoreIdentity, type StoreName } from '../platform/store-identity.ts';
import { keyPlace } from './key-place.ts';
import { recordingsIdentity } from './recording-store.ts';

/** The store of the keys that decrypt the recordings. Without a database its id is not checked. */
export function keyStore(config: Config, db: Database | null): KeyStore {
  const place = keyPlace(config);
  return place.open(db === null ? undefined : new RegisteredIdentity(db, { name: 'keys', place: place.idPlace }));
}

export function storeIdentity(
  config: Config,
  db: Database,
  name: StoreName,
): StoreIdentity & Pick<RegisteredIdentity, 'accept' | 'refuseOther'> {
  if (name === 'recordings') return recordingsIdentity(config, db);
  return new RegisteredIdentity(db, { name, place: keyPlace(config).idPlace });
}

/** Returns what asks whether all stores can be used. */
export function storesCheck(config: Config, db: Database, log: Logger): () => Promise<boolean> {
  const identities = STORE_NAMES.map((store) => ({ store, identity: storeIdentity(config, db, store) }));
  return async () => {
    for (const { store, identity } of identities) {
      try {
        await identity.check();
      } catch (error) {
        log.error({ store, error: String(error) }, 'a store cannot be used');
        return false;
      }
    }
    return true;
  };
}

/** Throws `storage-not-mounted` if a store is that of another installation. */
export async function refuseOtherStores(config: Config, db: Database): Promise<void> {
  for (const name of STORE_NAMES) await storeIdentity(config, db, name).refuseOther();
}
