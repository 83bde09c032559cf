import { z } from 'zod';
import { withoutSlashes } from './setting-schemas.ts';
import { storeUrl } from './store-url.ts';

const url = storeUrl('https://host.example');
const text = z.string();

/** The store of the keys, if it is no folder: a bucket of its own, or a transit engine. */
export const KEY_STORE_SETTINGS = {
  keysS3Bucket: {
    env: 'FONOTEKA_KEYS_S3_BUCKET',
    schema: text,
    default: '',
    about:
      'The bucket that the keys are stored in, without versions, Object Lock, lifecycle rules and backups; not that of the recordings. Empty: a folder, `FONOTEKA_KEYS`.',
  },
  keysS3Endpoint: {
    env: 'FONOTEKA_KEYS_S3_ENDPOINT',
    schema: url,
    default: '',
    about: 'Its server. Empty, as each of the next four: as for the recordings, `FONOTEKA_S3_ENDPOINT`.',
  },
  keysS3Region: { env: 'FONOTEKA_KEYS_S3_REGION', schema: text, default: '', about: 'Its region.' },
  keysS3AccessKey: {
    env: 'FONOTEKA_KEYS_S3_ACCESS_KEY',
    schema: text,
    default: '',
    about: 'An access key that only this bucket knows is better: who has that of the recordings cannot decrypt them.',
  },
  keysS3SecretKey: { env: 'FONOTEKA_KEYS_S3_SECRET_KEY', schema: text, default: '', about: 'Its secret key.' },
  keysS3Prefix: {
    env: 'FONOTEKA_KEYS_S3_PREFIX',
    schema: withoutSlashes,
    default: '',
    about: 'In front of the names of all keys.',
  },
  keysTransitUrl: {
    env: 'FONOTEKA_KEYS_TRANSIT_URL',
    schema: url,
    default: '',
    about:
      'OpenBao or Vault, as `https://bao.example:8200`: the keys are derived from keys of its transit engine, which never leave it. Empty: a folder or a bucket.',
  },
  keysTransitToken: {
    env: 'FONOTEKA_KEYS_TRANSIT_TOKEN',
    schema: text,
    default: '',
    about: 'The token of Fonoteka there. It must not expire; an agent that renews it is better.',
  },
  keysTransitTokenFile: {
    env: 'FONOTEKA_KEYS_TRANSIT_TOKEN_FILE',
    schema: text,
    default: '',
    about: 'A file with the token, which an agent renews; read for each request, if no token is set.',
  },
  keysTransitMount: {
    env: 'FONOTEKA_KEYS_TRANSIT_MOUNT',
    schema: withoutSlashes.pipe(z.string().min(1)),
    default: 'transit',
    about: 'Where the engine is mounted. Each installation has one of its own.',
  },
  keysTransitNamespace: {
    env: 'FONOTEKA_KEYS_TRANSIT_NAMESPACE',
    schema: text,
    default: '',
    about: 'The namespace of the engine. Empty: the root.',
  },
  keysTransitCa: {
    env: 'FONOTEKA_KEYS_TRANSIT_CA',
    schema: text,
    default: '',
    about: 'A PEM file with the authorities of the service’s certificate. Empty: those that Node knows.',
  },
} as const;
