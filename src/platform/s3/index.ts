export { COMPATIBLE_OPTIONS } from './compatible-options.ts';
export { S3Bucket } from './s3-bucket.ts';
export { S3IdPlace } from './s3-id-place.ts';
export { S3KeyStore } from './s3-key-store.ts';
export { S3ObjectStore } from './s3-object-store.ts';
export type { S3Settings } from './s3-settings.ts';
