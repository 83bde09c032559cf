import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { openApiDocument } from '../../src/api/index.ts';
import { saveContact, setTenantDisabled } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { refusal } from '../kit/pbx-client.ts';
import { until } from '../kit/until.ts';

interface DescribedOperation {
  readonly security?: readonly Record<string, unknown>[];
}

/** Of a key in a minute. */
const MAX_REQUESTS = 30;

const { db, url } = testDatabase();
let fixture: ApiFixture;
let unwatch: () => Promise<void>;
let tenantId: TenantId;
let own: Awaited<ReturnType<typeof addRecording>>;
let other: Awaited<ReturnType<typeof addRecording>>;
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db, { maxKeyRequestsPerMinute: MAX_REQUESTS });
  unwatch = await fixture.access.watch(url);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  ({ tenantId, recording: own } = tenant);
  cookie = await signIn(fixture, tenant.admin);
  ({ recording: other } = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568'));
});
afterAll(async () => {
  await unwatch();
  await fixture.close();
});

const api = (path: string, how: RequestInit = {}) => fetch(`${fixture.origin}/api/v1${path}`, how);
const withKey = (key: string, path: string, how: RequestInit = {}) => {
  const headers = new Headers(how.headers);
  headers.set('authorization', `Bearer ${key}`);
  return api(path, { ...how, headers });
};
const audioOf = (id: string): string => `/recordings/${id}/audio`;

async function newKey(scopes: readonly string[], more: object = {}): Promise<{ keyId: string; apiKey: string }> {
  const answer = await api('/api-keys', {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'CRM', scopes, ...more }),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { keyId: string; apiKey: string };
}

const revoke = (keyId: string) => api(`/api-keys/${keyId}`, { method: 'DELETE', headers: { cookie } });

/** A request for each scope, which the key with this scope may make. */
const REQUESTS: Record<string, (key: string) => Promise<Response>> = {
  'calls:read': (key) => withKey(key, '/calls'),
  'recordings:listen': (key) => withKey(key, `/recordings/${own.id}/audio`),
  'recordings:download': (key) => withKey(key, `/recordings/${own.id}/audio?download=1`),
  'services:read': (key) => withKey(key, '/services'),
  holds: (key) =>
    withKey(key, `/recordings/${own.id}/hold`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'reklamacja', until: null }),
    }),
};

test.each(Object.keys(REQUESTS))('a key with the scope %s may do that only', async (scope) => {
  const { apiKey } = await newKey([scope]);
  for (const [name, request] of Object.entries(REQUESTS)) {
    if (name === scope) expect((await request(apiKey)).status).toBe(200);
    else expect(await refusal(request(apiKey))).toEqual({ status: 403, code: 'api-key-not-allowed' });
  }
});

test('every endpoint without a scope refuses a key with all scopes', async () => {
  const { paths = {} } = (await openApiDocument()) as { paths?: Record<string, Record<string, DescribedOperation>> };
  const refused = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(
        ([, { security = [] }]) => security.some((way) => way['session']) && !security.some((way) => way['apiKey']),
      )
      .map(([method]) => ({ method: method.toUpperCase(), path })),
  );
  const known = refused.map(({ path }) => path);
  expect(known).toEqual(expect.arrayContaining(['/api/v1/api-keys', '/api/v1/services/orders', '/api/v1/audit']));
  let key = await newKey(Object.keys(REQUESTS));
  for (const [index, { method, path }] of refused.entries()) {
    if (index % MAX_REQUESTS === 0) key = await newKey(Object.keys(REQUESTS));
    const headers = { authorization: `Bearer ${key.apiKey}` };
    const answer = fetch(fixture.origin + path.replaceAll(/\{\w+\}/g, own.id), { method, headers });
    expect([method, path, await refusal(answer)]).toEqual([method, path, { status: 403, code: 'api-key-not-allowed' }]);
  }
});

test('a key sees its tenant’s recordings only, and no FTP login', async () => {
  const { apiKey } = await newKey(['recordings:listen', 'services:read']);
  expect(await refusal(withKey(apiKey, audioOf(other.id)))).toEqual({ status: 404, code: 'not-found' });
  expect(await (await withKey(apiKey, '/services')).json()).toMatchObject({ ftp: null });
});

test('what a key does is in the audit log under its name; the key itself is nowhere', async () => {
  const { keyId, apiKey } = await newKey(['recordings:listen']);
  expect((await withKey(apiKey, `/recordings/${own.id}/audio`)).status).toBe(200);
  const log = (await (await api('/audit?limit=2', { headers: { cookie } })).json()) as { events: object[] };
  expect(log.events).toMatchObject([
    { action: 'listen', actor: `key:${keyId}`, actorLogin: `CRM (${apiKey.slice(0, 9)}…)`, subject: own.id },
    { action: 'api-key-added', subject: keyId },
  ]);
  const listed = await (await api('/api-keys', { headers: { cookie } })).text();
  expect(listed).toContain(apiKey.slice(0, 9));
  expect(listed + JSON.stringify(log) + fixture.log.join('')).not.toContain(apiKey);
});

describe('a key is refused', () => {
  const unknown = { status: 401, code: 'api-key-invalid' };

  test('once it is revoked, and its running download ends', async () => {
    const startedAt = fixture.clock.now() - 7_200_000;
    const large = await addRecording(fixture, tenantId, { startedAt, bytes: Buffer.alloc(32 * 1024 * 1024, 'x') });
    const { keyId, apiKey } = await newKey(['recordings:download', 'calls:read']);
    const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    const head = `GET /api/v1/recordings/${large.id}/audio?download=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}`;
    socket.write(`${head}\r\n\r\n`);
    await once(socket, 'readable');
    expect((await revoke(keyId)).status).toBe(204);
    socket.resume();
    await until('the download ends', () => socket.destroyed);
    expect(socket.bytesRead).toBeLessThan(32 * 1024 * 1024);
    expect(await refusal(withKey(apiKey, '/calls'))).toEqual(unknown);
    expect(await refusal(revoke(keyId))).toEqual({ status: 404, code: 'api-key-unknown' });
  });

  test('once it has expired', async () => {
    const expiresAt = new Date(fixture.clock.now() + 60_000).toISOString();
    const { apiKey } = await newKey(['calls:read'], { expiresAt });
    expect((await withKey(apiKey, '/calls')).status).toBe(200);
    fixture.clock.advance(60_000);
    expect(await refusal(withKey(apiKey, '/calls'))).toEqual(unknown);
  });

  test('while its tenant is disabled', async () => {
    const { apiKey } = await newKey(['calls:read']);
    await setTenantDisabled(db, { tenantId, disabled: true, now: Date.now() });
    expect(await refusal(withKey(apiKey, '/calls'))).toEqual(unknown);
    await setTenantDisabled(db, { tenantId, disabled: false, now: Date.now() });
    expect((await withKey(apiKey, '/calls')).status).toBe(200);
  });

  test('for changes while its tenant is suspended, as its users are', async () => {
    const { apiKey } = await newKey(['holds', 'calls:read']);
    await db
      .updateTable('tenants')
      .set({ suspended_at: new Date(), suspension_reason: 'zaległości' })
      .where('id', '=', tenantId)
      .execute();
    expect(await refusal(REQUESTS['holds']!(apiKey))).toMatchObject({ code: 'suspended' });
    expect((await withKey(apiKey, '/calls')).status).toBe(200);
    await db
      .updateTable('tenants')
      .set({ suspended_at: null, suspension_reason: null })
      .where('id', '=', tenantId)
      .execute();
  });

  test('beyond its requests of a minute, with the time to wait, and no other key is', async () => {
    const [busy, calm] = [await newKey(['calls:read']), await newKey(['calls:read'])];
    const answers = await Promise.all(Array.from({ length: MAX_REQUESTS + 1 }, () => withKey(busy.apiKey, '/calls')));
    const late = answers.filter(({ status }) => status === 429);
    expect(late).toHaveLength(1);
    expect(Number(late[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await withKey(calm.apiKey, '/calls')).status).toBe(200);
  });
});

test('nobody makes a key that may do what its maker may not', async () => {
  const user = await addUserOf(fixture, tenantId, 'admin', { taken: ['listen'] });
  const limited = await signIn(fixture, user);
  const make = (scopes: readonly string[]) =>
    api('/api-keys', {
      method: 'POST',
      headers: { cookie: limited, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'CRM', scopes }),
    });
  expect(await refusal(make(['calls:read', 'recordings:listen']))).toEqual({ status: 403, code: 'above-own-rights' });
  expect((await make(['calls:read', 'recordings:download'])).status).toBe(201);
});

test('keys whose maker is blocked or loses rights stay valid; they are marked, and the company gets one mail that names them', async () => {
  await saveContact(db, tenantId, { email: 'biuro@piekarnia.example' });
  const maker = await addUserOf(fixture, tenantId, 'admin');
  const theirs = await signIn(fixture, maker);
  const headers = { cookie: theirs, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'Centrala raportów', scopes: ['calls:read', 'recordings:listen'] });
  const made = await api('/api-keys', { method: 'POST', headers, body });
  const { keyId, apiKey } = (await made.json()) as { keyId: string; apiKey: string };
  const listed = async () => {
    const { keys } = (await (await api('/api-keys', { headers: { cookie } })).json()) as { keys: { id: string }[] };
    return keys.find(({ id }) => id === keyId);
  };
  const change = (to: object) =>
    api(`/users/${maker.id}`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(to),
    });
  expect(await listed()).toMatchObject({ maker: { id: maker.id, login: maker.login }, aboveMaker: false });
  expect((await change({ rights: ['users', 'download', 'listen'] })).status).toBe(200);
  expect(await listed()).toMatchObject({ aboveMaker: false });
  expect((await change({ rights: ['users', 'download'] })).status).toBe(200);
  expect((await change({ disabled: true })).status).toBe(200);
  expect(await listed()).toMatchObject({ aboveMaker: true });
  expect((await withKey(apiKey, '/calls')).status).toBe(200);
  const mails = await db.selectFrom('mails').where('kind', '=', 'api-keys-left').select('body').execute();
  expect(mails.map(({ body }) => body.includes('Centrala raportów (fk_') && body.includes(maker.login))).toEqual([
    true,
  ]);
});
