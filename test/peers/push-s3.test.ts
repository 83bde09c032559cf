import { afterAll, beforeAll } from 'vitest';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Radosgw } from '../kit/push/radosgw.ts';

let gateway: Radosgw;

beforeAll(async () => {
  gateway = await Radosgw.start();
});

afterAll(async () => {
  await gateway?.stop();
});

pushTargetContract('S3: Ceph radosgw', () => ({
  connect: (signal) => connectTo(gateway.settings(), signal),
  resumes: true,
}));
