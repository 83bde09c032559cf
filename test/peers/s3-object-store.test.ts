import { afterAll, beforeAll } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { objectStoreContract } from '../../src/platform/object-store.contract.ts';
import { S3Bucket, S3ObjectStore, type S3Settings } from '../../src/platform/s3/index.ts';
import { Radosgw } from '../kit/push/radosgw.ts';

let gateway: Radosgw;
const buckets: S3Bucket[] = [];
let aheadMs = 0;
const clock: Clock = {
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
  after: (delayMs, action) => systemClock.after(delayMs, action),
  every: (intervalMs, action) => systemClock.every(intervalMs, action),
};

beforeAll(async () => {
  gateway = await Radosgw.start();
});

afterAll(async () => {
  for (const bucket of buckets) await bucket.close();
  await gateway?.stop();
});

function bucketOf(changes: Partial<S3Settings> = {}): S3Bucket {
  const bucket = new S3Bucket(gateway.bucket(changes), clock);
  buckets.push(bucket);
  return bucket;
}

const create = (changes: Partial<S3Settings> = {}): S3ObjectStore => new S3ObjectStore(bucketOf(changes));

objectStoreContract('Ceph’s S3 gateway', create, () => void (aheadMs += 1_001));
