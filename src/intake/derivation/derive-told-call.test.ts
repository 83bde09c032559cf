import { describe, expect, test } from 'vitest';
import { fakeDirectory } from '../../../test/kit/fake-directory.ts';
import { newId, type SourceId, type TenantId } from '../../base/ids.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { deriveToldCall } from './derive-told-call.ts';

const [ours, theirs, nobody] = [newId<TenantId>(1), newId<TenantId>(2), newId<TenantId>(3)];
const OUR_NUMBER = '+48221234567';
const OUTSIDE = '+48512345678';
const directory = fakeDirectory(
  [
    { id: ours, numbers: [OUR_NUMBER, '201'] },
    { id: theirs, numbers: ['+48337654321'], recordingEnabled: false },
  ],
  [],
);
const pbx: DirectorySource = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null };
const ourPbx = { ...pbx, defaultTenantId: ours };
const told = { tenantId: null, caller: OUTSIDE, callee: OUR_NUMBER, direction: null };

describe('whose call it is', () => {
  test.each([
    ['its number’s owner', pbx, told, ours],
    ['who was named', pbx, { ...told, tenantId: theirs }, theirs],
    ['the tenant of the PBX, whatever its numbers', ourPbx, { ...told, callee: '+48337654321' }, ours],
    ['the tenant of the PBX, named too', ourPbx, { ...told, tenantId: ours }, ours],
    ['between two, the one that records', pbx, { ...told, caller: '+48337654321' }, ours],
    [
      'between two, the one on the side that was told',
      pbx,
      { ...told, caller: '+48337654321', direction: 'outbound' },
      theirs,
    ],
  ] as const)('%s', (_, source, call, owner) => {
    expect(deriveToldCall(directory, source, call)).toMatchObject({ ok: true, value: { tenant: { id: owner } } });
  });

  test.each([
    ['tenant-not-of-source', ourPbx, { ...told, tenantId: theirs }],
    ['tenant-not-of-source', pbx, { ...told, tenantId: nobody }],
    ['call-owner-unknown', pbx, { ...told, callee: '+48999999999' }],
    ['call-owner-unknown', pbx, { ...told, caller: null, callee: null }],
  ] as const)('%s', (reason, source, call) => {
    expect(deriveToldCall(directory, source, call)).toEqual({ ok: false, reason });
  });
});

test.each([
  ['inbound', told, [OUR_NUMBER], []],
  ['outbound', { ...told, caller: OUR_NUMBER, callee: OUTSIDE }, [OUR_NUMBER], []],
  ['outbound', { ...told, caller: '201', callee: '112' }, ['201'], []],
  ['internal', { ...told, caller: '201', callee: '202' }, ['201', '202'], []],
  ['internal', { ...told, caller: '201', callee: '201', direction: 'inbound' }, ['201'], []],
  ['inbound', { ...told, caller: null, callee: OUTSIDE, tenantId: ours }, [], ['direction-guessed']],
  ['internal', { ...told, direction: 'internal' }, [OUR_NUMBER], []],
] as const)('%s', (direction, call, extensions, flags) => {
  expect(deriveToldCall(directory, pbx, call)).toMatchObject({ ok: true, value: { direction, extensions, flags } });
});
