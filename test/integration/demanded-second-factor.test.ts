import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, Sessions } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const database = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-factor-'));
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: Credentials;

beforeAll(async () => {
  fixture = await startApi(database.db);
  ({ tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
});
afterAll(async () => {
  await fixture.close();
  rmSync(data, { recursive: true });
});

async function send(method: string, path: string, cookie: string, body?: unknown) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

const requirement = async (cookie: string) => (await send('GET', 'session', cookie)).answer['requirement'];

const command = async (...words: string[]) => {
  const environment = { FONOTEKA_DATABASE_URL: database.url, FONOTEKA_DATA: data };
  const ran = await runInProcess(environment, 'tenant', 'second-factor', '--tenant', tenantId, ...words, '--json');
  return JSON.parse(ran.stdout) as Record<string, unknown>;
};

async function setUpCodes(cookie: string, password: string): Promise<void> {
  const { answer } = await send('POST', 'account/totp', cookie, { password });
  const code = new TOTP({ secret: String(answer['secret']) }).generate({ timestamp: fixture.clock.now() });
  expect((await send('POST', 'account/totp/confirm', cookie, { code })).status).toBe(200);
}

test('a role that needs a second factor can only set one up, at once, and then everything', async () => {
  const adminCookie = await signIn(fixture, admin);
  const supervisor = await addUserOf(fixture, tenantId, 'supervisor');
  const [cookie, agent] = [
    await signIn(fixture, supervisor),
    await signIn(fixture, await addUserOf(fixture, tenantId, 'agent')),
  ];
  expect((await send('PUT', 'security-policy', cookie, { secondFactorRoles: [] })).status).toBe(403);
  expect((await send('PUT', 'security-policy', adminCookie, { secondFactorRoles: ['supervisor'] })).answer).toEqual({
    secondFactorRoles: ['supervisor'],
  });
  expect([await requirement(cookie), await requirement(agent)]).toEqual(['set-up-second-factor', null]);
  const refused = await send('GET', 'calls', cookie);
  expect([refused.status, refused.answer['code']]).toEqual([403, 'second-factor-required']);
  expect((await send('GET', 'calls', agent)).status).toBe(200);
  const change = { password: supervisor.password, newPassword: 'zupełnie nowe hasło' };
  expect((await send('PUT', 'account/password', cookie, change)).status).toBe(403);
  await setUpCodes(cookie, supervisor.password);
  expect(await requirement(cookie)).toBeNull();
  expect((await send('GET', 'calls', cookie)).status).toBe(200);
  // Turned off again, it is demanded again.
  await send('POST', 'account/totp/remove', cookie, { password: supervisor.password });
  expect(await requirement(cookie)).toBe('set-up-second-factor');
  const actions = (await fixture.audit.list(tenantId, { limit: 10 })).map(({ action }) => action);
  expect(actions).toContain('second-factor-demanded');
});

test('fonoteka tenant second-factor; other tenants are not concerned', async () => {
  const another = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
  const [own, foreign] = [await signIn(fixture, admin), await signIn(fixture, another.admin)];
  expect(await command('--role', 'admin', '--role', 'agent')).toMatchObject({ secondFactorRoles: ['admin', 'agent'] });
  expect([await requirement(own), await requirement(foreign)]).toEqual(['set-up-second-factor', null]);
  expect(await command('--none')).toMatchObject({ secondFactorRoles: [] });
  expect(await requirement(own)).toBeNull();
});

test('the operator’s staff need one if the setting says so', async () => {
  const { id } = await addUserOf(fixture, null, 'operator-support');
  for (const staffSecondFactor of [false, true]) {
    const sessions = new Sessions(database.db, fixture.clock, { staffSecondFactor });
    const user = await sessions.user(await sessions.begin(id));
    expect(user?.requirement).toBe(staffSecondFactor ? 'set-up-second-factor' : null);
  }
});
