import { afterAll, beforeAll } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import type { S3Settings } from '../../src/platform/push-target/index.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { contentAt } from '../kit/push/files-at.ts';
import { Radosgw } from '../kit/push/radosgw.ts';

let gateway: Radosgw;
let writer: Pick<S3Settings, 'accessKey' | 'secretKey'>;

beforeAll(async () => {
  gateway = await Radosgw.start();
  writer = await gateway.writeOnlyKeys();
});

afterAll(async () => {
  await gateway?.stop();
});

pushTargetContract('S3: Ceph radosgw', () => ({
  connect: (signal) => connectTo(gateway.settings(), signal),
  resumes: true,
}));

mayNotLookContract('S3: Ceph radosgw, a key that may only put objects', () => ({
  connect: () => connectTo(gateway.settings(writer)),
  contentAt: (path) => contentAt(gateway.settings(), path),
  verifies: 'content',
  removes: false,
}));
