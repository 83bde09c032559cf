import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const PERSON = '512 345 678';

const { db } = testDatabase();
let fixture: ApiFixture;
type Tenant = Awaited<ReturnType<typeof addTenantWithRecording>>;
let [ours, theirs]: Tenant[] = [];
let [admin, otherAdmin, operator]: string[] = [];

beforeAll(async () => {
  fixture = await startApi(db);
  ours = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  theirs = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
  admin = await signIn(fixture, ours.admin);
  otherAdmin = await signIn(fixture, theirs.admin);
  operator = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
});

afterAll(() => fixture.close());

/** The status and the document of an answer. */
async function ask(as: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${fixture.origin}/api/v1${path}`, {
    method,
    headers: { cookie: as, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as Record<string, unknown> };
}

async function opened(as: string, body: object = {}): Promise<string> {
  const { status, body: request } = await ask(as, 'POST', '/rodo/requests', {
    kind: 'access',
    number: PERSON,
    ...body,
  });
  expect(status).toBe(201);
  return request['id'] as string;
}

describe('a request', () => {
  test('is opened and looked at by the tenant’s administrator; the preview has the tenant’s calls only', async () => {
    const id = await opened(admin!);
    expect(await ask(admin!, 'GET', `/rodo/requests/${id}`)).toMatchObject({
      status: 200,
      body: { number: '+48512345678', maskedNumber: '+48…678', state: 'open', openedBy: ours!.admin.login },
    });
    const preview = await ask(admin!, 'GET', `/rodo/requests/${id}/preview`);
    expect(preview.body).toMatchObject({
      calls: { total: 1, withRecording: 1 },
      recordings: { kept: 1 },
      listed: [{ id: ours!.recording.callId, role: 'caller', recordings: 1 }],
    });
    const list = await ask(admin!, 'GET', '/rodo/requests');
    expect(list.body['requests']).toMatchObject([{ id }]);
  });

  test('of another tenant is at no door', async () => {
    const id = await opened(admin!);
    for (const path of [`/rodo/requests/${id}`, `/rodo/requests/${id}/preview`]) {
      expect(await ask(otherAdmin!, 'GET', path)).toMatchObject({ status: 404 });
    }
    expect((await ask(otherAdmin!, 'GET', '/rodo/requests')).body).toEqual({ requests: [] });
  });

  test('is opened by the operator for a tenant, in that tenant’s audit log; no calls are listed', async () => {
    const body = { kind: 'erasure', number: PERSON, tenantId: theirs!.tenantId };
    const { status, body: request } = await ask(operator!, 'POST', '/operator/rodo/requests', body);
    expect([status, request['tenantId']]).toEqual([201, theirs!.tenantId]);
    const preview = await ask(operator!, 'GET', `/operator/rodo/requests/${request['id'] as string}/preview`);
    expect(preview.body).toMatchObject({ calls: { total: 1 }, listed: [] });
    const events = await fixture.audit.list(theirs!.tenantId);
    expect(events.slice(0, 2)).toMatchObject([{ action: 'rodo-previewed' }, { action: 'rodo-request-opened' }]);
    expect((await ask(operator!, 'GET', `/operator/rodo/requests/${randomUUID()}`)).status).toBe(404);
    expect((await ask(operator!, 'POST', '/operator/rodo/requests', { ...body, tenantId: randomUUID() })).status).toBe(
      404,
    );
  });

  test.each([
    { kind: 'access', number: 'anonymous' },
    { kind: 'access', number: '' },
    { kind: 'rectification', number: PERSON },
    { kind: 'access', number: PERSON, receivedOn: '2026-13-01' },
    { kind: 'access', number: PERSON, tenantId: '00000000-0000-7000-8000-000000000000' },
  ])('is refused for %j', async (body) => {
    expect((await ask(admin!, 'POST', '/rodo/requests', body)).status).toBe(400);
  });
});
