import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../config/index.ts';
import { keyPlace, keysBucketSettings } from './key-place.ts';

const DATA = '/var/lib/fonoteka';
const config = (settings: Record<string, string>): Config => loadConfig({ FONOTEKA_DATA: DATA, ...settings });
const where = (settings: Record<string, string>) => keyPlace(config(settings)).idPlace.name;

const BUCKET = { FONOTEKA_KEYS_S3_BUCKET: 'keys' };
const TRANSIT = { FONOTEKA_KEYS_TRANSIT_URL: 'https://bao.example:8200' };
const RECORDINGS = {
  FONOTEKA_S3_ENDPOINT: 'https://s3.example',
  FONOTEKA_S3_BUCKET: 'recordings',
  FONOTEKA_S3_PREFIX: 'all',
  FONOTEKA_S3_ACCESS_KEY: 'A',
  FONOTEKA_S3_SECRET_KEY: 'B',
};

test('the keys are in a folder, a bucket or a transit engine', () => {
  expect(where({})).toBe(join(DATA, 'keys'));
  expect(where({ FONOTEKA_KEYS: '/keys' })).toBe('/keys');
  expect(where({ ...BUCKET, ...RECORDINGS })).toBe('the bucket keys at https://s3.example');
  expect(where({ ...TRANSIT, FONOTEKA_KEYS_TRANSIT_MOUNT: '/fonoteka/' })).toBe(
    'the transit engine fonoteka at https://bao.example:8200',
  );
});

test('what is not set of the bucket is as that of the recordings, but its name and prefix', () => {
  const as = { endpoint: 'https://s3.example', region: 'us-east-1', prefix: '', accessKey: 'A', secretKey: 'B' };
  expect(keysBucketSettings(config({ ...BUCKET, ...RECORDINGS }))).toEqual({ ...as, bucket: 'keys' });
  const own = { ...BUCKET, ...RECORDINGS, FONOTEKA_KEYS_S3_ENDPOINT: 'https://keys.example' };
  expect(keysBucketSettings(config(own))).toMatchObject({ endpoint: 'https://keys.example' });
  const keyOnly = { ...own, FONOTEKA_KEYS_S3_ACCESS_KEY: 'C' };
  expect(keysBucketSettings(config(keyOnly)), 'a secret is of its key').toMatchObject({
    accessKey: 'C',
    secretKey: '',
  });
});

test.each([
  ['two places', { ...BUCKET, ...TRANSIT }],
  ['a folder and a bucket', { ...BUCKET, FONOTEKA_KEYS: '/keys' }],
  ['the bucket of the recordings', { ...RECORDINGS, FONOTEKA_KEYS_S3_BUCKET: 'recordings' }],
  ['it with another prefix', { ...RECORDINGS, FONOTEKA_KEYS_S3_BUCKET: 'recordings', FONOTEKA_KEYS_S3_PREFIX: 'k' }],
  [
    'it by another spelling',
    {
      ...RECORDINGS,
      FONOTEKA_KEYS_S3_BUCKET: 'recordings',
      FONOTEKA_KEYS_S3_ENDPOINT: 'https://S3.example:443/',
    },
  ],
])('%s: refused', (_, settings) => {
  expect(() => keyPlace(config(settings))).toThrow(expect.objectContaining({ code: 'config-invalid' }));
});

test.each(['FONOTEKA_S3_ENDPOINT', 'FONOTEKA_KEYS_S3_ENDPOINT', 'FONOTEKA_KEYS_TRANSIT_URL'])(
  '%s has no password, which would be in messages',
  (name) => {
    expect(() => config({ [name]: 'https://user:secret@store.example' })).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.not.stringContaining('secret') }),
    );
  },
);
