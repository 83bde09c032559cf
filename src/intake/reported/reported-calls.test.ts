import { describe, expect, test } from 'vitest';
import { fakeDirectory } from '../../../test/kit/fake-directory.ts';
import { newId, type SourceId, type TenantId } from '../../base/ids.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { deriveReportedCall } from './reported-calls.ts';

const [ours, theirs, unknownTenant] = [newId<TenantId>(1), newId<TenantId>(2), newId<TenantId>(3)];
const OUR_NUMBER = '+48221234567';
const OUTSIDE = '+48512345678';
const directory = fakeDirectory(
  [
    { id: ours, numbers: [OUR_NUMBER, '201'] },
    { id: theirs, numbers: ['+48337654321'], recordingEnabled: false },
  ],
  [],
);
const pbx: DirectorySource = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null, timeZone: null };
const ourPbx = { ...pbx, defaultTenantId: ours };
const call = { tenantId: null, caller: OUTSIDE, callee: OUR_NUMBER, direction: null };

describe('whose call it is', () => {
  test.each([
    ['its number’s owner', pbx, call, ours],
    ['the reported tenant', pbx, { ...call, tenantId: theirs }, theirs],
    ['the tenant of the PBX, whatever the numbers', ourPbx, { ...call, callee: '+48337654321' }, ours],
    ['the tenant of the PBX, reported too', ourPbx, { ...call, tenantId: ours }, ours],
    ['between two tenants, the one that records', pbx, { ...call, caller: '+48337654321' }, ours],
    [
      'between two tenants, the one on the reported side',
      pbx,
      { ...call, caller: '+48337654321', direction: 'outbound' },
      theirs,
    ],
  ] as const)('%s', (_, source, call, owner) => {
    expect(deriveReportedCall(directory, source, call)).toMatchObject({ ok: true, value: { tenant: { id: owner } } });
  });

  test.each([
    ['tenant-not-of-source', ourPbx, { ...call, tenantId: theirs }],
    ['tenant-not-of-source', pbx, { ...call, tenantId: unknownTenant }],
    ['call-owner-unknown', pbx, { ...call, callee: '+48999999999' }],
    ['call-owner-unknown', pbx, { ...call, caller: null, callee: null }],
  ] as const)('%s', (reason, source, call) => {
    expect(deriveReportedCall(directory, source, call)).toEqual({ ok: false, reason });
  });
});

const EXTENSIONS = [
  { number: OUR_NUMBER, extension: '12' },
  { number: OUTSIDE, extension: '34' },
];

test.each([
  ['inbound', call, [OUR_NUMBER], []],
  ['outbound', { ...call, caller: OUR_NUMBER, callee: OUTSIDE }, [OUR_NUMBER], []],
  ['outbound', { ...call, caller: '201', callee: '112' }, ['201'], []],
  ['internal', { ...call, caller: '201', callee: '202' }, ['201', '202'], []],
  ['internal', { ...call, caller: '201', callee: '201', direction: 'inbound' }, ['201'], []],
  ['inbound', { ...call, caller: null, callee: OUTSIDE, tenantId: ours }, [], ['direction-guessed']],
  ['outbound', { ...call, caller: OUR_NUMBER, callee: OUTSIDE, extensions: EXTENSIONS }, [OUR_NUMBER, '12'], []],
  ['internal', { ...call, direction: 'internal' }, [OUR_NUMBER], []],
  ['outbound', { ...call, caller: OUR_NUMBER, callee: '1234567' }, [OUR_NUMBER], ['number-not-in-plan']],
  ['outbound', { ...call, caller: '201', callee: '*302100' }, ['201'], []],
] as const)('%s', (direction, call, extensions, flags) => {
  expect(deriveReportedCall(directory, pbx, call)).toMatchObject({ ok: true, value: { direction, extensions, flags } });
});
