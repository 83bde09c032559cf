import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: string;
let adminId: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  admin = await signIn(fixture, tenant.admin);
  adminId = (await listed()).find(({ role }) => role === 'admin')!.id;
});
afterAll(() => fixture.close());

interface User {
  readonly id: string;
  readonly login: string;
  readonly role: string;
  readonly mayChange: boolean;
}

async function send(method: string, path: string, body?: unknown, cookie = admin) {
  const answer = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, answer: text === '' ? null : JSON.parse(text) };
}

async function listed(): Promise<User[]> {
  return (await send('GET', 'users')).answer.users;
}

test('the list says what each role may do', async () => {
  expect((await send('GET', 'users')).answer.roleRights).toMatchObject({
    supervisor: ['listen', 'download', 'control'],
    agent: ['listen'],
  });
});

test('a user is added, changed and disabled, and each is audited', async () => {
  const group = (await send('POST', 'number-groups', { name: 'Sprzedaż', numbers: ['101', '22 123 45 67'] })).answer;
  const limitedTo = { numbers: ['102'], groups: [group.id] };
  const { status, answer } = await send('POST', 'users', { name: 'Ewa Żak', role: 'agent', limitedTo });
  expect([status, answer.user]).toEqual([
    201,
    {
      id: expect.any(String),
      login: 'ewa-zak',
      role: 'agent',
      rights: ['listen'],
      limitedTo,
      disabled: false,
      mayChange: true,
    },
  ]);
  const path = `users/${answer.user.id}`;
  const raised = await send('PATCH', path, { role: 'supervisor', rights: ['listen', 'audit'], limitedTo: null });
  expect(raised.answer).toMatchObject({ role: 'supervisor', rights: ['listen', 'audit'], limitedTo: null });
  expect((await send('PATCH', path, { disabled: true })).answer).toMatchObject({ disabled: true });
  await expect(signIn(fixture, { login: 'ewa-zak', password: answer.password })).rejects.toThrow('401');
  const events = (await fixture.audit.list(tenantId)).filter(({ subject }) => subject === answer.user.id);
  expect(events.map(({ action }) => action)).toEqual(['user-disabled', 'user-changed', 'user-added']);
  // Not the hashes: any digits are in them.
  expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('102');
});

test('nobody changes themselves or a user of another tenant', async () => {
  const other = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  const foreign = await addUserOf(fixture, other.tenantId, 'agent');
  const [own, unknown] = [adminId, foreign.id].map((id) => send('PATCH', `users/${id}`, { disabled: true }));
  expect([(await own!).answer.code, (await unknown!).answer.code]).toEqual(['own-account', 'user-unknown']);
  expect((await listed()).map(({ login }) => login)).not.toContain(foreign.login);
});

test('a supervisor who manages users sees administrators and cannot change them', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor', { given: ['users'] });
  const cookie = await signIn(fixture, user);
  const users: User[] = (await send('GET', 'users', undefined, cookie)).answer.users;
  expect(users.find(({ id }) => id === adminId)).toMatchObject({ mayChange: false });
  const code = async (method: string, path: string, body: unknown) =>
    (await send(method, path, body, cookie)).answer.code;
  expect(await code('PATCH', `users/${adminId}`, { disabled: true })).toBe('above-own-rights');
  expect(await code('POST', 'users', { name: 'Jan', role: 'admin' })).toBe('above-own-rights');
  expect((await send('POST', 'users', { name: 'Jan', role: 'agent' }, cookie)).status).toBe(201);
});

test('rights that are taken are gone from an open session with the next request', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor', { given: ['audit'] });
  const cookie = await signIn(fixture, user);
  expect((await send('GET', 'audit', undefined, cookie)).status).toBe(200);
  await send('PATCH', `users/${user.id}`, { rights: ['listen'] });
  expect((await send('GET', 'audit', undefined, cookie)).answer.code).toBe('not-allowed');
  expect((await send('GET', 'session', undefined, cookie)).answer.user.rights).toEqual(['listen']);
});
