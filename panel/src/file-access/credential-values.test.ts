import { expect, it } from 'vitest';
import type { FileCredential } from '../api/client.ts';
import { changeOf, credentialErrors, formField, valuesOf } from './credential-values.ts';

const CREDENTIAL: FileCredential = {
  id: 'c1',
  login: 'kwiaciarnia-nas',
  label: 'NAS',
  doors: ['ftp', 'sftp'],
  numbers: ['+48221234567'],
  expiresAt: '2026-04-21T11:30:00.000Z',
  allowedNetworks: ['203.0.113.0/24'],
  bandwidthKilobytes: 1500,
  keys: [],
  hasPassword: true,
  createdAt: '2026-03-01T10:00:00.000Z',
  revokedAt: null,
  lastUsed: null,
};

const filled = { ...valuesOf(null), label: ' NAS ' };

it('what is not changed stays as it is, an expiry at noon too', () => {
  const { label, numbers, expiresAt, allowedNetworks, bandwidthKilobytes } = CREDENTIAL;
  const unchanged = { label, doors: ['sftp', 'ftp'], numbers, expiresAt, allowedNetworks, bandwidthKilobytes };
  expect(changeOf(valuesOf(CREDENTIAL), CREDENTIAL)).toEqual(unchanged);
});

it('the last day is valid to its end, in Warsaw; empty fields are no limits', () => {
  expect(changeOf({ ...filled, lastDay: '2026-03-28' }, null)).toEqual({
    label: 'NAS',
    doors: ['sftp', 'ftp', 'webdav'],
    numbers: null,
    expiresAt: '2026-03-28T23:00:00.000Z',
    allowedNetworks: [],
    bandwidthKilobytes: null,
  });
  const { expiresAt } = changeOf({ ...valuesOf(CREDENTIAL), lastDay: null }, CREDENTIAL);
  expect(expiresAt).toBeNull();
});

it('the day shown is the last one that is valid', () => {
  expect(valuesOf({ ...CREDENTIAL, expiresAt: '2026-03-28T23:00:00.000Z' }).lastDay).toBe('2026-03-28');
});

it.each([
  [{ label: ' ' }, { label: 'labelRequired' }],
  [{ doors: [] }, { doors: 'doorRequired' }],
  [{ sees: 'some' as const }, { numbers: 'numbersRequired' }],
  [{ networks: ['203.0.113.0/24', 'biuro'] }, { networks: 'networkWrong' }],
  [{ bandwidth: 0 }, { bandwidth: 'bandwidthWrong' }],
  [{ bandwidth: '1.5' }, { bandwidth: 'bandwidthWrong' }],
  [{ proof: 'key' as const }, { publicKey: 'publicKeyWrong' }],
  [{ proof: 'key' as const, doors: ['ftp' as const], publicKey: 'ssh-ed25519 AAAA' }, { doors: 'keyNeedsSftp' }],
  [{ bandwidth: '' }, {}],
])('%j', (change, errors) => {
  expect(credentialErrors({ ...filled, ...change })).toEqual(errors);
});

it.each([
  ['allowedNetworks.0', 'networks'],
  ['expiresAt', 'lastDay'],
  ['label', 'label'],
])('what the API calls %s is the field %s', (field, name) => {
  expect(formField(field)).toBe(name);
});
