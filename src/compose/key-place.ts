import { join } from 'node:path';
import { AppError } from '../base/errors.ts';
import type { Config } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { DistantKeyStore } from '../platform/distant-key-store.ts';
import { FolderIdPlace } from '../platform/folder-id-place.ts';
import { FolderKeyStore, type KeyStore } from '../platform/key-store.ts';
import { S3Bucket, S3IdPlace, S3KeyStore, type S3Settings } from '../platform/s3/index.ts';
import type { IdPlace, StoreIdentity } from '../platform/store-identity.ts';
import { TransitClient, TransitIdPlace, TransitKeyStore } from '../platform/transit/index.ts';

/** Where the keys are: in a folder, a bucket of their own, or a transit engine. */
export interface KeyPlace {
  readonly idPlace: IdPlace;
  open(identity: StoreIdentity | undefined): KeyStore;
}

/** Throws `config-invalid` for two places, and for that of the recordings. */
export function keyPlace(config: Config): KeyPlace {
  const isBucket = config.keysS3Bucket !== '';
  const isTransit = config.keysTransitUrl !== '';
  const isFolder = config.keys !== '';
  if (Number(isBucket) + Number(isTransit) + Number(isFolder) > 1) {
    const settings = 'FONOTEKA_KEYS, FONOTEKA_KEYS_S3_BUCKET and FONOTEKA_KEYS_TRANSIT_URL';
    throw new AppError('config-invalid', `${settings} name different places of the keys: set one of them`);
  }
  const bucket = keysBucket(config);
  if (bucket !== null) return bucketPlace(bucket);
  if (isTransit) return transitPlace(config);
  const folder = isFolder ? config.keys : join(config.data, 'keys');
  return { idPlace: new FolderIdPlace(folder), open: (identity) => new FolderKeyStore(folder, identity) };
}

/** The bucket of the keys; null: they are not in one. */
export function keysBucket(config: Config): S3Bucket | null {
  const settings = keysBucketSettings(config);
  return settings === null ? null : new S3Bucket(settings);
}

/** Null: the keys are not in a bucket. Throws `config-invalid` where the recordings are in it. */
export function keysBucketSettings(config: Config): S3Settings | null {
  if (config.keysS3Bucket === '') return null;
  const settings = {
    endpoint: config.keysS3Endpoint || config.s3Endpoint,
    region: config.keysS3Region || config.s3Region,
    bucket: config.keysS3Bucket,
    prefix: config.keysS3Prefix,
    ...(config.keysS3AccessKey === ''
      ? { accessKey: config.s3AccessKey, secretKey: config.s3SecretKey }
      : { accessKey: config.keysS3AccessKey, secretKey: config.keysS3SecretKey }),
  };
  // Whoever copies the bucket of the recordings must not have the keys: a backup of it would open what was destroyed since.
  if (settings.bucket === config.s3Bucket && isSameServer(settings.endpoint, config.s3Endpoint)) {
    throw new AppError(
      'config-invalid',
      'FONOTEKA_KEYS_S3_BUCKET: it is the bucket of the recordings; use another one',
    );
  }
  return settings;
}

/** However they are written: `https://s3.example:443/` is `https://S3.example`. */
function isSameServer(one: string, other: string): boolean {
  return one === other || (one !== '' && other !== '' && new URL(one).host === new URL(other).host);
}

function bucketPlace(bucket: S3Bucket): KeyPlace {
  const settings = 'check FONOTEKA_KEYS_S3_ENDPOINT, FONOTEKA_KEYS_S3_BUCKET and FONOTEKA_KEYS_S3_PREFIX';
  return {
    idPlace: new S3IdPlace(bucket, settings),
    open: (identity) => new DistantKeyStore(new S3KeyStore(bucket, identity), systemClock),
  };
}

function transitPlace(config: Config): KeyPlace {
  const settings = {
    url: config.keysTransitUrl,
    mount: config.keysTransitMount,
    token: config.keysTransitToken,
    tokenFile: config.keysTransitTokenFile,
    namespace: config.keysTransitNamespace,
    caFile: config.keysTransitCa,
  };
  const client = new TransitClient(settings, systemClock);
  return {
    idPlace: new TransitIdPlace(client),
    open: (identity) => new DistantKeyStore(new TransitKeyStore(client, identity), systemClock),
  };
}
