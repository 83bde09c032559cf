import { expect, test } from 'vitest';
import { newId } from '../base/ids.ts';
import { mayRecord } from './directory.ts';

const all = { id: newId<never>(1), entitled: true, suspended: false, recordingEnabled: true, recordInternal: true };

test.each([
  [{}, 'inbound', { ok: true, value: true }],
  [{}, 'internal', { ok: true, value: true }],
  [{ recordInternal: false }, 'outbound', { ok: true, value: true }],
  [{ recordInternal: false }, 'internal', { ok: false, reason: 'internal-off' }],
  [{ suspended: true }, 'inbound', { ok: false, reason: 'suspended' }],
  [{ recordingEnabled: false }, 'internal', { ok: false, reason: 'recording-off' }],
  [{ entitled: false, recordingEnabled: false }, 'inbound', { ok: false, reason: 'not-entitled' }],
] as const)('a tenant with %j and a call %s', (lacks, direction, expected) => {
  expect(mayRecord({ ...all, ...lacks }, direction)).toEqual(expected);
});
