import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import type { TenantId } from '../base/ids.ts';
import {
  addManagedUser,
  addNumberGroup,
  addTenant,
  changeNumberGroup,
  changeUser,
  type ManagedUser,
  managedUsers,
  removeNumberGroup,
  type UserChange,
  type UserRole,
} from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');
const operator = { by: 'operator', now } as const;
let tenantId: TenantId;
let admin: ManagedUser;
let count = 0;

beforeAll(async () => {
  ({ tenantId, admin } = await tenant());
});

async function tenant(): Promise<{ tenantId: TenantId; admin: ManagedUser }> {
  const numbers = [`4822123456${count++}`];
  const added = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers }, now);
  const [user] = await managedUsers(db, added.tenantId);
  return { tenantId: added.tenantId, admin: user! };
}

async function added(role: UserRole, change: UserChange = {}): Promise<ManagedUser> {
  const { user } = await db
    .transaction()
    .execute((all) => addManagedUser(all, { tenantId, name: role, role, ...change }, operator));
  return user;
}

const change = (of: ManagedUser, to: UserChange, by: ManagedUser | 'operator' = 'operator') =>
  db.transaction().execute(async (all) => (await changeUser(all, of.id, () => to, { by, now })).after);

describe('nobody', () => {
  test('changes themselves', async () => {
    for (const to of [{ disabled: true }, { rights: [] }, { role: 'agent' }] as const) {
      await expect(change(admin, to, admin)).rejects.toMatchObject({ code: 'own-account' });
    }
  });

  test('changes a user above them, or raises one above themselves', async () => {
    const manager = await added('supervisor', { rights: ['listen', 'users'] });
    const agent = await added('agent');
    for (const [of, to] of [
      [admin, { disabled: true }],
      [agent, { role: 'admin' }],
      [await added('supervisor'), { disabled: true }],
      [agent, { rights: ['listen', 'download'] }],
      [agent, { role: 'supervisor', rights: ['listen', 'hold'] }],
    ] as const) {
      await expect(change(of, to, manager)).rejects.toMatchObject({ code: 'above-own-rights' });
    }
    expect(await change(agent, { rights: [], limitedTo: { numbers: ['101'], groups: [] } }, manager)).toMatchObject({
      rights: [],
      numbers: ['101'],
    });
  });

  test('of another tenant is known', async () => {
    const other = await tenant();
    await expect(change(other.admin, { disabled: true }, admin)).rejects.toMatchObject({ code: 'user-unknown' });
  });

  test('can take away the last administrator, two at once neither', async () => {
    const own = await tenant();
    for (const to of [
      { disabled: true },
      { role: 'supervisor' },
      { rights: ['listen'] },
      { limitedTo: { numbers: ['101'], groups: [] } },
    ] as const) {
      await expect(change(own.admin, to)).rejects.toMatchObject({ code: 'last-administrator' });
    }
    const second = await db
      .transaction()
      .execute((all) => addManagedUser(all, { tenantId: own.tenantId, name: 'drugi', role: 'admin' }, operator));
    const demotions = [
      change(own.admin, { role: 'agent' }, second.user),
      change(second.user, { role: 'agent' }, own.admin),
    ];
    const outcomes = (await Promise.allSettled(demotions)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a user who is limited', () => {
  test('sees the own numbers and those of the groups, as they are now', async () => {
    const group = await addNumberGroup(db, tenantId, { name: 'Sprzedaż', numbers: ['22 123 45 60', '103'] }, now);
    const user = await added('supervisor', { limitedTo: { numbers: ['101', '103'], groups: [group.id] } });
    const numbers = async () => (await managedUsers(db, tenantId)).find(({ id }) => id === user.id)!.numbers;
    expect(await numbers()).toEqual(['+48221234560', '101', '103']);
    await changeNumberGroup(db, { tenantId, id: group.id, by: 'operator' }, { name: 'Sprzedaż', numbers: ['104'] });
    expect(await numbers()).toEqual(['101', '103', '104']);
    await removeNumberGroup(db, { tenantId, id: group.id, by: 'operator' });
    expect(await numbers()).toEqual(['101', '103']);
    await change(user, { limitedTo: null });
    expect(await numbers()).toBeNull();
  });

  test('and has lost every number sees nothing, not everything', async () => {
    const group = await addNumberGroup(db, tenantId, { name: 'Magazyn', numbers: ['105'] }, now);
    const user = await added('admin', { limitedTo: { numbers: [], groups: [group.id] } });
    expect(user.rights).toEqual(['listen', 'listenLive', 'download', 'hold', 'control']);
    await removeNumberGroup(db, { tenantId, id: group.id, by: 'operator' });
    expect((await managedUsers(db, tenantId)).find(({ id }) => id === user.id)).toMatchObject({ numbers: [] });
  });

  test('cannot be limited to a group of another tenant', async () => {
    const other = await tenant();
    const group = await addNumberGroup(db, other.tenantId, { name: 'Biuro', numbers: ['101'] }, now);
    const limitedTo = { numbers: [], groups: [group.id] };
    await expect(added('agent', { limitedTo })).rejects.toMatchObject({ code: 'request-invalid' });
  });

  test('keeps what was taken for a time in which it is not limited', async () => {
    const user = await added('admin', { rights: ['listen', 'order', 'users'] });
    await change(user, { limitedTo: { numbers: ['101'], groups: [] } });
    expect(await change(user, { rights: ['listen'] })).toMatchObject({ rights: ['listen'] });
    expect(await change(user, { limitedTo: null })).toMatchObject({ rights: ['listen', 'order', 'users'] });
  });
});
