import { describe, expect, test } from 'vitest';
import type { PushSettings } from './target-store.ts';
import { type PushSettingsRequest, settingsOf } from './change-target.ts';

const HOW = {
  form: 'tree',
  readBack: true,
  connections: 4,
  bytesPerSecond: null,
  keepUndelivered: false,
  hookUrl: null,
} as const;
const SERVER = { host: 'ftp.piekarnia.pl', port: 21, login: 'piekarnia', folder: 'nagrania' };
const FTPS = { kind: 'ftps', ...SERVER, certificate: null, ...HOW } as const;
const SFTP = { kind: 'sftp', ...SERVER, signIn: 'password', hostKey: null, ...HOW } as const;
const S3 = {
  kind: 's3',
  endpoint: 'https://s3.example',
  region: 'eu',
  bucket: 'nagrania',
  folder: '/paczki',
  accessKey: 'AK',
  certificate: null,
  ...HOW,
} as const;
const KEY = { privateKey: 'OUR PRIVATE KEY', publicKey: 'ssh-ed25519 AAAA fonoteka' };
const NOTHING = { stored: null, sshKey: null };

function stored(wish: PushSettingsRequest): { stored: PushSettings; sshKey: null } {
  return { stored: settingsOf(wish, NOTHING).settings, sshKey: null };
}

describe('a secret', () => {
  test('that is given is taken', () => {
    const { settings } = settingsOf({ ...FTPS, password: 'ciasto' }, NOTHING);
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
    ['SFTP', { ...SFTP, password: 'ciasto' }, { ...SFTP, hostKey: `SHA256:${'a'.repeat(43)}` }],
    ['S3', { ...S3, secretKey: 'ciasto' }, { ...S3, bucket: 'inny' }],
  ])('of %s that is not given stays, at the same server for the same login', (_kind, before, wish) => {
    expect(JSON.stringify(settingsOf(wish, stored(before)).settings.target)).toContain('ciasto');
  });

  test.each<[string, PushSettingsRequest, PushSettingsRequest | null]>([
    ['there is none yet', FTPS, null],
    ['the host is another', { ...FTPS, host: 'ftp.zly.pl' }, { ...FTPS, password: 'ciasto' }],
    ['the port is another', { ...FTPS, port: 2121 }, { ...FTPS, password: 'ciasto' }],
    ['the login is another', { ...FTPS, login: 'inny' }, { ...FTPS, password: 'ciasto' }],
    ['encryption goes', { ...FTPS, kind: 'ftp' }, { ...FTPS, password: 'ciasto' }],
    ['the kind is another', SFTP, { ...FTPS, password: 'ciasto' }],
    ['the service is another', { ...S3, endpoint: 'http://s3.example' }, { ...S3, secretKey: 'ciasto' }],
    ['the access key is another', { ...S3, accessKey: 'BK' }, { ...S3, secretKey: 'ciasto' }],
    ['no SSH key was made', { ...SFTP, signIn: 'key' }, null],
  ])('is required where %s', (_why, wish, before) => {
    expect(() => settingsOf(wish, before === null ? NOTHING : stored(before))).toThrow(
      expect.objectContaining({ code: 'push-secret-required' }),
    );
  });

  test('of a target that signs in by key is our key', () => {
    const { target, publicKey } = settingsOf({ ...SFTP, signIn: 'key' }, { stored: null, sshKey: KEY }).settings;
    expect([target, publicKey]).toEqual([
      { kind: 'sftp', ...SERVER, password: null, privateKey: KEY.privateKey, hostKey: null },
      KEY.publicKey,
    ]);
  });

  test('of a target that signed in by key is required for a password', () => {
    const { settings } = settingsOf({ ...SFTP, signIn: 'key' }, { stored: null, sshKey: KEY });
    expect(() => settingsOf(SFTP, { stored: settings, sshKey: KEY })).toThrow(
      expect.objectContaining({ code: 'push-secret-required' }),
    );
  });
});

test('keys of an S3 bucket begin without a slash', () => {
  expect(settingsOf({ ...S3, secretKey: 'x' }, NOTHING).settings.target).toMatchObject({ folder: 'paczki' });
});

describe('a hook', () => {
  const wish = { ...FTPS, password: 'ciasto', hookUrl: 'https://crm.example/a' };

  test('gets a secret of 32 bytes, which stays as long as the hook does', () => {
    const first = settingsOf(wish, NOTHING);
    expect(first.newHookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.settings.hook).toEqual({ url: wish.hookUrl, secret: first.newHookSecret });
    const again = settingsOf(wish, { stored: first.settings, sshKey: null });
    expect([again.newHookSecret, again.settings.hook]).toEqual([null, first.settings.hook]);
  });

  test('at another place gets another', () => {
    const { settings } = settingsOf(wish, NOTHING);
    const { newHookSecret } = settingsOf(
      { ...wish, hookUrl: 'https://crm.example/b' },
      { stored: settings, sshKey: null },
    );
    expect(newHookSecret).not.toBeNull();
    expect(newHookSecret).not.toBe(settings.hook!.secret);
  });

  test('that is gone has none', () => {
    const { settings } = settingsOf(wish, NOTHING);
    const without = settingsOf({ ...wish, hookUrl: null }, { stored: settings, sshKey: null });
    expect([without.newHookSecret, without.settings.hook]).toEqual([null, null]);
  });
});
