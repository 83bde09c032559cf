import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import { changeTarget, type PushSettingsRequest } from './change-target.ts';
import { newSshKey, readSshKey } from './ssh-keys.ts';
import { countUnreadableSecrets, readTarget, removeTarget } from './target-store.ts';

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;

const SERVER = { host: 'ftp.piekarnia.pl', port: 21, login: 'piekarnia', folder: 'nagrania' } as const;
const HOW = { form: 'zip', readBack: true, connections: 1, bytesPerSecond: null, keepUndelivered: false } as const;
const FTP: PushSettingsRequest = { kind: 'ftp', ...SERVER, certificate: null, ...HOW, hookUrl: null };
const SFTP: PushSettingsRequest = { kind: 'sftp', ...SERVER, signIn: 'key', hostKey: null, ...HOW, hookUrl: null };

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('push_targets').execute();
  tenantId = await push.tenant();
});

function change(wish: PushSettingsRequest): Promise<string | null> {
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
  expect(await countUnreadableSecrets(db, push.keys)).toBe(1);
  await expect(change(FTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await expect(change(SFTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await newSshKey(parts(), tenantId, push.clock.now());
  await change(SFTP);
  const { privateKey } = (await readSshKey(parts(), tenantId))!;
  expect(await readTarget(parts(), tenantId)).toMatchObject({ target: { privateKey } });
  await change({ ...FTP, password: 'nowe' });
  expect(await readTarget(parts(), tenantId)).toMatchObject({ target: { password: 'nowe' } });
  expect(await countUnreadableSecrets(db, push.keys)).toBe(0);
});

async function waiting() {
  const [one] = await push.packages(tenantId);
  const files = db.selectFrom('package_files').select('delivered_at').where('tenant_id', '=', tenantId);
  const { delivered_at: arrived } = await files.executeTakeFirstOrThrow();
  return { form: one!.form, isBegun: one!.begun_at !== null, sent: one!.sent_files, hasArrived: arrived !== null };
}

const anew = (form: 'tree' | 'zip') => ({ form, isBegun: false, sent: 0, hasArrived: false });

describe('what waits, begun in part', () => {
  beforeEach(async () => {
    await push.recording(tenantId);
    await push.make();
    const now = new Date(push.clock.now());
    await db.updateTable('packages').set({ begun_at: now, sent_files: 1 }).where('tenant_id', '=', tenantId).execute();
    await db.updateTable('package_files').set({ delivered_at: now }).where('tenant_id', '=', tenantId).execute();
  });

  test('goes on where it is only sent otherwise', async () => {
    await change({ ...FTP, form: 'tree', connections: 4 });
    expect(await waiting()).toEqual({ form: 'tree', isBegun: true, sent: 1, hasArrived: true });
  });

  test.each([
    ['another form', 'zip', { ...FTP, form: 'zip' }],
    ['another folder', 'tree', { ...FTP, form: 'tree', folder: 'inny' }],
  ] as const)('begins anew in %s', async (_what, form, wish) => {
    await change(wish);
    expect(await waiting()).toEqual(anew(form));
  });

  test('begins anew where the target was removed meanwhile', async () => {
    await removeTarget(db, tenantId);
    await change({ ...FTP, form: 'zip', password: 'ciasto' });
    expect(await waiting()).toEqual(anew('zip'));
  });
});
