import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { warsawInstant } from '../../src/base/warsaw-time.ts';
import { Cancellations, issueStatements } from '../../src/billing/index.ts';
import { addTenant, Customers } from '../../src/tenants/index.ts';
import { addRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
const EMAIL = 'szef@piekarnia.example';
let fixture: ApiFixture;
let tenantId: TenantId;
let otherId: TenantId;

beforeAll(async () => {
  fixture = await startApi(db);
  const now = fixture.clock.now();
  const bakery = await addTenant(db, { name: '=Piekarnia', plan: 'Biznes', numbers: [], email: EMAIL }, now);
  const florist = await addTenant(db, { name: 'Kwiaciarnia', plan: 'Biznes', numbers: [] }, now);
  [tenantId, otherId] = [bakery.tenantId, florist.tenantId];
  signInAs('admin', () => signIn(fixture, bakery.panel));
  signInAs('other', () => signIn(fixture, florist.panel));
  const operator = await addUserOf(fixture, null, 'operator-admin');
  signInAs('operator', () => signIn(fixture, operator));
});

afterAll(() => fixture.close());

type Who = 'admin' | 'other' | 'operator';
const signIns = new Map<Who, () => Promise<string>>();

function signInAs(who: Who, how: () => Promise<string>): void {
  signIns.set(who, how);
}

/** Signs in for each request, because sessions expire while months pass in these tests. */
async function ask(who: Who, method: string, path: string, body?: object): Promise<Response> {
  const cookie = await signIns.get(who)!();
  return fetch(`${fixture.origin}/api/v1${path}`, {
    method,
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function json(who: Who, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await ask(who, method, path, body);
  return { status: answer.status, ...((await answer.json()) as object) };
}

const order = (addOn: object, orderKey: string = randomUUID()) =>
  json('admin', 'POST', '/services/orders', { ...addOn, orderKey });
const retention = (units: number) => ({ service: 'extended-retention', units });
const money = (netGrosze: number, vatGrosze: number) => ({ netGrosze, vatGrosze, grossGrosze: netGrosze + vatGrosze });

function moveTo(day: string, time: string): void {
  fixture.clock.advance(warsawInstant(day, time) - fixture.clock.now());
}

describe('the plan Biznes with 90 days in total', () => {
  test('has a preview with the price and the recordings that are kept longer', async () => {
    await addRecording(fixture, tenantId);
    expect(await json('admin', 'POST', '/services/orders/preview', retention(2))).toEqual({
      status: 200,
      effectiveAt: new Date(fixture.clock.now()).toISOString(),
      payNow: money(6000, 1380),
      payNowLines: [{ service: 'extended-retention', plan: null, fee: 'monthly', netGrosze: 6000 }],
      monthlyBefore: money(8900, 2047),
      monthlyAfter: money(14900, 3427),
      missingBefore: [],
      missingAfter: [],
      retention: {
        daysBefore: 30,
        daysAfter: 90,
        affected: { recordings: 1, bytes: expect.any(Number) as number },
        destroyed: null,
        awaitingDelivery: { recordings: 0, bytes: 0 },
      },
    });
  });

  test('is ordered once, even if the order is sent several times', async () => {
    const key = randomUUID();
    const first = await order(retention(2), key);
    fixture.clock.advance(5000);
    expect(await order(retention(2), key)).toEqual(first);
    expect(first).toMatchObject({
      status: 200,
      extendedRetention: { units: 2, totalDays: 90, endsAt: null, unitsAfter: 2 },
      billing: { monthly: money(14900, 3427) },
    });
    expect(await order(retention(2))).toMatchObject({ status: 409, code: 'already-ordered' });
  });

  test('is confirmed by mail and in the audit log', async () => {
    const mails = await db.selectFrom('mails').select(['recipient', 'kind']).execute();
    expect(mails).toEqual([{ recipient: EMAIL, kind: 'service-ordered' }]);
    const [event] = (await fixture.audit.list(tenantId)).filter(({ action }) => action === 'service-ordered');
    expect(event).toMatchObject({ address: '127.0.0.1', detail: { service: 'extended-retention', units: 2 } });
  });

  test('is 149,00 zł net and 183,27 zł gross on its statement', async () => {
    const statement = {
      tenant: { id: tenantId, name: '=Piekarnia' },
      periodStart: '2026-03-10',
      periodEnd: '2026-04-10',
      issuedAt: null,
      lines: [
        {
          service: 'plan',
          plan: 'Biznes',
          fee: 'monthly',
          description: 'Wirtualna centrala, pakiet Biznes',
          quantity: 1,
          unit: 'mies.',
          unitNetGrosze: 8900,
          netGrosze: 8900,
          vatPercent: 23,
        },
        {
          service: 'extended-retention',
          plan: null,
          fee: 'monthly',
          description: 'Wydłużony okres przechowywania nagrań, łącznie 90 dni',
          quantity: 2,
          unit: 'mies.',
          unitNetGrosze: 3000,
          netGrosze: 6000,
          vatPercent: 23,
        },
      ],
      vat: [{ vatPercent: 23, ...money(14900, 3427) }],
      total: money(14900, 3427),
      missingPrices: [],
    };
    expect(await json('admin', 'GET', '/billing/statements/2026-03-10')).toEqual({ status: 200, ...statement });
    moveTo('2026-04-10', '00:00');
    await issueStatements({ db, clock: fixture.clock });
    const issuedAt = '2026-04-09T22:00:00.000Z';
    expect(await json('admin', 'GET', '/billing/statements/2026-03-10')).toEqual({
      status: 200,
      ...statement,
      issuedAt,
    });
    const charged = { total: money(14900, 3427), missingPrices: [] };
    expect(await json('admin', 'GET', '/billing/statements')).toEqual({
      status: 200,
      statements: [
        { periodStart: '2026-04-10', periodEnd: '2026-05-10', issuedAt: null, ...charged },
        { periodStart: '2026-03-10', periodEnd: '2026-04-10', issuedAt, ...charged },
      ],
    });
  });

  test('has the same amounts in its CSV, where the name is not a formula', async () => {
    const answer = await ask('admin', 'GET', '/billing/statements/2026-03-10?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('statement-2026-03-10.csv');
    const [, plan, extended] = (await answer.text()).split('\r\n');
    expect(plan).toBe(
      `${tenantId},'=Piekarnia,2026-03-10,2026-04-09,1,"Wirtualna centrala, pakiet Biznes",mies.,1,89.00,89.00,23,` +
        '149.00,34.27,,,,,,183.27,,,,,',
    );
    expect(extended).toContain('2,30.00,60.00,23');
  });
});

describe('a statement', () => {
  test.each(['2026-03-11', '2026-05-10', '2025-03-10'])(
    'of a period that does not begin on %s is not found',
    async (day) => {
      expect(await json('admin', 'GET', `/billing/statements/${day}`)).toMatchObject({
        status: 404,
        code: 'not-found',
      });
    },
  );

  test('of another tenant is not visible', async () => {
    const theirs = await json('other', 'GET', '/billing/statements/2026-03-10');
    expect(theirs).toMatchObject({ tenant: { id: otherId }, total: money(8900, 2047) });
    expect(await json('other', 'GET', '/services')).toMatchObject({ extendedRetention: { units: 0 } });
  });
});

describe('an order', () => {
  test('of fewer units begins with the next period, and the services show it', async () => {
    expect(await json('admin', 'POST', '/services/orders/preview', retention(1))).toMatchObject({
      effectiveAt: '2026-05-09T22:00:00.000Z',
      payNow: money(0, 0),
      retention: { daysBefore: 90, daysAfter: 60, destroyed: { recordings: 1, at: '2026-05-09T22:00:00.000Z' } },
    });
    expect(await order(retention(1))).toMatchObject({
      extendedRetention: { units: 2, endsAt: '2026-05-09T22:00:00.000Z', unitsAfter: 1 },
    });
  });

  test('of zero units is refused, because cancellations need an e-mail', async () => {
    expect(await order(retention(0))).toMatchObject({ status: 409, code: 'cancel-by-mail' });
  });

  test.each([
    [{ service: 'extended-retention' }, 'units'],
    [{ service: 'extended-retention', units: 1.5 }, 'units'],
    [{ service: 'plan', plan: 'Elite' }, 'service'],
    [{ service: 'push', netGrosze: 0 }, 'netGrosze'],
  ])('%j is refused and names the field', async (addOn, field) => {
    expect(await order(addOn)).toMatchObject({ status: 400, code: 'request-invalid', errors: [{ field }] });
  });
});

describe('a cancellation', () => {
  const waiting = {
    mail_key: 'a mail',
    sender: EMAIL,
    subject: 'Rezygnacja',
    body: 'Rezygnujemy.',
    authenticity: 'verified',
    service_ends_at: null,
    decided_at: null,
    decided_by: null,
    decision_note: null,
  } as const;

  test('is pending; after confirmation the services show the end', async () => {
    await order({ service: 'push' });
    const id = randomUUID() as Parameters<Cancellations['confirm']>[0];
    const sentAt = new Date(fixture.clock.now());
    await db
      .insertInto('cancellation_requests')
      .values({ ...waiting, id, tenant_id: tenantId, service: 'push', sent_at: sentAt, received_at: sentAt })
      .execute();
    expect(await json('admin', 'GET', '/services')).toMatchObject({
      cancellations: [{ service: 'push', state: 'waiting', sentAt: sentAt.toISOString(), serviceEndsAt: null }],
    });
    const cancellations = new Cancellations({ db, audit: fixture.audit, clock: fixture.clock });
    await cancellations.confirm(id, { actor: 'cli', address: null, name: 'cli' });
    expect(await json('admin', 'GET', '/services')).toMatchObject({
      cancellations: [{ service: 'push', state: 'confirmed', serviceEndsAt: '2026-05-09T22:00:00.000Z' }],
      push: { active: true, endsAt: '2026-05-09T22:00:00.000Z' },
    });
    expect(await json('other', 'GET', '/services')).toMatchObject({ cancellations: [] });
  });

  test('that a new order withdraws causes no second activation', async () => {
    const before = await json('admin', 'GET', '/billing/statements/2026-04-10');
    fixture.clock.advance(60_000);
    expect(await order({ service: 'push' })).toMatchObject({ push: { active: true, endsAt: null } });
    expect(await json('admin', 'GET', '/billing/statements/2026-04-10')).toEqual(before);
  });
});

describe('the operator', () => {
  const elite = { service: 'plan', plan: 'Elite', fee: 'monthly', vatPercent: 23 };
  const price = (more: object) => json('operator', 'POST', '/operator/prices', { ...elite, netGrosze: 19900, ...more });

  test('sets a price that applies from a day', async () => {
    expect(await price({ validFrom: '2026-04-09' })).toMatchObject({ status: 409, code: 'price-in-the-past' });
    expect(await price({ validFrom: '2026-04-10', plan: 'Złoty' })).toMatchObject({ code: 'plan-unknown' });
    expect(await price({ validFrom: '2026-04-10' })).toMatchObject({
      status: 201,
      netGrosze: 19900,
      setBy: 'operator-admin',
    });
    const { prices } = await json('operator', 'GET', '/operator/prices');
    expect(prices).toMatchObject([{ plan: 'Elite', validFrom: '2026-04-10' }, {}, {}, {}, {}]);
  });

  test('lists tenants with their plans, and changes a plan once', async () => {
    const { tenants, plans } = await json('operator', 'GET', '/operator/tenants');
    expect(tenants).toMatchObject([
      { id: tenantId, plan: 'Biznes', retentionDays: 90, pushActive: true, recordingEnabled: false },
      { id: otherId, plan: 'Biznes', retentionDays: 30, pushActive: false },
    ]);
    expect(plans).toContainEqual(expect.objectContaining({ name: 'Elite', includesRecording: true }));
    const change = { plan: 'Elite', orderKey: randomUUID() };
    const changed = await json('operator', 'PUT', `/operator/tenants/${tenantId}/plan`, change);
    expect(changed).toMatchObject({ status: 200, id: tenantId, plan: 'Elite' });
    expect(await json('operator', 'PUT', `/operator/tenants/${tenantId}/plan`, change)).toEqual(changed);
    const unknown = await json('operator', 'PUT', `/operator/tenants/${randomUUID()}/plan`, change);
    expect(unknown).toMatchObject({ status: 404, code: 'tenant-unknown' });
    expect(await json('admin', 'GET', '/services')).toMatchObject({
      hostedPbx: { plan: 'Elite', monthly: money(19900, 4577) },
    });
  });

  test('exports a month’s statements as FA(3)', async () => {
    const { statements } = await json('operator', 'GET', '/operator/statements?month=2026-03');
    const own = (statements as { tenant: { id: string } }[]).find(({ tenant }) => tenant.id === tenantId);
    expect(own).toMatchObject({
      total: money(14900, 3427),
      fa3: {
        Podmiot2: { Nazwa: '=Piekarnia' },
        OkresFa: { P_6_Od: '2026-03-10', P_6_Do: '2026-04-09' },
        P_13_1: '149.00',
        P_14_1: '34.27',
        P_15: '183.27',
        FaWiersz: [
          { P_8B: '1', P_9A: '89.00' },
          { P_8B: '2', P_11: '60.00', P_12: '23' },
        ],
      },
    });
    const csv = await (await ask('operator', 'GET', '/operator/statements?month=2026-03&format=csv')).text();
    expect(csv.trim().split('\r\n')).toHaveLength(1 + 2 + 1);
    expect(await json('operator', 'GET', '/operator/statements?month=2026-13')).toMatchObject({ status: 400 });
  });
});

test('the operator edits plans; nobody else may', async () => {
  const plan = { name: 'Złoty', includesRecording: true };
  expect(await json('operator', 'POST', '/operator/plans', plan)).toMatchObject({ status: 201, ...plan });
  expect(await json('operator', 'POST', '/operator/plans', plan)).toMatchObject({ code: 'plan-exists' });
  const change = { isRetired: true, holdLimits: { maxHolds: 5, maxHoldDays: null } };
  const path = `/operator/plans/${encodeURIComponent('Złoty')}`;
  expect(await json('operator', 'PATCH', path, change)).toMatchObject({ isRetired: true, maxHolds: 5 });
  const move = { plan: 'Złoty', orderKey: randomUUID() };
  expect(await json('operator', 'PUT', `/operator/tenants/${otherId}/plan`, move)).toMatchObject({
    code: 'plan-retired',
  });
  expect(await json('admin', 'PATCH', path, change)).toMatchObject({ status: 403 });
});

test('the operator adds and changes a tenant; its own people may not', async () => {
  const added = await json('operator', 'POST', '/operator/tenants', {
    name: 'Sad',
    plan: 'Biznes',
    numbers: ['22 777 77 77'],
    email: 'sad@sad.example',
  });
  expect(added).toMatchObject({ status: 201, panel: { password: expect.any(String) as string } });
  const path = `/operator/tenants/${String(added['tenantId'])}`;
  const change = { nip: '526-104-08-28', address: { line1: 'Polna 1', line2: null, country: 'PL' } };
  expect(await json('operator', 'PATCH', path, change)).toMatchObject({ ...change, nip: '5261040828', name: 'Sad' });
  expect(await json('operator', 'PATCH', path, { nip: '1' })).toMatchObject({ status: 400, code: 'nip-invalid' });
  const contact = { email: 'it@sad.example', kinds: ['technical'], name: 'Jan', phone: '22 123 45 67' };
  expect(await json('operator', 'PUT', `${path}/contacts`, contact)).toMatchObject({
    contacts: [{ email: 'it@sad.example', phone: '+48221234567' }, { email: 'sad@sad.example' }],
  });
  expect(await json('operator', 'DELETE', `${path}/contacts/it%40sad.example`)).toMatchObject({
    contacts: [{ email: 'sad@sad.example' }],
  });
  const until = new Date(fixture.clock.now() + 86_400_000).toISOString();
  expect(await json('operator', 'DELETE', `${path}/numbers/%2B48227777777?at=${until}`)).toMatchObject({
    numbers: [{ number: '+48227777777', endsAt: until }],
  });
  expect(
    await json('operator', 'POST', `/operator/tenants/${otherId}/numbers`, { number: '227777777', from: until }),
  ).toMatchObject({ numbers: [{ number: '+48227777777', startsAt: until, endsAt: null }] });
  for (const who of ['admin', 'other'] as const) {
    expect(await json(who, 'PATCH', path, change)).toMatchObject({ status: 403 });
    expect(await json(who, 'GET', path)).toMatchObject({ status: 403 });
  }
});

test('a tenant is suspended with a reason and resumed by the operator, in its audit log', async () => {
  const path = `/operator/tenants/${tenantId}`;
  const reason = 'Zaległa faktura';
  expect(await json('operator', 'PUT', `${path}/suspension`, { reason: ' ' })).toMatchObject({
    code: 'request-invalid',
  });
  expect(await json('operator', 'PUT', `${path}/suspension`, { reason })).toMatchObject({
    suspension: { since: expect.any(String) as string, reason },
  });
  expect(await json('operator', 'PUT', `${path}/suspension`, { reason })).toMatchObject({ status: 200 });
  expect(await json('operator', 'GET', path)).toMatchObject({ suspension: { reason } });
  expect(await json('operator', 'DELETE', `${path}/suspension`)).toMatchObject({ suspension: null });
  const events = (await fixture.audit.list(tenantId)).filter(({ action }) =>
    /^tenant-(suspended|resumed)$/.test(action),
  );
  expect(events.map(({ action }) => action)).toEqual(['tenant-resumed', 'tenant-suspended']);
  expect(events.map(({ actor }) => actor)).not.toContain('cli');
});

test('a suspended tenant sees why, may look, and changes nothing but its own accounts', async () => {
  const customers = new Customers({ ...fixture, by: { actor: 'cli', address: null } });
  await customers.suspend(tenantId, 'Zaległa faktura');
  expect(await json('admin', 'GET', '/session')).toMatchObject({
    tenant: { suspension: { reason: 'Zaległa faktura' } },
  });
  expect(await json('admin', 'GET', '/services')).toMatchObject({ status: 200 });
  const change = { enabled: false };
  expect(await json('admin', 'PATCH', '/services/call-recording', change)).toMatchObject({ code: 'suspended' });
  expect(await json('other', 'PATCH', '/services/call-recording', change)).toMatchObject({ status: 200 });
  expect((await ask('admin', 'DELETE', '/session')).status).toBe(204);
  await customers.resume(tenantId);
  expect(await json('admin', 'PATCH', '/services/call-recording', change)).toMatchObject({ status: 200 });
});

test('the list of tenants has those that have left, too', async () => {
  const { tenantId: id } = await addTenant(db, { name: 'Introligator', plan: 'Biznes', numbers: [] }, 0);
  const left = new Date(fixture.clock.now() - 1);
  const leave = { leave_ordered_at: left, leaves_at: left, left_at: left };
  await db.updateTable('tenants').set(leave).where('id', '=', id).execute();
  const { tenants } = (await json('operator', 'GET', '/operator/tenants')) as { tenants: { id: string }[] };
  expect(tenants.find((one) => one.id === id)).toMatchObject({ retentionDays: 0, leave: { erasedAt: null } });
});
