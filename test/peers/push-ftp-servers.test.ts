import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayNotLookContract } from '../../src/platform/push-target/may-not-look.contract.ts';
import { pushTargetContract } from '../../src/platform/push-target/push-target.contract.ts';
import { testTarget } from '../../src/platform/push-target/index.ts';
import { stopAfterTest } from '../kit/push/faulty-delivery.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { PureFtpd } from '../kit/push/pure-ftpd.ts';
import { Vsftpd } from '../kit/push/vsftpd.ts';

let vsftpd: Vsftpd;
let pureFtpd: PureFtpd;
const blind = new Map<string, Vsftpd>();

const BLIND = {
  'vsftpd without downloads, lists and SIZE': {
    config: ['download_enable=NO', 'dirlist_enable=NO', 'cmds_denied=SIZE,MDTM,STAT'],
    removes: true,
  },
  'vsftpd that allows only what writes': {
    config: ['cmds_denied=SIZE,MDTM,STAT,LIST,NLST,RETR,CWD,PWD,DELE'],
    removes: false,
  },
} as const;

beforeAll(async () => {
  vsftpd = await Vsftpd.start();
  pureFtpd = await PureFtpd.start();
  for (const [name, { config }] of Object.entries(BLIND)) blind.set(name, await Vsftpd.start(config));
});

afterAll(async () => {
  for (const server of [vsftpd, pureFtpd, ...blind.values()]) await server?.stop();
});

pushTargetContract('FTP: vsftpd', () => ({
  connect: (signal) => connectTo(vsftpd.settings(), signal),
  resumes: true,
}));

pushTargetContract('FTP: Pure-FTPd', () => ({
  connect: (signal) => connectTo(pureFtpd.settings({ folder: '/a/b' }), signal),
  resumes: true,
}));

for (const [name, { removes }] of Object.entries(BLIND)) {
  mayNotLookContract(`FTP: ${name}`, () => ({
    connect: () => connectTo(blind.get(name)!.settings()),
    contentAt: async (path) => blind.get(name)!.folder.contentAt(path),
    verifies: 'nothing',
    removes,
  }));
}

test('vsftpd as a drop box: the size is checked, and reading a file that is there is not allowed rather than failed', async () => {
  // Its default: what anonymous accounts upload is readable by no one else, and not by them.
  const server = stopAfterTest(await Vsftpd.start(['anon_other_write_enable=NO', 'anon_umask=077']));
  const outcome = await testTarget(() => connectTo(server.settings({ temporaryNames: false })));
  expect(outcome).toMatchObject({ passed: true, verifies: 'size' });
  const steps = Object.fromEntries(outcome.steps.map(({ step, outcome: of }) => [step, of]));
  expect(steps).toMatchObject({ check: 'passed', 'read-back': 'not-allowed', remove: 'not-allowed' });
});
