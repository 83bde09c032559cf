import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import { FolderIdPlace } from '../platform/folder-id-place.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import { FolderObjectStore, type ObjectStore } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { S3Bucket, S3IdPlace, S3ObjectStore } from '../platform/s3/index.ts';
import { type IdPlace, RegisteredIdentity, STORE_NAMES, type StoreName } from '../platform/store-identity.ts';
import { keyPlace } from './key-place.ts';

/** The store of the recordings: a bucket if one is set, otherwise a folder. Without a database its id is not checked. */
export function recordingStore(config: Config, db: Database | null): ObjectStore {
  const identity = db === null ? undefined : storeIdentity(config, db, 'recordings');
  const bucket = recordingsBucket(config);
  return bucket === null
    ? new FolderObjectStore(recordingsFolder(config), identity)
    : new S3ObjectStore(bucket, identity);
}

/** The store of the keys that decrypt the recordings. Without a database its id is not checked. */
export function keyStore(config: Config, db: Database | null): KeyStore {
  return keyPlace(config).open(db === null ? undefined : storeIdentity(config, db, 'keys'));
}

export function storeIdentity(config: Config, db: Database, name: StoreName): RegisteredIdentity {
  return new RegisteredIdentity(db, { name, place: idPlace(config, name) });
}

/** The bucket of the recordings; null: they are in a folder. */
export function recordingsBucket(config: Config): S3Bucket | null {
  const { s3Bucket: bucket, s3Endpoint: endpoint, s3Region: region, s3Prefix: prefix } = config;
  if (bucket === '') return null;
  return new S3Bucket({
    endpoint,
    region,
    bucket,
    prefix,
    accessKey: config.s3AccessKey,
    secretKey: config.s3SecretKey,
  });
}

function idPlace(config: Config, name: StoreName): IdPlace {
  if (name === 'keys') return keyPlace(config).idPlace;
  const bucket = recordingsBucket(config);
  return bucket === null ? new FolderIdPlace(recordingsFolder(config)) : new S3IdPlace(bucket);
}

function recordingsFolder({ data }: Config): string {
  return join(data, 'recordings');
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
