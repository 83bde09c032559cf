import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Credentials } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const NEW_PASSWORD = 'zupełnie nowe hasło';

const database = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-temporary-'));
let fixture: ApiFixture;

beforeAll(async () => {
  fixture = await startApi(database.db);
});
afterAll(async () => {
  await fixture.close();
  rmSync(data, { recursive: true });
});

async function command(...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: database.url, FONOTEKA_DATA: data };
  const { exitCode, stdout } = await runInProcess(environment, ...words, '--json');
  return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
}

async function send(method: string, path: string, cookie: string, body?: unknown) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, answer, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

/** Until the password is changed nothing else is possible. */
async function changesFirst({ login, password }: Credentials, path: string): Promise<void> {
  const cookie = await signIn(fixture, { login, password });
  expect((await send('GET', 'session', cookie)).answer['requirement']).toBe('change-password');
  for (const [method, other] of [
    ['GET', path],
    ['GET', 'account/security'],
    ['POST', 'account/totp'],
  ] as const) {
    const refused = await send(method, other, cookie, method === 'POST' ? { password } : undefined);
    expect([refused.status, refused.answer['code']]).toEqual([403, 'password-change-required']);
  }
  const same = await send('PUT', 'account/password', cookie, { password, newPassword: password });
  expect(same.answer['code']).toBe('password-unchanged');
  const changed = await send('PUT', 'account/password', cookie, { password, newPassword: NEW_PASSWORD });
  expect(changed.status).toBe(204);
  expect((await send('GET', path, changed.cookie)).status).toBe(200);
  const again = await signIn(fixture, { login, password: NEW_PASSWORD });
  expect((await send('GET', 'session', again)).answer['requirement']).toBeNull();
}

test('an account of the operator’s staff changes its printed password first; staff are listed and disabled', async () => {
  const { answer: added } = await command('operator', 'add', '--name', 'Anna Żak', '--role', 'operator-support');
  expect(added).toMatchObject({ login: 'anna-zak', role: 'operator-support' });
  await changesFirst(added, 'operator/tenants');
  expect((await command('operator', 'list')).answer).toMatchObject([{ login: 'anna-zak', tenantId: null }]);
  expect((await command('operator', 'disable', '--login', added.login)).exitCode).toBe(0);
  await expect(signIn(fixture, { login: added.login, password: NEW_PASSWORD })).rejects.toThrow('401');
});

test('a password that was reset is changed first; one of a new tenant need not be', async () => {
  const { tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  expect((await send('GET', 'services', await signIn(fixture, admin))).status).toBe(200);
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const { answer: reset } = await command('user', 'reset-password', '--login', user.login);
  await changesFirst(reset, 'calls');
  expect((await command('operator', 'disable', '--login', user.login)).exitCode).toBe(1);
});

test('a password that the operator’s console shows is changed first', async () => {
  const staff = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
  const { status, answer } = await send('POST', 'operator/tenants', staff, {
    name: 'Sad',
    plan: 'Biznes',
    numbers: [],
  });
  expect(status).toBe(201);
  await changesFirst(answer['panel'] as Credentials, 'calls');
});

test('the session can be ended instead', async () => {
  const { answer: added } = await command('operator', 'add', '--name', 'nowy');
  expect((await send('DELETE', 'session', await signIn(fixture, added))).status).toBe(204);
});
