import { afterAll, beforeAll } from 'vitest';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';

let plain: Proftpd;
let generous: Proftpd;

beforeAll(async () => {
  plain = await Proftpd.start();
  generous = await Proftpd.start({ config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
});

afterAll(async () => {
  for (const server of [plain, generous]) await server?.stop();
});

pushTargetContract('FTP: ProFTPD with default settings', () => ({
  connect: (signal) => connectTo(plain.settings(), signal),
  resumes: false,
}));

pushTargetContract('FTP: ProFTPD that allows overwriting and resuming', () => ({
  connect: (signal) => connectTo(generous.settings({ folder: '/a/b' }), signal),
  resumes: true,
}));
