import { afterAll, beforeAll } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { Proftpd } from '../kit/push/proftpd.ts';

/** Requests that an account for dropping files off may be refused, by options of internal-sftp (sftp-server(8)). */
const BLIND = {
  'OpenSSH without looks': { options: '-P stat,lstat,fstat,opendir,readdir,read', verifies: 'nothing', removes: true },
  'OpenSSH without STAT and lists': { options: '-P stat,lstat,opendir,readdir,read', verifies: 'size', removes: true },
  'OpenSSH that allows only what writes': {
    options: '-p open,close,write,mkdir,rename,posix-rename',
    verifies: 'nothing',
    removes: false,
  },
} as const;

let openssh: Openssh;
let proftpd: Proftpd;
const blind = new Map<string, Openssh>();

beforeAll(async () => {
  openssh = await Openssh.start();
  proftpd = await Proftpd.start({ sftp: true, config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
  for (const [name, { options }] of Object.entries(BLIND)) {
    blind.set(name, await Openssh.start({ sftpOptions: options }));
  }
});

afterAll(async () => {
  for (const server of [openssh, proftpd, ...blind.values()]) await server?.stop();
});

pushTargetContract('SFTP: OpenSSH, by key', () => ({
  connect: (signal) => connectTo(openssh.settings(), signal),
  resumes: true,
}));

pushTargetContract('SFTP: ProFTPD, by password', () => ({
  connect: (signal) => connectTo(proftpd.sftpSettings(), signal),
  resumes: true,
}));

for (const [name, { verifies, removes }] of Object.entries(BLIND)) {
  mayNotLookContract(`SFTP: ${name}`, () => ({
    connect: () => connectTo(blind.get(name)!.settings()),
    contentAt: async (path) => blind.get(name)!.folder.contentAt(path),
    verifies,
    removes,
  }));
}
