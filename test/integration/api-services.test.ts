import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addTenant, type Credentials } from '../../src/tenants/index.ts';
import { revokeFileCredential } from '../../src/tenants/file-credentials.ts';
import { addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { verifyFileLogin } from '../kit/verify-file-login.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let ftp: Credentials;
let admin: string;
let supervisor: string;
let adminWithoutRecording: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const now = fixture.clock.now();
  const tenant = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: ['48221234567'] }, now);
  const start = await addTenant(db, { name: 'Kwiaciarnia', plan: 'Start', numbers: ['48221234568'] }, now);
  ({ tenantId, ftp } = tenant);
  admin = await signIn(fixture, tenant.panel);
  supervisor = await signIn(fixture, await addUserOf(fixture, tenantId, 'supervisor'));
  adminWithoutRecording = await signIn(fixture, start.panel);
});

afterAll(() => fixture.close());

function ask(method: string, path: string, { as = admin, body }: { as?: string; body?: unknown } = {}) {
  return fetch(`${fixture.origin}/api/v1/services${path}`, {
    method,
    headers: { cookie: as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const money = (netGrosze: number, vatGrosze: number) => ({ netGrosze, vatGrosze, grossGrosze: netGrosze + vatGrosze });
const change = (body: unknown, as = admin) => ask('PATCH', '/call-recording', { as, body });
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();
const actions = async (): Promise<string[]> =>
  (await fixture.audit.list(tenantId))
    .toReversed()
    .map(({ action }) => action)
    .filter((action) => action !== 'sign-in');

test('an admin sees the services and the FTP address and login, a supervisor does not see the login', async () => {
  const now = new Date(fixture.clock.now()).toISOString();
  const services = {
    hostedPbx: { plan: 'Biznes', since: now, monthly: money(8900, 2047) },
    callRecording: { included: true, enabled: false, recordInternal: false },
    extendedRetention: {
      units: 0,
      totalDays: 30,
      since: null,
      endsAt: null,
      unitsAfter: 0,
      monthlyPerUnit: money(3000, 690),
    },
    push: { active: false, since: null, endsAt: null, activation: money(14900, 3427), monthly: money(4900, 1127) },
    legalHolds: { inForce: 0, maxHolds: null, maxDays: null, monthlyEach: null },
    billing: {
      periodStart: '2026-03-10',
      periodEnd: '2026-04-10',
      cancelBy: '2026-04-09T13:00:00.000Z',
      missingPrices: [],
      monthly: money(8900, 2047),
    },
    cancellations: [],
    cancellationAddress: 'rezygnacje@operator.example',
    ftp: {
      address: '203.0.113.5',
      port: 2121,
      login: ftp.login,
      passwordChangedAt: now,
    },
  };
  expect(await json(ask('GET', ''))).toEqual(services);
  expect(await json(ask('GET', '', { as: supervisor }))).toEqual({ ...services, ftp: null });
});

describe('call recording', () => {
  test('is turned on and off, each audited once', async () => {
    const before = await actions();
    expect(await json(change({ enabled: true }))).toEqual({ included: true, enabled: true, recordInternal: false });
    expect(await json(change({ enabled: true }))).toMatchObject({ enabled: true });
    expect(await json(change({ recordInternal: true, enabled: false }))).toEqual({
      included: true,
      enabled: false,
      recordInternal: true,
    });
    expect(await json(change({ recordInternal: false }))).toMatchObject({ enabled: false, recordInternal: false });
    expect(await actions()).toEqual([
      ...before,
      'recording-switched-on',
      'recording-switched-off',
      'internal-recording-switched-on',
      'internal-recording-switched-off',
    ]);
  });

  test('is refused for a plan without it', async () => {
    const answer = await change({ enabled: true }, adminWithoutRecording);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'recording-not-in-plan' });
    expect((await change({ enabled: false }, adminWithoutRecording)).status).toBe(200);
  });

  test.each([
    [{ enabled: 'yes' }, 'enabled'],
    [{ enabled: true, price: 0 }, 'price'],
    [{}, 'body'],
    [[], 'body'],
    [null, 'body'],
  ])('the change %j is refused and names the field', async (body, field) => {
    const answer = await change(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'request-invalid', errors: [{ field }] });
  });
});

test('a new FTP password is accepted, the old one no longer', async () => {
  fixture.clock.advance(1000);
  const made = (await json(ask('POST', '/ftp/password'))) as Credentials;
  expect(made).toEqual({ login: ftp.login, password: expect.stringMatching(/^\w{20}$/) });
  expect(await verifyFileLogin(db, made.login, made.password)).toMatchObject({ tenantId });
  expect(await verifyFileLogin(db, made.login, ftp.password)).toBe(null);
  expect(await json(ask('GET', ''))).toMatchObject({
    ftp: { passwordChangedAt: new Date(fixture.clock.now()).toISOString() },
  });
  expect((await actions()).at(-1)).toBe('file-password-made');
  expect(fixture.log.join('')).not.toContain(made.password);
});

test.each([
  ['supervisor', { given: ['order', 'users'] }, 'not-allowed'],
  ['admin', { taken: ['download'] }, 'above-own-rights'],
] as const)('%s with the rights %j gets no FTP password', async (role, rights, code) => {
  const user = await addUserOf(fixture, tenantId, role, rights);
  const answer = await ask('POST', '/ftp/password', { as: await signIn(fixture, user) });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code });
});

test('once the first file credential is revoked, none is shown and it gets no password', async () => {
  await revokeFileCredential(db, { tenantId, id: tenantId }, fixture.clock.now());
  expect(await json(ask('GET', ''))).toMatchObject({ ftp: null });
  const answer = await ask('POST', '/ftp/password');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'file-credential-unknown' });
});
