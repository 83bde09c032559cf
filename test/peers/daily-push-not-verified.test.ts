import { expect, test } from 'vitest';
import type { TargetSettings } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { FORMS, fixtureFor, RealDelivery, stopAfterTest } from '../kit/push/faulty-delivery.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { filesIn } from '../kit/push/server-folder.ts';
import { DAY, expectComplete } from '../kit/push-fixture.ts';
import { unzip } from '../kit/unzip.ts';

const { db } = testDatabase();

interface Blind {
  readonly settings: TargetSettings;
  /** Where the server keeps its files. */
  readonly folder: string;
}

/** Servers that take files and show nothing. */
const BLIND: Readonly<Record<string, () => Promise<Blind>>> = {
  'SFTP, only what writes': async () => {
    const sftpOptions = '-p open,close,write,mkdir,rename,posix-rename';
    const server = stopAfterTest(await Openssh.start({ sftpOptions }));
    return { settings: server.settings(), folder: server.folder.files };
  },
  'SFTP, without looks': async () => {
    const server = stopAfterTest(await Openssh.start({ sftpOptions: '-P stat,lstat,fstat,opendir,readdir,read' }));
    return { settings: server.settings(), folder: server.folder.files };
  },
  'FTP, without READ and DIRS': async () => {
    const config = ['AllowOverwrite on', '<Limit READ DIRS SIZE DELE>', '  DenyAll', '</Limit>'];
    const server = stopAfterTest(await Proftpd.start({ config }));
    return { settings: server.settings(), folder: server.folder.files };
  },
};

test('an account that may not rename gets the day once temporary names are turned off', async () => {
  const sftpOptions = '-P rename,posix-rename,stat,lstat,fstat,opendir,readdir,read';
  const server = stopAfterTest(await Openssh.start({ sftpOptions }));
  const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(server.settings());
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: 'rename-refused', delivered_at: null });
  await delivery.set(server.settings({ temporaryNames: false }));
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: null, not_verified: expect.stringMatching(/.+/) });
  const files = new Map([...filesIn(server.folder.files)].filter(([path]) => !path.endsWith('.part')));
  expectComplete({ files }, delivery.recordings, [`2026/03/10/manifest_${DAY}`]);
});

for (const [name, start] of Object.entries(BLIND)) {
  test.each(FORMS)(`${name}: a day as a %s is delivered whole, and said not to be verified`, async (form) => {
    const { settings, folder } = await start();
    const delivery = await new RealDelivery(fixtureFor(db), form).packaged(settings);
    await delivery.attempt();
    expect(await delivery.state()).toMatchObject({ error_code: null, not_verified: expect.stringMatching(/.+/) });
    expect((await delivery.state()).delivered_at).not.toBeNull();
    const there = filesIn(folder);
    if (form === 'zip') expect([...there.keys()]).toEqual([`${DAY}.zip`]);
    const files = form === 'zip' ? await unzip(there.get(`${DAY}.zip`)!) : there;
    expectComplete({ files }, delivery.recordings, [`2026/03/10/manifest_${DAY}`]);
  });
}
