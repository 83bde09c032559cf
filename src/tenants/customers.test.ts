import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { customerOf } from './customer.ts';
import { Customers } from './customers.ts';
import { loadDirectory } from './directory.ts';
import { readNip } from './nip.ts';
import { listTenants, tenantServices } from './tenants.ts';

const { db } = testDatabase();
const DAY_MS = 86_400_000;
const clock = new ManualClock('2026-05-20T10:00:00Z');
const customers = new Customers({ db, audit: new AuditLog(db, clock), clock, by: { actor: 'cli', address: null } });

const add = async (...numbers: string[]): Promise<TenantId> =>
  (await customers.add({ name: 'Piekarnia', plan: 'Biznes', numbers })).tenantId;

/** Who has a number at an instant, as intake sees it. */
async function ownerOf(number: string, at = clock.now()): Promise<TenantId | null> {
  return (await loadDirectory(db, clock)).asOf(at).ownerOf(number)?.id ?? null;
}

describe('a tenant’s data', () => {
  test('is changed, and the event names the fields only', async () => {
    const id = await add();
    const change = { nip: 'PL 526-10-40-828', address: { line1: 'Polna 1', line2: '00-001 Warszawa', country: 'PL' } };
    expect(await customers.change(id, { ...change, name: 'Piekarnia' })).toEqual([
      'nip',
      'address-line1',
      'address-line2',
    ]);
    expect(await customerOf(db, id)).toMatchObject({ nip: '5261040828', address: change.address });
    expect(await customers.change(id, { nip: '5261040828' })).toEqual([]);
    const events = await db
      .selectFrom('audit_events')
      .select(['action', 'detail'])
      .where('tenant_id', '=', id)
      .orderBy('id')
      .execute();
    expect(events.slice(1)).toEqual([
      { action: 'tenant-changed', detail: { fields: ['nip', 'address-line1', 'address-line2'] } },
    ]);
  });

  test.each([
    [{ nip: '5261040827' }, 'nip-invalid'],
    [{ name: ' ' }, 'request-invalid'],
    [{ address: { line1: 'x', line2: null, country: 'pl' } }, 'request-invalid'],
  ])('%j is refused', async (change, code) => {
    const id = await add();
    await expect(Promise.resolve().then(() => customers.change(id, change))).rejects.toMatchObject({ code });
  });

  test('an external id belongs to one tenant', async () => {
    const [one, other] = [await add(), await add()];
    await customers.change(one, { externalId: 'K-1' });
    await expect(customers.change(other, { externalId: 'K-1' })).rejects.toMatchObject({ code: 'external-id-taken' });
  });
});

test.each([
  ['526-104-08-28', { ok: true, value: '5261040828' }],
  ['5261040829', { ok: false, reason: 'wrong-checksum' }],
  ['526104082', { ok: false, reason: 'not-ten-digits' }],
  // The weighted sum is 10 modulo 11: no digit fits.
  ['1000000100', { ok: false, reason: 'wrong-checksum' }],
])('the NIP %s', (text, read) => {
  expect(readNip(text)).toEqual(read);
});

test('contacts are added, changed and removed', async () => {
  const id = await add();
  expect(
    await customers.saveContact(id, {
      email: 'IT@firma.example ',
      kinds: ['technical'],
      phone: '22 123 45 67 wew. 12',
    }),
  ).toBe(true);
  expect(await customers.saveContact(id, { email: 'it@firma.example', name: 'Jan' })).toBe(false);
  expect((await customerOf(db, id)).contacts).toEqual([
    { email: 'it@firma.example', kinds: ['technical'], name: 'Jan', phone: '+48221234567;ext=12' },
  ]);
  await expect(customers.saveContact(id, { email: 'firma' })).rejects.toMatchObject({ code: 'request-invalid' });
  expect(await customers.removeContact(id, 'it@firma.example')).toBe(true);
  expect(await customers.removeContact(id, 'it@firma.example')).toBe(false);
});

describe('a number', () => {
  test('is taken from a tenant: its calls of before are still its own, new ones are nobody’s', async () => {
    const id = await add('221111111');
    const before = clock.now() - DAY_MS;
    expect(await customers.removeNumber(id, '+48 22 111 11 11')).toBe(true);
    expect(await ownerOf('+48221111111')).toBe(null);
    expect(await ownerOf('+48221111111', before)).toBe(id);
    expect((await listTenants(db, clock.now(), id))[0]!.numbers).toEqual([]);
    expect(await customers.removeNumber(id, '221111111')).toBe(false);
  });

  test('moves to another tenant at a planned time, and never belongs to two', async () => {
    const [one, other] = [await add('222222222'), await add()];
    const at = clock.now() + 10 * DAY_MS;
    await expect(customers.addNumber(other, '222222222', at)).rejects.toMatchObject({ code: 'number-taken' });
    await customers.removeNumber(one, '222222222', at);
    await expect(customers.addNumber(other, '222222222', at - 1)).rejects.toMatchObject({ code: 'number-taken' });
    await customers.addNumber(other, '222222222');
    await expect(customers.removeNumber(one, '222222222', at + 1)).rejects.toMatchObject({ code: 'number-taken' });
    expect(await ownerOf('+48222222222', at - 1)).toBe(one);
    expect(await ownerOf('+48222222222', at)).toBe(other);
  });

  test('never belongs to two when two ends are planned, whichever of them is moved or withdrawn', async () => {
    const [one, other] = [await add('226666666'), await add()];
    const [first, second] = [clock.now() + 10 * DAY_MS, clock.now() + 20 * DAY_MS];
    await customers.removeNumber(one, '226666666', first);
    await customers.addNumber(other, '226666666');
    await customers.removeNumber(other, '226666666', second);
    await expect(customers.removeNumber(one, '226666666', first + 1)).rejects.toMatchObject({ code: 'number-taken' });
    // Not its old time goes on: it gets the number again after the other one.
    expect(await customers.addNumber(one, '226666666')).toBe(true);
    const owners = [first - 1, first, second - 1, second].map((at) => ownerOf('+48226666666', at));
    expect(await Promise.all(owners)).toEqual([one, other, other, one]);
    expect(await customers.removeNumber(one, '226666666', second + DAY_MS)).toBe(true);
    expect(await customers.removeNumber(other, '226666666', first)).toBe(true);
    expect(await ownerOf('+48226666666', first)).toBe(null);
  });

  test('is kept after all when its planned end is withdrawn', async () => {
    const id = await add('223333333');
    await customers.removeNumber(id, '223333333', clock.now() + DAY_MS);
    expect(await customers.addNumber(id, '223333333')).toBe(true);
    expect(await customers.addNumber(id, '223333333')).toBe(false);
    expect(await ownerOf('+48223333333', clock.now() + 2 * DAY_MS)).toBe(id);
  });

  test('is refused in the past, as an extension, and by two tenants at once', async () => {
    const [one, other] = [await add(), await add()];
    await expect(
      Promise.resolve().then(() => customers.removeNumber(one, '224444444', clock.now() - 1)),
    ).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(Promise.resolve().then(() => customers.addNumber(one, '101'))).rejects.toMatchObject({
      code: 'number-invalid',
    });
    const results = await Promise.allSettled([
      customers.addNumber(one, '225555555'),
      customers.addNumber(other, '225555555'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

test('a suspended tenant is not recorded from the next call on, until it is resumed', async () => {
  const id = await add();
  const state = async () => (await loadDirectory(db, clock)).tenant(id)!.suspended;
  expect(await customers.suspend(id, 'Zaległa faktura')).toBe(true);
  expect(await customers.suspend(id, 'Zaległa faktura')).toBe(false);
  expect(await state()).toBe(true);
  expect((await tenantServices(db, id, clock.now())).suspension).toEqual({
    since: clock.now(),
    reason: 'Zaległa faktura',
  });
  const listed = async () => (await listTenants(db, clock.now(), id))[0]!.suspension;
  expect(await listed()).toEqual({ since: clock.now(), reason: 'Zaległa faktura' });
  expect(await customers.resume(id)).toBe(true);
  expect(await listed()).toBe(null);
  expect(await customers.resume(id)).toBe(false);
  expect(await state()).toBe(false);
  await expect(customers.suspend(id, ' ')).rejects.toMatchObject({ code: 'request-invalid' });
});
