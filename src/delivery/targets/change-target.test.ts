import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import { changeTarget } from './change-target.ts';
import type { PushWish } from './push-wish.ts';
import { newSshKey, readSshKey } from './ssh-keys.ts';
import { readTarget } from './target-store.ts';
import { unopenedTargets } from './unopened-targets.ts';

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;

const SERVER = { host: 'ftp.piekarnia.pl', port: 21, login: 'piekarnia', folder: 'nagrania' } as const;
const HOW = { form: 'zip', readBack: true, connections: 1, bytesPerSecond: null, keepUndelivered: false } as const;
const FTP: PushWish = { kind: 'ftp', ...SERVER, certificate: null, ...HOW, hookUrl: null };
const SFTP: PushWish = { kind: 'sftp', ...SERVER, signIn: 'key', hostKey: null, ...HOW, hookUrl: null };

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('push_targets').execute();
  tenantId = await push.tenant();
});

function change(wish: PushWish): Promise<string | null> {
  return changeTarget({ ...parts(), allowedNetworks: [] }, tenantId, wish, push.clock.now());
}

function parts() {
  return { db, keys: push.keys };
}

test('a change without the password keeps the one that was given for this server', async () => {
  await change(FTP);
  expect(await readTarget(parts(), tenantId)).toMatchObject({ form: 'zip', target: { password: 'ciasto' } });
});

test('after the sealing key was lost the password is asked for again, and an SSH key is made anew', async () => {
  await newSshKey(parts(), tenantId, push.clock.now());
  await change(SFTP);
  push = new PushFixture(db);
  expect(await unopenedTargets(db, push.keys)).toBe(1);
  await expect(change(FTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await expect(change(SFTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await newSshKey(parts(), tenantId, push.clock.now());
  await change(SFTP);
  const { privateKey } = (await readSshKey(parts(), tenantId))!;
  expect(await readTarget(parts(), tenantId)).toMatchObject({ target: { privateKey } });
  await change({ ...FTP, password: 'nowe' });
  expect(await readTarget(parts(), tenantId)).toMatchObject({ target: { password: 'nowe' } });
  expect(await unopenedTargets(db, push.keys)).toBe(0);
});
