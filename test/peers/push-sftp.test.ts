import { afterAll, beforeAll } from 'vitest';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { Proftpd } from '../kit/push/proftpd.ts';

let openssh: Openssh;
let proftpd: Proftpd;

beforeAll(async () => {
  openssh = await Openssh.start();
  proftpd = await Proftpd.start({ sftp: true, config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
});

afterAll(async () => {
  await openssh?.stop();
  await proftpd?.stop();
});

pushTargetContract('SFTP: OpenSSH, by key', () => ({
  connect: (signal) => connectTo(openssh.settings(), signal),
  resumes: true,
}));

pushTargetContract('SFTP: ProFTPD, by password', () => ({
  connect: (signal) => connectTo(proftpd.sftpSettings(), signal),
  resumes: true,
}));
