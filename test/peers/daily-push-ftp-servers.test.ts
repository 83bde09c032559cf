import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '../kit/database.ts';
import { FORMS, fixtureFor, RealDelivery, stopAfterTest } from '../kit/push/faulty-delivery.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { PureFtpd } from '../kit/push/pure-ftpd.ts';
import { filesIn, SERVER_ACCOUNT, type ServerFolder } from '../kit/push/server-folder.ts';
import { Vsftpd } from '../kit/push/vsftpd.ts';
import { DAY, expectComplete } from '../kit/push-fixture.ts';
import { unzip } from '../kit/unzip.ts';

const MANIFEST = `2026/03/10/manifest_${DAY}`;
/** Takes new files, and neither replaces, renames nor removes them; shows their sizes, not their content. */
const DROP_BOX = ['anon_other_write_enable=NO', 'anon_umask=077'];
const { db } = testDatabase();

/** Puts a file where clients see it. */
function put(folder: ServerFolder, path: string, content: Buffer, mode = 0o644): void {
  const made = path.split('/').map((_, index, names) => join(folder.files, ...names.slice(0, index + 1)));
  mkdirSync(dirname(join(folder.files, path)), { recursive: true });
  writeFileSync(join(folder.files, path), content, { mode });
  if (SERVER_ACCOUNT !== null) for (const one of made) chownSync(one, SERVER_ACCOUNT.uid, SERVER_ACCOUNT.gid);
}

async function delivered(delivery: RealDelivery): Promise<void> {
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: null, error_detail: null });
  expect((await delivery.state()).delivered_at).not.toBeNull();
}

test.each(FORMS)(
  'vsftpd without downloads, lists and SIZE: a day as a %s arrives, and is said not to be verified',
  async (form) => {
    const blind = ['download_enable=NO', 'dirlist_enable=NO', 'cmds_denied=SIZE,MDTM'];
    const server = stopAfterTest(await Vsftpd.start(blind));
    const delivery = await new RealDelivery(fixtureFor(db), form).packaged(server.settings());
    await delivered(delivery);
    expect((await delivery.state()).not_verified).toMatch(/permission denied/i);
    const there = filesIn(server.folder.files);
    const files = form === 'zip' ? await unzip(there.get(`${DAY}.zip`)!) : there;
    expectComplete({ files }, delivery.recordings, [MANIFEST]);
  },
);

test.each([
  ['temporary names', '.part', 200_001],
  ['final names', '', 150_000],
])(
  'Pure-FTPd that gives a file another name if there is one: what lies there under %s is replaced',
  async (_, suffix, bytes) => {
    const server = stopAfterTest(await PureFtpd.start({ options: ['--autorename'] }));
    const settings = server.settings({ temporaryNames: suffix !== '' });
    const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(settings);
    for (const { path } of delivery.recordings) put(server.folder, `${path}${suffix}`, Buffer.alloc(bytes));
    await delivered(delivery);
    expectComplete({ files: filesIn(server.folder.files) }, delivery.recordings, [MANIFEST]);
  },
);

test('Pure-FTPd that keeps all files: a file is replaced by renaming, where removing is refused', async () => {
  const server = stopAfterTest(await PureFtpd.start({ options: ['--keepallfiles'] }));
  const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(server.settings());
  for (const { path } of delivery.recordings) put(server.folder, path, Buffer.from('an earlier one'));
  await delivered(delivery);
  expectComplete({ files: filesIn(server.folder.files) }, delivery.recordings, [MANIFEST]);
});

test('Pure-FTPd whose quota is used up: said so', async () => {
  const server = stopAfterTest(await PureFtpd.start({ quota: { files: 100, bytes: 400_000 } }));
  const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(server.settings());
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: 'no-space', delivered_at: null });
});

test.each([
  ['may be read', 0o644],
  ['may not be read', 0o600],
])(
  'a drop box of vsftpd: files that are there already and %s have arrived, though they cannot be replaced',
  async (_, mode) => {
    const server = stopAfterTest(await Vsftpd.start(DROP_BOX));
    const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(
      server.settings({ temporaryNames: false }),
    );
    for (const { path, audio } of delivery.recordings.slice(1)) put(server.folder, path, audio, mode);
    await delivered(delivery);
    expectComplete({ files: filesIn(server.folder.files) }, delivery.recordings, [MANIFEST]);
  },
);

test.each([
  ['a part of a file', () => Buffer.from('a part')],
  ['another file of the same size', (audio: Buffer) => Buffer.alloc(audio.length)],
])('a drop box of vsftpd that has %s: it is said what is in the way', async (_, there) => {
  const server = stopAfterTest(await Vsftpd.start([...DROP_BOX, 'anon_umask=022']));
  const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(server.settings({ temporaryNames: false }));
  const { path, audio } = delivery.recordings[0]!;
  put(server.folder, path, there(audio));
  for (let attempt = 0; attempt < 2; attempt++) {
    await delivery.attempt();
    expect(await delivery.state()).toMatchObject({ error_code: 'name-taken', delivered_at: null });
  }
});

/** It has one file already. */
async function deliveryToProftpd(there: (audio: Buffer) => Buffer) {
  const server = stopAfterTest(await Proftpd.start({ config: ['<Limit DELE>', '  DenyAll', '</Limit>'] }));
  const delivery = await new RealDelivery(fixtureFor(db), 'tree').packaged(server.settings());
  const { path, audio } = delivery.recordings[0]!;
  put(server.folder, path, there(audio));
  return { server, delivery };
}

test('ProFTPD that neither renames over a file nor removes it: one that is the same has arrived', async () => {
  const { server, delivery } = await deliveryToProftpd((audio) => audio);
  await delivered(delivery);
  const files = new Map([...filesIn(server.folder.files)].filter(([path]) => !path.endsWith('.part')));
  expectComplete({ files }, delivery.recordings, [MANIFEST]);
});

test('ProFTPD that neither renames over a file nor removes it: it is said that another one is in the way', async () => {
  const { delivery } = await deliveryToProftpd((audio) => Buffer.alloc(audio.length));
  await delivery.attempt();
  expect(await delivery.state()).toMatchObject({ error_code: 'name-taken', delivered_at: null });
});
