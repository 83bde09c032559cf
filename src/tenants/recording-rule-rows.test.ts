import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { loadDirectory } from './directory.ts';
import { addNumberGroup, removeNumberGroup } from './number-groups.ts';
import {
  addRecordingRule,
  changeRecordingRule,
  listRecordingRules,
  MAX_RULES,
  orderRecordingRules,
  removeRecordingRule,
  type RuleContents,
} from './recording-rule-rows.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');
const CONTENTS: RuleContents = {
  name: 'Reguła',
  enabled: true,
  effect: 'never',
  percent: 100,
  numbers: [],
  numberGroups: [],
  extensions: [],
  directions: [],
  days: [],
  from: null,
  until: null,
};
const rulesOf = async (tenant: Awaited<ReturnType<typeof insertTenant>>) =>
  (await loadDirectory(db, clock)).tenant(tenant)?.rules ?? [];

test('rules are kept as they were written, in their order, and the directory has those that are switched on', async () => {
  const [tenant, other] = [await insertTenant(db), await insertTenant(db)];
  const group = await addNumberGroup(db, tenant, { name: 'Zarząd', numbers: ['101', '22 123 45 67'] }, clock.now());
  const version = (await loadDirectory(db, clock)).version;
  const add = (contents: Partial<RuleContents>, to = tenant) =>
    db.transaction().execute((all) => addRecordingRule(all, to, { ...CONTENTS, ...contents }, clock.now()));
  const management = await add({ name: ' Zarząd ', numberGroups: [group.id], numbers: ['0048 600*', '512 345 678'] });
  const night = await add({ effect: 'on-demand', percent: 20, days: [5, 1], from: '22:00', until: '06:30' });
  const off = await add({ enabled: false, extensions: ['102'], directions: ['inbound'] });
  await add({ name: 'cudza' }, other);
  expect((await loadDirectory(db, clock)).version).toBeGreaterThan(version);

  expect(management).toMatchObject({ name: 'Zarząd', numbers: ['+48600*', '+48512345678'] });
  expect(await listRecordingRules(db, tenant)).toEqual([management, night, off]);
  expect(await rulesOf(tenant)).toEqual([
    {
      id: management.id,
      name: 'Zarząd',
      effect: 'never',
      percent: 100,
      numbers: new Set(['+48600*', '+48512345678', '101', '+48221234567']),
      extensions: null,
      directions: [],
      days: [],
      hours: null,
    },
    expect.objectContaining({
      id: night.id,
      percent: 20,
      numbers: null,
      days: [1, 5],
      hours: { from: 1320, until: 390 },
    }),
  ]);

  await db.transaction().execute((all) => orderRecordingRules(all, tenant, [off.id, management.id, night.id]));
  await db.transaction().execute((all) => changeRecordingRule(all, tenant, off.id, { ...CONTENTS, name: 'teraz' }));
  expect((await rulesOf(tenant)).map(({ name }) => name)).toEqual(['teraz', 'Zarząd', 'Reguła']);
  // A rule without its group must not fit everything.
  await db.transaction().execute((all) => removeNumberGroup(all, { tenantId: tenant, id: group.id, by: 'operator' }));
  await changeRecordingRule(db, tenant, night.id, { ...CONTENTS, effect: 'always' });
  expect((await rulesOf(tenant))[1]?.numbers).toEqual(new Set(['+48600*', '+48512345678']));
  await removeRecordingRule(db, tenant, management.id);
  expect(await rulesOf(tenant)).toHaveLength(2);
  expect((await rulesOf(other)).map(({ name }) => name)).toEqual(['cudza']);
});

test('what cannot be is refused, and another tenant’s rules are not found', async () => {
  const [tenant, other] = [await insertTenant(db), await insertTenant(db)];
  const add = (contents: Partial<RuleContents>) =>
    db.transaction().execute((all) => addRecordingRule(all, tenant, { ...CONTENTS, ...contents }, clock.now()));
  const own = await add({});
  const foreign = await addNumberGroup(db, other, { name: 'Cudza', numbers: ['101'] }, clock.now());
  await expect(add({ numbers: ['abc'] })).rejects.toMatchObject({ code: 'number-invalid' });
  await expect(add({ numbers: ['*'] })).rejects.toMatchObject({ code: 'number-invalid' });
  await expect(add({ percent: 50 })).rejects.toMatchObject({ code: 'request-invalid' });
  await expect(add({ from: '10:00' })).rejects.toMatchObject({ code: 'request-invalid' });
  await expect(add({ numberGroups: [foreign.id] })).rejects.toMatchObject({ code: 'request-invalid' });
  await expect(changeRecordingRule(db, other, own.id, CONTENTS)).rejects.toMatchObject({ code: 'not-found' });
  await expect(removeRecordingRule(db, other, own.id)).rejects.toMatchObject({ code: 'not-found' });
  const order = orderRecordingRules(db, tenant, []);
  await expect(order).rejects.toMatchObject({ code: 'recording-rules-changed' });
  for (let count = 1; count < MAX_RULES; count++) await add({});
  await expect(add({})).rejects.toMatchObject({ code: 'too-many-recording-rules' });
});
