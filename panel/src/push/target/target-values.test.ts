import { describe, expect, it } from 'vitest';
import type { PushTarget } from '../../api/client.ts';
import { targetErrors } from './target-errors.ts';
import { keepsSecret, valuesOf, type TargetValues, targetRequest, withFingerprint, withKind } from './target-values.ts';

const HOW = { form: 'zip', readBack: true, connections: 2, bytesPerSecond: 62_500, keepUndelivered: false } as const;
const SHOWN = { place: '', hookUrl: 'https://crm.example/', changedAt: '2026-03-10T10:00:00.000Z' };
const SERVER = { host: 'ftp.piekarnia.pl', port: 2121, login: 'piekarnia', folder: 'nagrania', temporaryNames: true };
const PIN = `AB${':CD'.repeat(31)}`;
const FTPS: PushTarget = { kind: 'ftps', ...SERVER, certificate: PIN, ...HOW, ...SHOWN };
const SFTP: PushTarget = { kind: 'sftp', ...SERVER, signIn: 'key', hostKey: null, ...HOW, ...SHOWN };
const S3: PushTarget = {
  kind: 's3',
  endpoint: 'https://s3.example',
  region: 'eu-central-1',
  bucket: 'nagrania',
  folder: '',
  accessKey: 'AK1',
  certificate: null,
  ...HOW,
  ...SHOWN,
};

const change = (target: PushTarget | null, changes: Partial<TargetValues>) => ({ ...valuesOf(target), ...changes });

describe('the form of the target', () => {
  it.each([FTPS, SFTP, S3])('requests the stored target when nothing is changed: $kind', (target) => {
    const { place: _, changedAt: __, ...request } = target;
    expect(targetRequest(valuesOf(target))).toEqual(request);
    expect(targetErrors(valuesOf(target), target)).toEqual({});
  });

  it('sends a secret only if one is typed, and keeps the stored one only for the same server and account', () => {
    expect(targetRequest(change(FTPS, { password: ' nowe ' }))).toMatchObject({ password: ' nowe ' });
    expect(targetRequest(change(SFTP, { password: 'stare' }))).not.toHaveProperty('password');
    expect(keepsSecret(change(FTPS, { host: ' FTP.piekarnia.pl ', folder: 'inny' }), FTPS)).toBe(true);
    for (const changes of [{ host: 'inny.pl' }, { port: '21' }, { login: 'inny' }, { kind: 'ftp' }] as const) {
      expect(keepsSecret(change(FTPS, changes), FTPS)).toBe(false);
      expect(targetErrors(change(FTPS, changes), FTPS)).toEqual({ password: 'secret' });
    }
    expect(targetErrors(change(S3, { accessKey: 'AK2' }), S3)).toEqual({ secretKey: 'secret' });
    expect(targetErrors(change(SFTP, { signIn: 'password' }), SFTP)).toEqual({ password: 'secret' });
  });

  it('changes to the standard port of the kind unless one was typed, and clears the fingerprint', () => {
    const unset = valuesOf(null);
    expect(withKind(unset, 'sftp')).toMatchObject({ kind: 'sftp', port: '22' });
    expect(withKind(valuesOf(FTPS), 'sftp')).toMatchObject({ port: '2121', certificate: '' });
    expect(withFingerprint(valuesOf(SFTP), 'SHA256:x')).toMatchObject({ hostKey: 'SHA256:x', certificate: '' });
  });

  it('reports invalid fields', () => {
    expect(targetErrors(valuesOf(null), null)).toEqual({ host: 'required', login: 'required', password: 'secret' });
    const wrong = { host: 'ftp piekarnia', port: '70000', folder: 'a/../b', certificate: 'AB:CD' };
    expect(targetErrors(change(FTPS, { ...wrong, password: 'x' }), FTPS)).toEqual({
      host: 'host',
      port: 'port',
      folder: 'folder',
      certificate: 'certificate',
    });
    expect(targetErrors(change(S3, { endpoint: 's3.example', bucket: '-', region: '' }), S3)).toMatchObject({
      endpoint: 'endpoint',
      bucket: 'bucket',
      region: 'region',
    });
  });

  it('converts the limit from Mbit/s', () => {
    expect(valuesOf(FTPS).limit).toBe('0,5');
    expect(targetRequest(change(FTPS, { limit: '20' })).bytesPerSecond).toBe(2_500_000);
    for (const limit of ['szybko', '0', '0,001', '200000', '-1']) {
      expect(targetErrors(change(FTPS, { limit }), FTPS)).toEqual({ limit: 'limit' });
    }
  });

  it('accepts only https web hooks; a stored http URL is kept', () => {
    expect(targetErrors(change(FTPS, { hookUrl: 'http://crm.example/' }), FTPS)).toEqual({ hookUrl: 'hookUrl' });
    const inside = { ...FTPS, hookUrl: 'http://10.0.0.2/' };
    expect(targetErrors(valuesOf(inside), inside)).toEqual({});
  });
});
