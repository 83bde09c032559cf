import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, setLeave } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: Credentials;

beforeAll(async () => {
  fixture = await startApi(db, { trustedProxies: ['127.0.0.1'] });
  ({ tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
});

afterAll(() => fixture.close());

function session(method: string, init: { body?: unknown; headers?: Record<string, string> } = {}): Promise<Response> {
  const { body, headers = {} } = init;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return fetch(`${fixture.origin}/api/v1/session`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const code = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
const lastEvents = async (count: number, of: TenantId | null = tenantId) => {
  const query = fixture.db.selectFrom('audit_events').select(['action', 'actor', 'address', 'subject']);
  const rows = await query
    .where('tenant_id', of === null ? 'is' : '=', of)
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
  return rows.toReversed();
};

describe('signing in', () => {
  test('returns the user and a cookie that scripts and other sites cannot use', async () => {
    const answer = await session('POST', { body: admin });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      user: {
        id: expect.any(String),
        login: admin.login,
        role: 'admin',
        rights: ['listen', 'listenLive', 'download', 'hold', 'control', 'order', 'audit', 'users'],
        numbers: null,
      },
      tenant: { id: tenantId, name: 'Piekarnia', plan: 'Biznes', suspension: null, leavesOn: null },
      signedInBy: 'password',
      requirement: null,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^fonoteka_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  test('says on which day the tenant leaves, to it and to the operator', async () => {
    const leaving = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234599');
    const { tenantId: id } = leaving;
    await setLeave(db, { tenantId: id, on: '2090-01-01', atShortNotice: false, now: Date.now() });
    const answer = await session('POST', { body: leaving.admin });
    expect(await answer.json()).toMatchObject({ tenant: { leavesOn: '2090-01-01' } });
    const cookie = await signIn(fixture, await addUserOf(fixture, null, 'operator-support'));
    const customer = await fetch(`${fixture.origin}/api/v1/operator/tenants/${id}`, { headers: { cookie } });
    expect(await customer.json()).toMatchObject({ leave: { on: '2090-01-01', leftAt: null, erasedAt: null } });
  });

  test('over HTTPS, as reported by a trusted proxy, sets a Secure cookie', async () => {
    const answer = await session('POST', { body: admin, headers: { 'x-forwarded-proto': 'https' } });
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure/);
  });

  test('works for the operator’s staff, who have no tenant', async () => {
    const operator = await addUserOf(fixture, null, 'operator-admin');
    const answer = await session('GET', { headers: { cookie: await signIn(fixture, operator) } });
    expect(await answer.json()).toMatchObject({ user: { role: 'operator-admin' }, tenant: null });
  });

  test('ignores a one-time code if the account does not need one', async () => {
    expect((await session('POST', { body: { ...admin, code: '123456' } })).status).toBe(200);
  });

  test('makes a new token each time and ends the browser’s previous session', async () => {
    const first = await signIn(fixture, admin);
    const again = await session('POST', { body: admin, headers: { cookie: first } });
    const second = again.headers.getSetCookie()[0]!.split(';')[0]!;
    expect(second).not.toBe(first);
    expect((await session('GET', { headers: { cookie: first } })).status).toBe(401);
    expect((await session('GET', { headers: { cookie: second } })).status).toBe(200);
  });

  test('never adopts a token that the request brings', async () => {
    const planted = `fonoteka_session=${'A'.repeat(43)}`;
    const answer = await session('POST', { body: admin, headers: { cookie: planted } });
    expect(answer.headers.getSetCookie()[0]).not.toContain(planted);
    expect((await session('GET', { headers: { cookie: planted } })).status).toBe(401);
  });

  test('is audited, with the client address from the proxy', async () => {
    await session('POST', { body: admin, headers: { 'x-forwarded-for': '198.51.100.7' } });
    expect(await lastEvents(1)).toEqual([
      { action: 'sign-in', actor: expect.any(String), address: '198.51.100.7', subject: null },
    ]);
  });
});

describe('a failed sign-in', () => {
  test('has the same response for every cause', async () => {
    const agent = await addUserOf(fixture, tenantId, 'agent');
    const disabled = await addUserOf(fixture, tenantId, 'agent');
    await fixture.db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', disabled.id).execute();
    const answers = [];
    for (const body of [
      { login: agent.login, password: 'wrong' },
      { login: 'nobody', password: agent.password },
      { login: disabled.login, password: disabled.password },
    ]) {
      const answer = await session('POST', { body });
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Cookie /);
      answers.push([answer.status, await answer.text()]);
    }
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(answers[0]?.[0]).toBe(401);
    expect(answers[0]?.[1]).toContain('"sign-in-failed"');
  });

  test('is audited without the text that was typed', async () => {
    await session('POST', { body: { login: 'my-secret-password', password: 'x' } });
    expect(await lastEvents(1, null)).toEqual([
      { action: 'sign-in-failed', actor: 'unknown', address: '127.0.0.1', subject: null },
    ]);
    expect(fixture.log.join('')).not.toContain('my-secret-password');
  });

  test('repeated too often delays that login from that address only', async () => {
    const agent = await addUserOf(fixture, tenantId, 'agent');
    const attempt = (password: string, address = '203.0.113.1') =>
      session('POST', {
        body: { login: agent.login, password },
        headers: { 'x-forwarded-for': address },
      });
    let answer = await attempt('wrong');
    for (let tries = 1; answer.status === 401 && tries < 20; tries += 1) answer = await attempt('wrong');
    expect(answer.status).toBe(429);
    expect(await code(answer)).toBe('sign-in-throttled');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attempt(agent.password)).status).toBe(429);
    expect((await attempt(agent.password, '203.0.113.2')).status).toBe(200);
    // The database's clock decides: as if so much time had passed.
    const waitedMs = Number(answer.headers.get('retry-after')) * 1000;
    await sql`UPDATE attempt_counters SET expire = expire - ${waitedMs}::bigint`.execute(fixture.db);
    expect((await attempt(agent.password)).status).toBe(200);
  });

  test('among many at once is checked one after the other', async () => {
    const agent = await addUserOf(fixture, tenantId, 'agent');
    const body = { login: agent.login, password: 'wrong' };
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => session('POST', { body })));
    const seconds = (performance.now() - begun) / 1000;
    const failed = answers.filter(({ status }) => status === 401);
    // The waits are real ones, of 1, 2, 4 s and so on: on a busy machine some pass meanwhile.
    expect(failed.length).toBeLessThanOrEqual(4 + Math.floor(Math.log2(1 + seconds)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20 - failed.length);
  });
});

describe('a session', () => {
  test('ends for good at sign-out', async () => {
    const cookie = await signIn(fixture, admin);
    const answer = await session('DELETE', { headers: { cookie } });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^fonoteka_session=;.*Expires=Thu, 01 Jan 1970/);
    expect((await session('GET', { headers: { cookie } })).status).toBe(401);
    expect((await lastEvents(1))[0]?.action).toBe('sign-out');
  });

  test('ends if it is not used', async () => {
    const cookie = await signIn(fixture, admin);
    fixture.clock.advance(59 * 60_000);
    expect((await session('GET', { headers: { cookie } })).status).toBe(200);
    fixture.clock.advance(61 * 60_000);
    const answer = await session('GET', { headers: { cookie } });
    expect([answer.status, await code(answer)]).toEqual([401, 'sign-in-required']);
  });

  test('ends at once for a user who is disabled', async () => {
    const user = await addUserOf(fixture, tenantId, 'supervisor');
    const cookie = await signIn(fixture, user);
    await fixture.db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    expect((await session('GET', { headers: { cookie } })).status).toBe(401);
  });
});

describe('another site’s page', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('changes nothing: %o', async (headers) => {
    const cookie = await signIn(fixture, admin);
    for (const method of ['POST', 'DELETE']) {
      const answer = await session(method, {
        ...(method === 'POST' ? { body: admin } : {}),
        headers: { ...headers, cookie },
      });
      expect([answer.status, await code(answer)]).toEqual([403, 'cross-site-request']);
    }
    expect((await session('GET', { headers: { ...headers, cookie } })).status).toBe(200);
  });

  test('cannot send a form', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await session('POST', { body: admin, headers: { 'content-type': type } });
      expect([answer.status, await code(answer)]).toEqual([415, 'media-type-not-supported']);
    }
  });

  test('our own page can', async () => {
    const { host } = new URL(fixture.origin);
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: `http://${host}` }]) {
      expect((await session('POST', { body: admin, headers })).status).toBe(200);
    }
  });
});
