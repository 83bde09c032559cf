import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Config } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { FolderIdPlace } from '../platform/folder-id-place.ts';
import type { MoveDeps } from '../platform/move-store.ts';
import { MovingObjectStore } from '../platform/moving-object-store.ts';
import { FolderObjectStore, type ObjectStore } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { S3Bucket, S3IdPlace, S3ObjectStore } from '../platform/s3/index.ts';
import { RegisteredIdentity, type StoreIdentity } from '../platform/store-identity.ts';
import { ObjectLocks, type StorePlace, StorePlans } from '../platform/store-plan.ts';

/** Where recordings can be; null: this process has no settings for it. */
interface Places {
  readonly folder: Place;
  readonly s3: Place | null;
}

interface Place {
  readonly objects: ObjectStore;
  readonly identity: RegisteredIdentity;
}

/** The store of the recordings, where the database says it is; at first in a bucket if one is set, otherwise in a folder. Without a database its id is not checked. */
export function recordingStore(config: Config, db: Database | null, clock: Clock = systemClock): ObjectStore {
  if (db === null) {
    const bucket = recordingsBucket(config);
    return bucket === null ? new FolderObjectStore(recordingsFolder(config)) : new S3ObjectStore(bucket);
  }
  const { folder, s3 } = placesOf(config, db);
  const places = { folder: folder.objects, s3: s3?.objects ?? null };
  return new MovingObjectStore({ db, locks: new ObjectLocks(db, clock), places, plans: plansOf(config, db, clock) });
}

/** Checks every place of the recordings that is in use; accepts the one that the database names. */
export function recordingsIdentity(
  config: Config,
  db: Database,
): StoreIdentity & Pick<RegisteredIdentity, 'accept' | 'refuseOther'> {
  const plans = plansOf(config, db, systemClock);
  const places = placesOf(config, db);
  const at = (place: StorePlace): RegisteredIdentity => (places[place] ?? noBucket()).identity;
  return {
    check: async () => {
      const { place, movingTo } = await plans.now();
      await at(place).check();
      if (movingTo !== null) await at(movingTo).check();
    },
    refuseOther: async () => {
      const { place, movingTo } = await plans.now();
      await at(place).refuseOther();
      if (movingTo !== null) await at(movingTo).refuseOther();
    },
    accept: async () => at((await plans.now()).place).accept(),
  };
}

/** What moves the recordings between the folder and the bucket. Throws `storage-not-mounted` if no bucket is set. */
export function recordingsMove(
  config: Config,
  db: Database,
  clock: Clock,
): Pick<MoveDeps, 'db' | 'locks' | 'plans' | 'places' | 'identities'> {
  const { folder, s3 } = placesOf(config, db);
  if (s3 === null) return noBucket();
  return {
    db,
    locks: new ObjectLocks(db, clock),
    plans: plansOf(config, db, clock),
    places: { folder: folder.objects, s3: s3.objects },
    identities: { folder: folder.identity, s3: s3.identity },
  };
}

/** Where the recordings are, by the database. */
export function plansOf(config: Config, db: Database, clock: Clock): StorePlans {
  return new StorePlans(db, { name: 'recordings', unless: config.s3Bucket === '' ? 'folder' : 's3', clock });
}

/** The bucket of the settings; null: none. */
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

function placesOf(config: Config, db: Database): Places {
  const folder = recordingsFolder(config);
  const inFolder = new RegisteredIdentity(db, { name: 'recordings', place: new FolderIdPlace(folder) });
  const bucket = recordingsBucket(config);
  const s3 = bucket === null ? null : inBucket(db, bucket);
  return { folder: { objects: new FolderObjectStore(folder, inFolder), identity: inFolder }, s3 };
}

function inBucket(db: Database, bucket: S3Bucket): Place {
  const identity = new RegisteredIdentity(db, { name: 'recordings', place: new S3IdPlace(bucket) });
  return { objects: new S3ObjectStore(bucket, identity), identity };
}

function recordingsFolder({ data }: Config): string {
  return join(data, 'recordings');
}

function noBucket(): never {
  throw new AppError('storage-not-mounted', 'FONOTEKA_S3_BUCKET is not set');
}
