import { z } from 'zod';
import { withoutSlashes } from './setting-schemas.ts';
import { storeUrl } from './store-url.ts';

/** The object store of the recordings, if it is no folder. */
export const S3_SETTINGS = {
  s3Endpoint: {
    env: 'FONOTEKA_S3_ENDPOINT',
    schema: storeUrl('https://s3.example'),
    default: '',
    about: 'The address of the S3 server. Empty: Amazon’s, by FONOTEKA_S3_REGION.',
  },
  s3Bucket: {
    env: 'FONOTEKA_S3_BUCKET',
    schema: z.string(),
    default: '',
    about:
      'The bucket that the recordings are stored in, without versions, Object Lock and lifecycle rules. Empty: files in the data folder.',
  },
  s3Region: {
    env: 'FONOTEKA_S3_REGION',
    schema: z.string().min(1),
    default: 'us-east-1',
    about: 'The region in the signatures. Most servers at an address of their own take any.',
  },
  s3AccessKey: {
    env: 'FONOTEKA_S3_ACCESS_KEY',
    schema: z.string(),
    default: '',
    about:
      'The access key of the bucket. Empty: what AWS’s SDK finds, as a web identity (Kubernetes), a role of the container or of the instance.',
  },
  s3SecretKey: {
    env: 'FONOTEKA_S3_SECRET_KEY',
    schema: z.string(),
    default: '',
    about: 'Its secret key.',
  },
  s3Prefix: {
    env: 'FONOTEKA_S3_PREFIX',
    schema: withoutSlashes,
    default: '',
    about: 'In front of the names of all objects, where the bucket is not ours alone. Empty: none.',
  },
} as const;
