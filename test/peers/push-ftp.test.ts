import { afterAll, beforeAll } from 'vitest';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';

let plain: Proftpd;
let generous: Proftpd;
let encrypted: Proftpd;
let authority: TestAuthority;
const certificates = new ServerFolder();

beforeAll(async () => {
  authority = new TestAuthority(certificates.path);
  plain = await Proftpd.start();
  generous = await Proftpd.start({ config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
  encrypted = await Proftpd.start({ certificate: authority.issue('localhost') });
});

afterAll(async () => {
  for (const server of [plain, generous, encrypted]) await server?.stop();
  certificates.remove();
});

pushTargetContract('FTP: ProFTPD as it comes', () => ({
  connect: (signal) => connectTo(plain.settings(), signal),
  resumes: false,
}));

pushTargetContract('FTP: ProFTPD that lets files be overwritten and continued', () => ({
  connect: (signal) => connectTo(generous.settings({ folder: '/a/b' }), signal),
  resumes: true,
}));

pushTargetContract('FTPS: ProFTPD', () => ({
  connect: (signal) => {
    const target = loopbackTarget({ authorities: [authority.pem] });
    return connectTo(encrypted.settings({ kind: 'ftps' }), signal, target);
  },
  resumes: false,
}));
