import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import { changeTarget, type PushSettingsRequest, settingsFromRequest } from './change-target.ts';
import { newSshKey, readSshKey } from './ssh-keys.ts';
import { countUnreadableSecrets, type PushSettings, readTarget, removeTarget } from './target-store.ts';

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;

const SERVER = {
  host: 'ftp.piekarnia.pl',
  port: 21,
  login: 'piekarnia',
  folder: 'nagrania',
  temporaryNames: true,
} as const;
const HOW = { form: 'zip', readBack: true, connections: 1, bytesPerSecond: null, keepUndelivered: false } as const;
const FTP: PushSettingsRequest = { kind: 'ftp', ...SERVER, certificate: null, ...HOW, hookUrl: null };
const SFTP: PushSettingsRequest = { kind: 'sftp', ...SERVER, signIn: 'key', hostKey: null, ...HOW, hookUrl: null };

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('push_targets').execute();
  tenantId = await push.tenant();
});

function change(request: PushSettingsRequest): Promise<string | null> {
  return changeTarget({ ...deps(), allowedNetworks: [] }, tenantId, request, push.clock.now());
}

function deps() {
  return { db, keys: push.keys };
}

test('a change without the password keeps the one that was given for this server', async () => {
  await change(FTP);
  expect(await readTarget(deps(), tenantId)).toMatchObject({ form: 'zip', target: { password: 'ciasto' } });
});

test('after the sealing key was lost the password is asked for again, and a new SSH key has to be made', async () => {
  await newSshKey(deps(), tenantId, push.clock.now());
  await change(SFTP);
  push = new PushFixture(db);
  expect(await countUnreadableSecrets(db, push.keys)).toBe(1);
  await expect(change(FTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await expect(change(SFTP)).rejects.toMatchObject({ code: 'push-secret-required' });
  await newSshKey(deps(), tenantId, push.clock.now());
  await change(SFTP);
  const { privateKey } = (await readSshKey(deps(), tenantId))!;
  expect(await readTarget(deps(), tenantId)).toMatchObject({ target: { privateKey } });
  await change({ ...FTP, password: 'nowe' });
  expect(await readTarget(deps(), tenantId)).toMatchObject({ target: { password: 'nowe' } });
  expect(await countUnreadableSecrets(db, push.keys)).toBe(0);
});

async function waiting() {
  const [one] = await push.packages(tenantId);
  const files = db.selectFrom('package_files').select('delivered_at').where('tenant_id', '=', tenantId);
  const { delivered_at: arrived } = await files.executeTakeFirstOrThrow();
  return { form: one!.form, isBegun: one!.begun_at !== null, sent: one!.sent_files, hasArrived: arrived !== null };
}

const fromTheStart = (form: 'tree' | 'zip') => ({ form, isBegun: false, sent: 0, hasArrived: false });

describe('a package that is partly sent', () => {
  beforeEach(async () => {
    await push.recording(tenantId);
    await push.make();
    const now = new Date(push.clock.now());
    await db.updateTable('packages').set({ begun_at: now, sent_files: 1 }).where('tenant_id', '=', tenantId).execute();
    await db.updateTable('package_files').set({ delivered_at: now }).where('tenant_id', '=', tenantId).execute();
  });

  test('continues where only the transfer settings change', async () => {
    await change({ ...FTP, form: 'tree', connections: 4 });
    expect(await waiting()).toEqual({ form: 'tree', isBegun: true, sent: 1, hasArrived: true });
  });

  test.each([
    ['another form', 'zip', { ...FTP, form: 'zip' }],
    ['another folder', 'tree', { ...FTP, form: 'tree', folder: 'inny' }],
  ] as const)('starts again in %s', async (_what, form, request) => {
    await change(request);
    expect(await waiting()).toEqual(fromTheStart(form));
  });

  test('starts again where the target was removed meanwhile', async () => {
    await removeTarget(db, tenantId);
    await change({ ...FTP, form: 'zip', password: 'ciasto' });
    expect(await waiting()).toEqual(fromTheStart('zip'));
  });
});

const OPTIONS = {
  form: 'tree',
  readBack: true,
  connections: 4,
  bytesPerSecond: null,
  keepUndelivered: false,
  hookUrl: null,
} as const;
const FTPS = { kind: 'ftps', ...SERVER, certificate: null, ...OPTIONS } as const;
const SFTP_BY_PASSWORD = { kind: 'sftp', ...SERVER, signIn: 'password', hostKey: null, ...OPTIONS } as const;
const S3 = {
  kind: 's3',
  endpoint: 'https://s3.example',
  region: 'eu',
  bucket: 'nagrania',
  folder: '/paczki',
  accessKey: 'AK',
  certificate: null,
  ...OPTIONS,
} as const;
const KEY = { privateKey: 'OUR PRIVATE KEY', publicKey: 'ssh-ed25519 AAAA fonoteka' };
const NOTHING = { stored: null, sshKey: null };

function stored(request: PushSettingsRequest): { stored: PushSettings; sshKey: null } {
  return { stored: settingsFromRequest(request, NOTHING).settings, sshKey: null };
}

describe('a secret', () => {
  test('that is given is used', () => {
    const { settings } = settingsFromRequest({ ...FTPS, password: 'ciasto' }, NOTHING);
    expect(settings).toEqual({
      target: { kind: 'ftps', ...SERVER, password: 'ciasto', certificate: null },
      publicKey: null,
      form: 'tree',
      readBack: true,
      connections: 4,
      bytesPerSecond: null,
      keepUndelivered: false,
      hook: null,
    });
  });

  test.each<[string, PushSettingsRequest, PushSettingsRequest]>([
    ['FTPS', { ...FTPS, password: 'ciasto' }, { ...FTPS, folder: 'inny', form: 'zip' }],
    ['SFTP', { ...SFTP_BY_PASSWORD, password: 'ciasto' }, { ...SFTP_BY_PASSWORD, hostKey: `SHA256:${'a'.repeat(43)}` }],
    ['S3', { ...S3, secretKey: 'ciasto' }, { ...S3, bucket: 'inny' }],
  ])('of %s that is not given stays the same, for the same server and login', (_kind, before, request) => {
    expect(JSON.stringify(settingsFromRequest(request, stored(before)).settings.target)).toContain('ciasto');
  });

  test.each<[string, PushSettingsRequest, PushSettingsRequest | null]>([
    ['there is none yet', FTPS, null],
    ['the host is another', { ...FTPS, host: 'ftp.zly.pl' }, { ...FTPS, password: 'ciasto' }],
    ['the port is another', { ...FTPS, port: 2121 }, { ...FTPS, password: 'ciasto' }],
    ['the login is another', { ...FTPS, login: 'inny' }, { ...FTPS, password: 'ciasto' }],
    ['encryption is switched off', { ...FTPS, kind: 'ftp' }, { ...FTPS, password: 'ciasto' }],
    ['the kind is another', SFTP_BY_PASSWORD, { ...FTPS, password: 'ciasto' }],
    ['the service is another', { ...S3, endpoint: 'http://s3.example' }, { ...S3, secretKey: 'ciasto' }],
    ['the access key is another', { ...S3, accessKey: 'BK' }, { ...S3, secretKey: 'ciasto' }],
    ['no SSH key was made', { ...SFTP_BY_PASSWORD, signIn: 'key' }, null],
  ])('is required where %s', (_why, request, before) => {
    expect(() => settingsFromRequest(request, before === null ? NOTHING : stored(before))).toThrow(
      expect.objectContaining({ code: 'push-secret-required' }),
    );
  });

  test('of a target that signs in by key is our key', () => {
    const { target, publicKey } = settingsFromRequest(
      { ...SFTP_BY_PASSWORD, signIn: 'key' },
      { stored: null, sshKey: KEY },
    ).settings;
    expect([target, publicKey]).toEqual([
      { kind: 'sftp', ...SERVER, password: null, privateKey: KEY.privateKey, hostKey: null },
      KEY.publicKey,
    ]);
  });

  test('of a target that signed in by key is required for a password', () => {
    const { settings } = settingsFromRequest({ ...SFTP_BY_PASSWORD, signIn: 'key' }, { stored: null, sshKey: KEY });
    expect(() => settingsFromRequest(SFTP_BY_PASSWORD, { stored: settings, sshKey: KEY })).toThrow(
      expect.objectContaining({ code: 'push-secret-required' }),
    );
  });
});

test('keys of an S3 bucket begin without a slash', () => {
  expect(settingsFromRequest({ ...S3, secretKey: 'x' }, NOTHING).settings.target).toMatchObject({ folder: 'paczki' });
});

describe('a hook', () => {
  const request = { ...FTPS, password: 'ciasto', hookUrl: 'https://crm.example/a' };

  test('gets a secret of 32 bytes, which stays as long as the hook does', () => {
    const first = settingsFromRequest(request, NOTHING);
    expect(first.newHookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.settings.hook).toEqual({ url: request.hookUrl, secret: first.newHookSecret });
    const again = settingsFromRequest(request, { stored: first.settings, sshKey: null });
    expect([again.newHookSecret, again.settings.hook]).toEqual([null, first.settings.hook]);
  });

  test('with another URL gets another secret', () => {
    const { settings } = settingsFromRequest(request, NOTHING);
    const { newHookSecret } = settingsFromRequest(
      { ...request, hookUrl: 'https://crm.example/b' },
      { stored: settings, sshKey: null },
    );
    expect(newHookSecret).not.toBeNull();
    expect(newHookSecret).not.toBe(settings.hook!.secret);
  });

  test('that is removed has none', () => {
    const { settings } = settingsFromRequest(request, NOTHING);
    const without = settingsFromRequest({ ...request, hookUrl: null }, { stored: settings, sshKey: null });
    expect([without.newHookSecret, without.settings.hook]).toEqual([null, null]);
  });
});
