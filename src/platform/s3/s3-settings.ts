/** A part of a bucket: the objects below a prefix. */
export interface S3Settings {
  /** `https://s3.example`; empty: Amazon's, by the region. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Empty: the SDK looks for credentials (environment, web identity, container, instance role). */
  readonly accessKey: string;
  readonly secretKey: string;
  /** In front of every key, without slashes at its ends. Empty: the whole bucket. */
  readonly prefix: string;
}

/** For messages: `bucket/prefix at https://s3.example`. */
export function placeText({ endpoint, region, bucket, prefix }: S3Settings): string {
  const folder = prefix === '' ? bucket : `${bucket}/${prefix}`;
  return `the bucket ${folder} at ${endpoint === '' ? `Amazon S3 in ${region}` : endpoint}`;
}
