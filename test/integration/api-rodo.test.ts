import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { unzip } from '../kit/unzip.ts';
import { expectDeclared } from '../kit/declared-answers.ts';
import { workOnRequests } from '../../src/rodo/index.ts';
import { Customers } from '../../src/tenants/index.ts';

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

/** What the job does. */
const work = () =>
  workOnRequests({
    ...fixture,
    log: quietLog,
    folder: temporaryFolder(),
    databaseNow: async () => fixture.clock.now(),
  });

describe('a package', () => {
  test('is ordered, released by another administrator, downloaded, and gone when the request is closed', async () => {
    const colleague = await signIn(fixture, await addUserOf(fixture, ours!.tenantId, 'admin'));
    expect((await ask(admin!, 'POST', '/rodo/settings/two-person-release')).body).toEqual({ twoPersonRelease: true });
    const raise = async (id: string, change: object) =>
      expect((await ask(admin!, 'PATCH', `/users/${id}`, change)).status).toBe(200);
    const promoted = await addUserOf(fixture, ours!.tenantId, 'supervisor');
    const unblocked = await addUserOf(fixture, ours!.tenantId, 'admin');
    await raise(unblocked.id, { disabled: true });
    const path = `/rodo/requests/${await opened(admin!)}`;
    expect(await ask(admin!, 'POST', `${path}/package`, { recordings: true })).toMatchObject({
      status: 202,
      body: { state: 'awaiting-release' },
    });
    expect(await ask(admin!, 'POST', `${path}/release`)).toMatchObject({
      status: 409,
      body: { code: 'rodo-same-person' },
    });
    fixture.clock.advance(1);
    await raise(promoted.id, { role: 'admin' });
    await raise(unblocked.id, { disabled: false });
    const promotedForIt = await signIn(fixture, promoted);
    const unblockedForIt = await signIn(fixture, unblocked);
    const madeForIt = await signIn(fixture, await addUserOf(fixture, ours!.tenantId, 'admin'));
    for (const cookie of [promotedForIt, unblockedForIt, madeForIt]) {
      expect((await ask(cookie, 'POST', `${path}/release`)).body).toMatchObject({ code: 'rodo-same-person' });
    }
    const without = await signIn(fixture, await addUserOf(fixture, ours!.tenantId, 'admin', { taken: ['hold'] }));
    expect((await ask(without, 'POST', `${path}/release`)).body).toMatchObject({ code: 'not-allowed' });
    expect(await ask(colleague, 'POST', `${path}/release`)).toMatchObject({ status: 200, body: { state: 'working' } });
    expect((await ask(admin!, 'GET', `${path}/package`)).status).toBe(409);
    await work();
    expect((await ask(admin!, 'GET', path)).body).toMatchObject({ state: 'done', package: { withRecordings: true } });

    const answer = await fetch(`${fixture.origin}/api/v1${path}/package`, { headers: { cookie: admin! } });
    expectDeclared('GET /api/v1/rodo/requests/{id}/package', answer);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(/attachment; filename="rodo-.*\.zip"/);
    const zip = Buffer.from(await answer.arrayBuffer());
    expect(zip.length).toBe(Number(answer.headers.get('content-length')));
    const files = [...(await unzip(zip)).values()];
    expect(files.some((content) => content.equals(ours!.recording.bytes))).toBe(true);

    const mayNotDownload = await addUserOf(fixture, ours!.tenantId, 'admin', { taken: ['download'] });
    const noDownloads = await signIn(fixture, mayNotDownload);
    const order = await ask(noDownloads, 'POST', `${path}/package`, { recordings: true });
    expect(order).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    const refused = await ask(noDownloads, 'GET', `${path}/package`);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    const [id] = path.split('/').slice(-1);
    const asOperator = await ask(operator!, 'GET', `/operator/rodo/requests/${id}/package`);
    expect(asOperator).toMatchObject({ status: 403, body: { code: 'listening-not-granted' } });
    for (const [method, what, body] of [
      ['GET', 'package', undefined],
      ['POST', 'package', { recordings: true }],
      ['POST', 'release', undefined],
      ['POST', 'close', { outcome: 'fulfilled' }],
    ] as const) {
      expect((await ask(otherAdmin!, method, `${path}/${what}`, body)).status).toBe(404);
    }
    const closed = await ask(admin!, 'POST', `${path}/close`, { outcome: 'fulfilled' });
    expect(closed.body).toMatchObject({ state: 'closed', number: null });
    expect((await ask(admin!, 'GET', `${path}/package`)).status).toBe(409);
    const actions = (await fixture.audit.list(ours!.tenantId)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'rodo-package-downloaded')).toHaveLength(1);
  });
});

describe('an erasure', () => {
  test('shows conflicts, is done, and answered as JSON and as text; another tenant reaches nothing of it', async () => {
    const colleague = await signIn(fixture, await addUserOf(fixture, ours!.tenantId, 'admin'));
    const path = `/rodo/requests/${await opened(admin!, { kind: 'erasure' })}`;
    expect(await ask(admin!, 'POST', `${path}/erasure`, { accepted: [] })).toMatchObject({
      status: 409,
      body: { code: 'rodo-conflicts' },
    });
    expect((await ask(admin!, 'GET', `${path}/answer`)).status).toBe(409);
    const accepted = ['open-statement', 'undelivered-push'];
    const without = await signIn(fixture, await addUserOf(fixture, ours!.tenantId, 'admin', { taken: ['audit'] }));
    expect((await ask(without, 'POST', `${path}/erasure`, { accepted })).status).toBe(403);
    expect((await ask(otherAdmin!, 'POST', `${path}/erasure`, { accepted })).status).toBe(404);
    expect((await ask(admin!, 'POST', `${path}/erasure`, { accepted })).status).toBe(202);
    await ask(colleague, 'POST', `${path}/release`);
    await work();
    expect(await ask(admin!, 'GET', `${path}/answer`)).toMatchObject({
      status: 200,
      body: { done: { calls: 1, recordings: 1 }, maskedNumber: '+48…678' },
    });
    expect((await ask(admin!, 'GET', `${path}/answer?format=text`)).body).toContain('art. 17 RODO');
    expect((await ask(otherAdmin!, 'GET', `${path}/answer`)).status).toBe(404);
    expect((await ask(admin!, 'GET', `/recordings/${ours!.recording.id}/audio`)).status).toBe(410);
    const { calls } = (await ask(admin!, 'GET', '/calls')).body as { calls: { caller: string | null }[] };
    expect(calls).toMatchObject([{ caller: null, numbersErased: true }]);
  });
});

test('a suspended tenant still answers data subjects; its other changes stay refused', async () => {
  const { tenantId, recording } = theirs!;
  const customers = new Customers({ ...fixture, by: { actor: 'cli', address: null } });
  const wanted = { kind: 'access', number: PERSON };
  await customers.suspend(tenantId, 'Zaległa faktura');
  const { status, body } = await ask(otherAdmin!, 'POST', '/rodo/requests', wanted);
  expect(status).toBe(201);
  const path = `/rodo/requests/${body['id'] as string}`;
  expect((await ask(otherAdmin!, 'POST', `${path}/package`, { recordings: false })).status).toBe(202);
  await work();
  expect((await ask(otherAdmin!, 'GET', `${path}/package`)).status).toBe(200);
  // Not released by a second person, and not an erasure: the refusal is the desk's own.
  const erasure = await ask(otherAdmin!, 'POST', `${path}/erasure`, { accepted: [] });
  expect(erasure.body).toMatchObject({ code: 'rodo-wrong-state' });
  expect((await ask(otherAdmin!, 'POST', `${path}/release`)).body).toMatchObject({ code: 'rodo-wrong-state' });
  const closed = await ask(otherAdmin!, 'POST', `${path}/close`, { outcome: 'fulfilled' });
  expect(closed.body).toMatchObject({ state: 'closed' });
  const hold = { reason: 'reklamacja', until: null };
  expect((await ask(otherAdmin!, 'PUT', `/recordings/${recording.id}/hold`, hold)).body).toMatchObject({
    code: 'suspended',
  });
  await customers.resume(tenantId);
});
