import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CancellationRequestId, newId, type TenantId } from '../../src/base/ids.ts';
import { addSubscription, addTenant } from '../../src/tenants/index.ts';
import { addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: string;
let support: string;
let id: CancellationRequestId;

beforeAll(async () => {
  fixture = await startApi(db);
  const now = fixture.clock.now();
  ({ tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, now));
  await addSubscription(db, { tenantId, service: 'push', startsAt: now, orderedBy: 'test', orderedAt: now });
  admin = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
  support = await signIn(fixture, await addUserOf(fixture, null, 'operator-support'));
});

afterAll(() => fixture.close());

beforeEach(async () => {
  await db.deleteFrom('cancellation_requests').execute();
  const now = new Date(fixture.clock.now());
  id = newId<CancellationRequestId>(fixture.clock.now());
  const mail = {
    sender: 'szef@example.com',
    subject: 'Rezygnacja',
    body: 'Rezygnuję.',
    authenticity: 'unverified',
  } as const;
  await db
    .insertInto('cancellation_requests')
    .values({ id, mail_key: id, ...mail, sent_at: now, received_at: now })
    .execute();
});

function ask(method: string, path = '', { as = admin, body }: { as?: string; body?: unknown } = {}) {
  return fetch(`${fixture.origin}/api/v1/operator/cancellations${path}`, {
    method,
    headers: { cookie: as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

test('operators see the requests and their state', async () => {
  const answer = await ask('GET', '?state=waiting', { as: support });
  expect(await answer.json()).toMatchObject({
    cancellations: [{ id, tenant: null, service: null, sender: 'szef@example.com', state: 'waiting', confirmBy: null }],
  });
  expect(await (await ask('GET', '?state=confirmed')).json()).toEqual({ cancellations: [] });
});

test('an operator admin completes and confirms', async () => {
  const incomplete = await ask('POST', `/${id}/confirm`, { body: {} });
  expect(await incomplete.json()).toMatchObject({ code: 'cancellation-incomplete' });
  const answer = await ask('POST', `/${id}/confirm`, { body: { tenantId, service: 'push' } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    state: 'confirmed',
    tenant: { id: tenantId, name: 'Piekarnia' },
    service: 'push',
    serviceEndsAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    decidedBy: expect.stringContaining('operator') as string,
  });
  expect(await fixture.audit.list(tenantId)).toMatchObject([{ action: 'cancellation-confirmed', subject: id }]);
});

test('an operator admin rejects with a note, once', async () => {
  const answer = await ask('POST', `/${id}/reject`, { body: { note: 'Reklama' } });
  expect(await answer.json()).toMatchObject({ state: 'rejected', decisionNote: 'Reklama' });
  const again = await ask('POST', `/${id}/confirm`, { body: { tenantId, service: 'push' } });
  expect(again.status).toBe(409);
});

test('operator support may not decide', async () => {
  expect((await ask('POST', `/${id}/reject`, { as: support, body: { note: 'x' } })).status).toBe(403);
  expect((await ask('POST', `/${id}/confirm`, { as: support, body: {} })).status).toBe(403);
});

test('an unknown request is not found', async () => {
  const missing = newId<CancellationRequestId>(0);
  expect((await ask('POST', `/${missing}/confirm`, { body: { tenantId, service: 'push' } })).status).toBe(404);
});
