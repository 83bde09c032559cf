import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import {
  type Credentials,
  linkPerson,
  Sessions,
  setOidcProvider,
  setSecondFactorRoles,
} from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { readNetwork } from '../../src/platform/push-target/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { CLIENT_ID, CLIENT_SECRET, SignInProvider } from '../kit/sign-in-provider.ts';

const database = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-factor-'));
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: Credentials;

beforeAll(async () => {
  const loopback = readNetwork('127.0.0.0/8');
  if (!loopback.ok) throw new Error(loopback.reason);
  fixture = await startApi(database.db, { start: systemClock.now(), pushNetworks: [loopback.value] });
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

describe('a session by a company account', () => {
  const subjects = { none: 'a', own: 'b' };
  let provider: SignInProvider;
  let bakery: TenantId;

  beforeAll(async () => {
    provider = await SignInProvider.start(`${fixture.origin}/api/v1/session/oidc/callback`);
    ({ tenantId: bakery } = await addTenantWithRecording(fixture, 'Cukiernia', '48221234569'));
    await setSecondFactorRoles(database.db, bakery, ['agent']);
  });
  afterAll(() => provider.close());

  const setProvider = (secondFactor: boolean) => {
    const off = { linkByEmail: false, addUsers: false, onlyOidc: false };
    const client = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, emailDomains: [] };
    return setOidcProvider({ db: database.db, keys: fixture.keys }, bakery, { ...client, ...off, secondFactor }, 0);
  };

  async function linked(subject: string) {
    const user = await addUserOf(fixture, bakery, 'agent');
    const identity = { user: { id: user.id, tenantId: bakery }, subject, now: 0 };
    await linkPerson(database.db, provider.issuer, identity);
    return user;
  }

  /** The cookie of a new session. */
  async function signInBy(subject: string, methods?: string[]): Promise<string> {
    provider.person = { subject, ...(methods && { methods }) };
    const api = `${fixture.origin}/api/v1/session/oidc`;
    const begun = await fetch(api, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ company: 'cukiernia' }),
    });
    const { url } = (await begun.json()) as { url: string };
    const cookie = begun.headers.getSetCookie()[0]!.split(';')[0]!;
    const back = await fetch(await provider.visit(url), { redirect: 'manual', headers: { cookie } });
    return back.headers
      .getSetCookie()
      .find((line) => line.startsWith('fonoteka_session='))!
      .split(';')[0]!;
  }

  test('has one if the tenant says that its provider asks everybody, or the provider says so of the sign-in', async () => {
    await linked(subjects.none);
    await setProvider(false);
    const without = await signInBy(subjects.none, ['pwd']);
    const session = (await send('GET', 'session', without)).answer;
    expect([session['signedInBy'], session['requirement']]).toEqual(['oidc', 'set-up-second-factor']);
    expect((await send('GET', 'calls', without)).answer['code']).toBe('second-factor-required');
    expect(await requirement(await signInBy(subjects.none, ['pwd', 'mfa']))).toBeNull();
    await setProvider(true);
    expect(await requirement(without)).toBeNull();
    await setProvider(false);
    expect(await requirement(without)).toBe('set-up-second-factor');
  });

  test('sets one up without a password of ours, and later asks for the user’s own', async () => {
    await setProvider(false);
    const user = await linked(subjects.own);
    const first = await signInBy(subjects.own);
    const { answer } = await send('POST', 'account/totp', first, {});
    const totp = new TOTP({ secret: String(answer['secret']) });
    const code = () => totp.generate({ timestamp: fixture.clock.now() });
    expect((await send('POST', 'account/totp/confirm', first, { code: code() })).status).toBe(200);
    expect(await requirement(first)).toBeNull();
    expect((await send('POST', 'account/passkeys/challenge', first, {})).answer['code']).toBe('password-wrong');

    fixture.clock.advance(60_000);
    const later = await signInBy(subjects.own);
    expect(await requirement(later)).toBe('use-second-factor');
    expect((await send('GET', 'calls', later)).answer['code']).toBe('second-factor-unused');
    // Nobody takes over the account with half a sign-in.
    expect((await send('POST', 'account/totp', later, {})).status).toBe(403);
    expect((await send('POST', 'session/second-factor', later, {})).answer['code']).toBe('sign-in-code-required');
    expect((await send('POST', 'session/second-factor', later, { code: '000000' })).answer['code']).toBe('code-wrong');
    const confirmed = await send('POST', 'session/second-factor', later, { code: code() });
    expect([confirmed.status, confirmed.answer['requirement']]).toEqual([200, null]);
    expect((await send('GET', 'calls', later)).status).toBe(200);
    const begun = await database.db
      .selectFrom('sessions')
      .where('user_id', '=', user.id)
      .select(['begun_by', 'second_factor'])
      .execute();
    expect(begun).toEqual([1, 2].map(() => ({ begun_by: 'oidc', second_factor: true })));
  });
});

test('a session that was begun before the user set one up elsewhere must use it', async () => {
  await setSecondFactorRoles(database.db, tenantId, ['supervisor']);
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const [one, other] = [await signIn(fixture, user), await signIn(fixture, user)];
  await setUpCodes(one, user.password);
  expect([await requirement(one), await requirement(other)]).toEqual([null, 'use-second-factor']);
});

test('the operator’s staff need one if the setting says so', async () => {
  const { id } = await addUserOf(fixture, null, 'operator-support');
  for (const staffSecondFactor of [false, true]) {
    const sessions = new Sessions(database.db, fixture.clock, { staffSecondFactor });
    const user = await sessions.user(await sessions.begin(id));
    expect(user?.requirement).toBe(staffSecondFactor ? 'set-up-second-factor' : null);
  }
});
