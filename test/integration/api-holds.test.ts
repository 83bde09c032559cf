import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const { db } = testDatabase();
let fixture: ApiFixture;
let tenant: Awaited<ReturnType<typeof addTenantWithRecording>>;
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  cookie = await signIn(fixture, tenant.admin);
});

afterAll(() => fixture.close());

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly as?: string;
}

function ask(path: string, { method = 'GET', body, as = cookie }: Asked = {}): Promise<Response> {
  return fetch(`${fixture.origin}/api/v1${path}`, {
    method,
    headers: { cookie: as, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

interface Listed {
  readonly id: string;
  readonly playable: boolean;
  readonly availableUntil: string;
  readonly destroyedAt: string | null;
  readonly hold: unknown;
}

async function listed(id: string): Promise<Listed> {
  const { calls } = (await (await ask('/calls')).json()) as { calls: { recordings: Listed[] }[] };
  return calls.flatMap(({ recordings }) => recordings).find((recording) => recording.id === id)!;
}

describe('a hold', () => {
  const hold = { reason: 'Sprawa IV Ds 12/26', until: '2027-01-01T00:00:00.000Z' };

  test('is placed, shown, changed and lifted by an admin, and each is in the audit log', async () => {
    const { id } = tenant.recording;
    const body = { ...hold, until: '2027-01-01T01:00:00+01:00' };
    const placed = await ask(`/recordings/${id}/hold`, { method: 'PUT', body });
    expect([placed.status, await placed.json()]).toEqual([200, { ...hold, placedBy: tenant.admin.login }]);
    expect((await listed(id)).hold).toEqual({ ...hold, placedBy: tenant.admin.login });
    await ask(`/recordings/${id}/hold`, { method: 'PUT', body: { ...hold, until: null } });
    expect((await listed(id)).hold).toMatchObject({ until: null });
    for (let time = 0; time < 2; time++) {
      expect((await ask(`/recordings/${id}/hold`, { method: 'DELETE' })).status).toBe(204);
    }
    expect((await listed(id)).hold).toBeNull();
    const events = await fixture.audit.list(tenant.tenantId);
    expect(events.filter(({ subject }) => subject === id).map(({ action }) => action)).toEqual([
      'hold-lifted',
      'hold-placed',
      'hold-placed',
    ]);
    expect(JSON.stringify(events)).not.toContain('IV Ds');
  });

  test.each([
    { reason: ' ', until: null },
    { reason: 'a\0', until: null },
    { reason: 'x' },
    { reason: 'x', until: 'jutro' },
    {},
  ])('is refused for %j', async (body) => {
    const answer = await ask(`/recordings/${tenant.recording.id}/hold`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
  });

  test('is limited by the plan in number and days, and the services say so', async () => {
    const path = `/recordings/${tenant.recording.id}/hold`;
    const limits = { maxHolds: 1, maxHoldDays: 30 };
    await db.updateTable('plans').set({ max_holds: 1, max_hold_days: 30 }).where('name', '=', 'Biznes').execute();
    const refused = await ask(path, { method: 'PUT', body: { ...hold, until: null } });
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'hold-too-long' }]);
    const until = new Date(fixture.clock.now() + 30 * DAY_MS).toISOString();
    expect((await ask(path, { method: 'PUT', body: { ...hold, until } })).status).toBe(200);
    const { legalHolds } = (await (await ask('/services')).json()) as { legalHolds: unknown };
    expect(legalHolds).toMatchObject({ inForce: 1, maxHolds: limits.maxHolds, maxDays: limits.maxHoldDays });
    const { id } = await addRecording(fixture, tenant.tenantId, { startedAt: fixture.clock.now() - DAY_MS });
    const second = await ask(`/recordings/${id}/hold`, { method: 'PUT', body: { ...hold, until } });
    expect([second.status, await second.json()]).toMatchObject([409, { code: 'hold-limit-reached' }]);
    await ask(path, { method: 'DELETE' });
    await db.updateTable('plans').set({ max_holds: null, max_hold_days: null }).execute();
  });

  test('is refused for supervisors, agents and other tenants', async () => {
    const path = `/recordings/${tenant.recording.id}/hold`;
    for (const role of ['supervisor', 'agent'] as const) {
      const as = await signIn(fixture, await addUserOf(fixture, tenant.tenantId, role));
      expect((await ask(path, { method: 'PUT', body: hold, as })).status).toBe(403);
      expect((await ask(path, { method: 'DELETE', as })).status).toBe(403);
    }
    const other = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
    const as = await signIn(fixture, other.admin);
    expect((await ask(path, { method: 'PUT', body: hold, as })).status).toBe(404);
    expect((await ask(path, { method: 'DELETE', as })).status).toBe(404);
  });
});

describe('an expired recording', () => {
  test('cannot be held, and stays expired', async () => {
    const { id } = await addRecording(fixture, tenant.tenantId, { startedAt: fixture.clock.now() - 31 * DAY_MS });
    const body = { reason: 'proces', until: null };
    const answer = await ask(`/recordings/${id}/hold`, { method: 'PUT', body });
    expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'recording-destroyed' }]);
    expect((await ask(`/recordings/${id}/audio`)).status).toBe(410);
    expect((await listed(id)).hold).toBeNull();
  });

  test('is listed with its expiry, and has no audio, waveform or download', async () => {
    const startedAt = fixture.clock.now() - 31 * DAY_MS;
    const { id } = await addRecording(fixture, tenant.tenantId, { startedAt });
    expect(await listed(id)).toMatchObject({
      playable: false,
      availableUntil: new Date(startedAt + 30 * DAY_MS).toISOString(),
    });
    for (const path of ['audio', 'audio?download=1', 'waveform']) {
      const answer = await ask(`/recordings/${id}/${path}`);
      expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'recording-destroyed' }]);
    }
  });

  test('that expired only in the panel is still available over FTP, and the API reports it', async () => {
    const { tenantId, admin } = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234569');
    await addExtendedRetention(db, tenantId, { units: 1 });
    const { id } = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 31 * DAY_MS });
    const answer = await ask(`/recordings/${id}/audio`, { as: await signIn(fixture, admin) });
    expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'recording-expired-from-panel' }]);
  });
});
