import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readNetwork } from '../../src/platform/push-target/index.ts';
import { addUser, type Credentials, linkPerson, requireUser, setOidcProvider } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { CLIENT_ID, CLIENT_SECRET, SignInProvider, TOKEN_LIFE_SECONDS } from '../kit/sign-in-provider.ts';

const DOMAIN = 'piekarnia.example';
const OFF = { linkByEmail: false, addUsers: false, onlyOidc: false, secondFactor: false } as const;

const database = testDatabase();
const loopback = readNetwork('127.0.0.0/8');
let fixture: ApiFixture;
let provider: SignInProvider;
let otherProvider: SignInProvider;
let bakery: { tenantId: TenantId; admin: Credentials };
let florist: { tenantId: TenantId; admin: Credentials };
let people = 0;

beforeAll(async () => {
  if (!loopback.ok) throw new Error(loopback.reason);
  fixture = await startApi(database.db, { start: systemClock.now(), pushNetworks: [loopback.value] });
  const redirectUri = `${fixture.origin}/api/v1/session/oidc/callback`;
  provider = await SignInProvider.start(redirectUri);
  otherProvider = await SignInProvider.start(redirectUri);
  bakery = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  florist = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
});
afterAll(async () => {
  await Promise.all([provider.close(), otherProvider.close(), fixture.close()]);
});

beforeEach(async () => {
  await database.db.deleteFrom('attempt_counters' as never).execute();
  await setProvider(bakery.tenantId, { issuer: provider.issuer });
});

function setProvider(tenantId: TenantId, change: Partial<Parameters<typeof setOidcProvider>[2]> = {}) {
  const setup = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, emailDomains: [DOMAIN] };
  return setOidcProvider({ db: fixture.db, keys: fixture.keys }, tenantId, { ...setup, ...OFF, ...change }, 0);
}

async function send(method: string, path: string, { body, cookie = '' }: { body?: unknown; cookie?: string } = {}) {
  const response = await fetch(path.startsWith('http') ? path : `${fixture.origin}/api/v1/${path}`, {
    method,
    redirect: 'manual',
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]!);
  return {
    status: response.status,
    answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    location: response.headers.get('location'),
    cookies: response.headers.getSetCookie(),
    session: cookies.find((each) => /^fonoteka_session=./.test(each)) ?? null,
    oidc: cookies.find((each) => /^fonoteka_oidc=./.test(each)) ?? null,
  };
}

async function begin(company = 'piekarnia', next?: string) {
  const { status, answer, oidc } = await send('POST', 'session/oidc', { body: { company, ...(next && { next }) } });
  expect([status, answer['code']]).toEqual([200, undefined]);
  return { url: answer['url'] as string, cookie: oidc! };
}

/** The whole way of a browser. */
async function signInBy(at = provider, company = 'piekarnia', change: (url: URL) => void = () => {}) {
  const { url, cookie } = await begin(company);
  const away = new URL(url);
  change(away);
  return send('GET', await at.visit(away.href), { cookie });
}

/** A person with an account in the bakery that is found by the e-mail address. */
async function personWithAccount(role: 'agent' | 'admin' = 'agent', tenantId = bakery.tenantId) {
  people += 1;
  const email = `osoba-${people}@${DOMAIN}`;
  const { db, clock } = fixture;
  const user = await addUser(db, { tenantId, name: `osoba-${people}`, role, email }, clock.now());
  return { user, person: { subject: `subject-${people}`, email } };
}

/** Links a person with an account. */
async function linkedPerson(role: 'agent' | 'admin' = 'agent') {
  const { user, person } = await personWithAccount(role);
  await setProvider(bakery.tenantId, { linkByEmail: true });
  provider.person = person;
  const { session } = await signInBy();
  expect(session).not.toBeNull();
  await setProvider(bakery.tenantId);
  return { user, person };
}

const failure = (code: string) => `/t/piekarnia?problem=${code}`;

describe('a sign-in by a company account', () => {
  test('begins at the provider with PKCE, state and nonce, and ends with a session', async () => {
    const { user } = await linkedPerson();
    const { url, cookie } = await begin('piekarnia', '/account/calls?number=512');
    const query = new URL(url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ code_challenge_method: 'S256', response_type: 'code' });
    expect(['state', 'nonce', 'code_challenge'].map((name) => query.get(name)!.length)).toEqual([43, 43, 43]);
    const back = await send('GET', await provider.visit(url), { cookie });
    expect([back.status, back.location]).toEqual([303, '/account/calls?number=512']);
    expect(back.cookies.find((line) => line.startsWith('fonoteka_session='))).toContain('SameSite=Strict');
    const { answer } = await send('GET', 'session', { cookie: back.session! });
    expect(answer).toMatchObject({ user: { id: user.id, login: user.login }, tenant: { id: bakery.tenantId } });
    const [event] = await fixture.audit.list(bakery.tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in', actor: user.id, detail: { method: 'oidc' } });
    expect((await send('DELETE', 'session', { cookie: back.session! })).status).toBe(204);
    expect((await send('GET', 'session', { cookie: back.session! })).status).toBe(401);
  });

  test('stores neither the client secret nor anything that a sign-in needs in clear', async () => {
    const { url, cookie } = await begin();
    const stored = JSON.stringify(await fixture.db.selectFrom('sign_in_challenges').selectAll().execute());
    const secrets = [cookie.split('=')[1]!, ...['state', 'nonce'].map((name) => new URL(url).searchParams.get(name)!)];
    expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
    const { sealed_secret } = await fixture.db
      .selectFrom('oidc_providers')
      .where('tenant_id', '=', bakery.tenantId)
      .select('sealed_secret')
      .executeTakeFirstOrThrow();
    expect(sealed_secret!.includes(CLIENT_SECRET)).toBe(false);
  });

  test.each<[string, (url: URL) => void]>([
    ['another nonce', (url) => url.searchParams.set('nonce', 'n'.repeat(43))],
    ['another state', (url) => url.searchParams.set('state', 's'.repeat(43))],
    ['another code challenge', (url) => url.searchParams.set('code_challenge', 'c'.repeat(43))],
  ])('with %s is refused', async (_what, change) => {
    await linkedPerson();
    const back = await signInBy(provider, 'piekarnia', change);
    expect([back.location, back.session]).toEqual([failure('oidc-sign-in-refused'), null]);
    const [event] = await fixture.audit.list(bakery.tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in-failed', detail: { code: 'oidc-sign-in-refused' } });
  });

  test('with an expired token is refused', async () => {
    await linkedPerson();
    const { url, cookie } = await begin();
    const callback = await provider.visit(url);
    // More than the tolerance of the library.
    fixture.clock.jump((TOKEN_LIFE_SECONDS + 60) * 1000);
    const back = await send('GET', callback, { cookie });
    fixture.clock.jump(-(TOKEN_LIFE_SECONDS + 60) * 1000);
    expect([back.location, back.session]).toEqual([failure('oidc-sign-in-refused'), null]);
  });

  test('with the answer of another issuer is refused, named or not', async () => {
    const { person } = await linkedPerson();
    otherProvider.person = person;
    const elsewhere = (url: URL): void => {
      url.port = new URL(otherProvider.issuer).port;
    };
    expect((await signInBy(otherProvider, 'piekarnia', elsewhere)).location).toBe(failure('oidc-sign-in-refused'));
    const { url, cookie } = await begin();
    const callback = new URL(await provider.visit(url));
    callback.searchParams.delete('iss');
    expect((await send('GET', callback.href, { cookie })).location).toBe(failure('oidc-sign-in-refused'));
  });

  test('is completed once, by the browser that began it, in time', async () => {
    await linkedPerson();
    const [mine, theirs] = [await begin(), await begin()];
    const callback = await provider.visit(mine.url);
    expect((await send('GET', callback)).location).toBe('/sign-in?problem=oidc-sign-in-expired');
    expect((await send('GET', callback, { cookie: theirs.cookie })).location).toBe(failure('oidc-sign-in-refused'));
    expect((await send('GET', callback, { cookie: mine.cookie })).location).toBe('/');
    expect((await send('GET', callback, { cookie: mine.cookie })).location).toBe(
      '/sign-in?problem=oidc-sign-in-expired',
    );
    const late = await begin();
    fixture.clock.jump(11 * 60_000);
    const back = await send('GET', await provider.visit(late.url), { cookie: late.cookie });
    fixture.clock.jump(-11 * 60_000);
    expect(back.location).toBe('/sign-in?problem=oidc-sign-in-expired');
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/\n/evil.example',
    '/\t/evil.example',
    'evil.example',
    'javascript:alert(1)',
  ])('leads to no other site: %j', async (next) => {
    const { answer } = await send('POST', 'session/oidc', { body: { company: 'piekarnia', next } });
    expect(answer['code']).toBe('request-invalid');
  });

  test('that the person cancels, or that fails often, says so', async () => {
    const { url, cookie } = await begin();
    const state = new URL(url).searchParams.get('state')!;
    const cancelled = `${fixture.origin}/api/v1/session/oidc/callback?error=access_denied&state=${state}&iss=${provider.issuer}`;
    expect((await send('GET', cancelled, { cookie })).location).toBe(failure('oidc-sign-in-refused'));
    const problems = [];
    for (let n = 0; n < 5; n++) {
      const { cookie: next } = await begin().catch(() => ({ cookie: '' }));
      if (next === '') break;
      problems.push((await send('GET', `${fixture.origin}/api/v1/session/oidc/callback`, { cookie: next })).location);
    }
    const { status, answer } = await send('POST', 'session/oidc', { body: { company: 'piekarnia' } });
    expect([problems.length < 5, status, answer['code']]).toEqual([true, 429, 'sign-in-throttled']);
  });

  test('while the provider is away says so, and counts against nobody', async () => {
    const away = await SignInProvider.start(`${fixture.origin}/api/v1/session/oidc/callback`);
    await setProvider(bakery.tenantId, { issuer: away.issuer });
    const { url, cookie } = await begin();
    const callback = await away.visit(url);
    await away.close();
    expect((await send('GET', callback, { cookie })).location).toBe(failure('oidc-provider-failed'));
    const { status, answer } = await send('POST', 'session/oidc', { body: { company: 'piekarnia' } });
    expect([status, answer['code']]).toEqual([502, 'oidc-provider-failed']);
    const unknown = await send('POST', 'session/oidc', { body: { company: 'nie-ma-takiej' } });
    expect(unknown.answer['code']).toBe('oidc-not-set-up');
  });
});

describe('a person', () => {
  test('without an account, or whose account is found by nothing, is nobody here', async () => {
    const { person } = await personWithAccount();
    provider.person = person;
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('is found by a verified e-mail address of a named domain at the first sign-in, then by the subject', async () => {
    const { user, person } = await personWithAccount();
    await setProvider(bakery.tenantId, { linkByEmail: true });
    provider.person = { ...person, emailVerified: false };
    expect((await signInBy()).location).toBe(failure('oidc-email-not-verified'));
    await setProvider(bakery.tenantId, { linkByEmail: true, emailDomains: ['inna.example'] });
    provider.person = person;
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
    await setProvider(bakery.tenantId, { linkByEmail: true });
    expect((await signInBy()).location).toBe('/');
    provider.person = { subject: person.subject, email: 'nowy@adres.example', emailVerified: false };
    const { session } = await signInBy();
    expect((await send('GET', 'session', { cookie: session! })).answer).toMatchObject({ user: { id: user.id } });
    // The address is given to somebody else later: that person is not the one who is linked.
    provider.person = { subject: 'somebody else', email: person.email };
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('gets a new account as an agent where the tenant wants it, one at two sign-ins at once', async () => {
    await setProvider(bakery.tenantId, { addUsers: true });
    provider.person = { subject: 'new', email: `nowa@${DOMAIN}` };
    const both = await Promise.all([signInBy(), signInBy()]);
    expect(both.map(({ location }) => location)).toEqual(['/', '/']);
    const users = await Promise.all(both.map(({ session }) => send('GET', 'session', { cookie: session! })));
    const [first, second] = users.map(({ answer }) => answer['user'] as { id: string; role: string });
    expect([first!.role, first!.id]).toEqual(['agent', second!.id]);
    const actions = (await fixture.audit.list(bakery.tenantId, { limit: 6 })).map(({ action }) => action);
    expect(actions.filter((action) => action === 'user-added')).toHaveLength(1);
  });

  test('need not change the password that was printed: it becomes invalid', async () => {
    const { user } = await linkedPerson();
    const { db } = fixture;
    await db.updateTable('users').set({ password_temporary: true }).where('id', '=', user.id).execute();
    const { session } = await signInBy();
    expect((await send('GET', 'session', { cookie: session! })).answer['requirement']).toBeNull();
    await expect(signIn(fixture, user)).rejects.toThrow('401');
  });

  test('who is disabled, or of a disabled tenant, is not signed in', async () => {
    const { user } = await linkedPerson();
    await fixture.db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('of another tenant’s provider is not our user, even with the same subject and address', async () => {
    const { user, person } = await linkedPerson();
    const theirs = { issuer: otherProvider.issuer, emailDomains: [DOMAIN] };
    await setProvider(florist.tenantId, { ...theirs, linkByEmail: true });
    otherProvider.person = person;
    expect((await signInBy(otherProvider, 'kwiaciarnia')).location).toBe('/t/kwiaciarnia?problem=oidc-account-unknown');
    await setProvider(florist.tenantId, { ...theirs, issuer: provider.issuer, linkByEmail: true });
    provider.person = person;
    expect((await signInBy(provider, 'kwiaciarnia')).location).toBe('/t/kwiaciarnia?problem=oidc-account-unknown');
    await setProvider(florist.tenantId, { ...theirs, issuer: provider.issuer, addUsers: true });
    const { session } = await signInBy(provider, 'kwiaciarnia');
    const { answer } = await send('GET', 'session', { cookie: session! });
    expect(answer).toMatchObject({ tenant: { id: florist.tenantId } });
    expect((answer['user'] as { id: string }).id).not.toBe(user.id);
  });

  test('is refused a new account if the tenant has as many users as are allowed', async () => {
    const { tenantId } = await addTenantWithRecording(fixture, 'Tłumy', '48221234570');
    await setProvider(tenantId, { addUsers: true });
    await sql`INSERT INTO users (id, tenant_id, login, password_hash, role)
      SELECT gen_random_uuid(), ${tenantId}, 'tlum-' || n, '', 'agent' FROM generate_series(1, 1999) AS n`.execute(
      database.db,
    );
    provider.person = { subject: 'one too many', email: `nowa@${DOMAIN}` };
    const back = await signInBy(provider, 'tlumy');
    expect([back.location, back.session]).toEqual(['/t/tlumy?problem=too-many-users', null]);
    const [event] = await fixture.audit.list(tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in-failed', detail: { method: 'oidc', code: 'too-many-users' } });
    await expect(
      addUser(database.db, { tenantId, name: 'nowa', role: 'agent' }, fixture.clock.now()),
    ).rejects.toMatchObject({ code: 'too-many-users' });
  });

  test('links the own account with the password, and unlinks it', async () => {
    const user = await addUserOf(fixture, bakery.tenantId, 'supervisor');
    const cookie = await signIn(fixture, user);
    provider.person = { subject: `of ${user.login}` };
    const wrong = await send('POST', 'account/oidc', { cookie, body: { password: 'wrong' } });
    expect(wrong.answer['code']).toBe('password-wrong');
    const begun = await send('POST', 'account/oidc', { cookie, body: { password: user.password } });
    const back = await send('GET', await provider.visit(begun.answer['url'] as string), { cookie: begun.oidc! });
    expect([back.location, back.session]).toEqual(['/security', null]);
    expect((await send('GET', 'account/oidc', { cookie })).answer).toEqual({ available: true, linked: true });
    expect((await signInBy()).location).toBe('/');

    const other = await addUserOf(fixture, bakery.tenantId, 'supervisor');
    const theirs = await signIn(fixture, other);
    const again = await send('POST', 'account/oidc', { cookie: theirs, body: { password: other.password } });
    const taken = await send('GET', await provider.visit(again.answer['url'] as string), { cookie: again.oidc! });
    expect(taken.location).toBe('/security?problem=oidc-account-taken');

    expect((await send('DELETE', 'account/oidc', { cookie })).status).toBe(204);
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });
});

describe('fonoteka', () => {
  const data = mkdtempSync(join(tmpdir(), 'fonoteka-oidc-'));
  afterAll(() => rmSync(data, { recursive: true }));
  const run = async (...words: string[]) => {
    const environment = {
      FONOTEKA_DATABASE_URL: database.url,
      FONOTEKA_DATA: data,
      FONOTEKA_PANEL_URL: fixture.origin,
      FONOTEKA_PUSH_ALLOW: '127.0.0.0/8',
    };
    const { exitCode, stdout } = await runInProcess(environment, ...words, '--json');
    return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
  };

  test('oidc sets, checks and removes a provider, and lets a locked-out tenant in', async () => {
    const { tenantId, admin } = await addTenantWithRecording(fixture, 'Operator', '48221234569');
    const secretFile = join(data, 'secret');
    writeFileSync(secretFile, `${CLIENT_SECRET}\n`);
    const ofTenant = ['--tenant', tenantId];
    // Not empty: a folder of keys that is empty while there are recordings is taken for a mount point.
    mkdirSync(join(data, 'keys', 'sealing'), { recursive: true });
    const settings = [...ofTenant, '--issuer', provider.issuer, '--client-id', CLIENT_ID, '--domain', DOMAIN];
    const set = await run('oidc', 'set', ...settings, '--client-secret-file', secretFile, '--link-by-email');
    // The operator's staff have the address `/t/operator`.
    expect(set.answer).toMatchObject({ company: 'operator-2', hasSecret: true, linkByEmail: true });
    const checked = await run('oidc', 'check', ...ofTenant);
    expect([checked.exitCode, checked.answer.passed]).toEqual([0, true]);
    expect((await run('user', 'email', '--login', admin.login, '--email', `Szef@${DOMAIN}`)).exitCode).toBe(0);
    expect((await run('oidc', 'set', ...settings, '--only-oidc')).exitCode).toBe(1);
    await linkPerson(fixture.db, provider.issuer, {
      user: await requireUser(fixture.db, admin.login),
      subject: 'boss',
      now: 0,
    });
    expect((await run('oidc', 'set', ...settings, '--only-oidc')).exitCode).toBe(0);
    await expect(signIn(fixture, admin)).rejects.toThrow('403');
    expect((await run('oidc', 'allow-passwords', ...ofTenant)).answer).toEqual({ tenantId, changed: true });
    await signIn(fixture, admin);
    expect((await run('oidc', 'show', ...ofTenant)).answer).toMatchObject({ onlyOidc: false });
    expect((await run('oidc', 'remove', ...ofTenant)).answer).toEqual({ tenantId, removed: true });
    const actions = (await fixture.audit.list(tenantId, { limit: 20 })).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'oidc-provider-changed',
        'passwords-allowed',
        'oidc-provider-removed',
        'user-email-changed',
      ]),
    );
  });
});

describe('the settings', () => {
  const request = { clientId: CLIENT_ID, emailDomains: [DOMAIN], ...OFF };
  let cookie: string;
  beforeAll(async () => {
    cookie = await signIn(fixture, bakery.admin);
  });

  test('are not changed by an administrator without some right: whoever chooses the provider can sign in as anybody', async () => {
    const admin = await addUserOf(fixture, florist.tenantId, 'admin', { taken: ['listen'] });
    const body = {
      issuer: provider.issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      emailDomains: [],
      ...OFF,
    };
    const refused = await send('PUT', 'oidc', { cookie: await signIn(fixture, admin), body });
    expect([refused.status, refused.answer['code']]).toEqual([403, 'above-own-rights']);
  });

  test('are set by an admin, show no secret, and send it nowhere else', async () => {
    const body = { ...request, issuer: provider.issuer, clientSecret: CLIENT_SECRET };
    const { answer } = await send('PUT', 'oidc', { cookie, body });
    expect(answer).toEqual({
      setup: { ...request, issuer: provider.issuer, hasSecret: true, company: 'piekarnia' },
      redirectUri: `${fixture.origin}/api/v1/session/oidc/callback`,
      signInUrl: `${fixture.origin}/t/piekarnia`,
    });
    expect((await send('PUT', 'oidc', { cookie, body: { ...request, issuer: provider.issuer } })).status).toBe(200);
    for (const path of ['oidc', 'oidc/check']) {
      const method = path === 'oidc' ? 'PUT' : 'POST';
      const elsewhere = await send(method, path, { cookie, body: { ...request, issuer: otherProvider.issuer } });
      expect(elsewhere.answer['code']).toBe('oidc-secret-required');
    }
    const agent = await signIn(fixture, await addUserOf(fixture, bakery.tenantId, 'supervisor'));
    expect((await send('GET', 'oidc', { cookie: agent })).status).toBe(403);
    const anywhere = await send('PUT', 'oidc', { cookie, body: { ...body, emailDomains: [], addUsers: true } });
    expect(anywhere.answer['code']).toBe('request-invalid');
    const unencrypted = await send('PUT', 'oidc', { cookie, body: { ...body, issuer: 'http://login.example' } });
    expect(unencrypted.answer['code']).toBe('oidc-address-forbidden');
  });

  test('are checked, and the check says what is wrong', async () => {
    const check = async (change: object) => {
      const body = { ...request, issuer: provider.issuer, clientSecret: CLIENT_SECRET, ...change };
      const { answer } = await send('POST', 'oidc/check', { cookie, body });
      const steps = answer['steps'] as { step: string; outcome: string; problem: string | null }[];
      return steps.map(({ step, outcome, problem }) => `${step} ${problem ?? outcome}`);
    };
    expect(await check({})).toEqual(['configuration passed', 'keys passed', 'client passed', 'redirect passed']);
    expect(await check({ clientSecret: 'wrong' })).toContain('client client-refused');
    expect(await check({ issuer: `${provider.issuer}/elsewhere` })).toContain('configuration not-a-provider');
    // An address of the operator's network that is not allowed.
    expect(await check({ issuer: 'https://10.0.0.1' })).toContain('configuration address-forbidden');
    const impostor = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer: provider.issuer, authorization_endpoint: provider.issuer }));
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
    expect(await check({ issuer })).toContain('configuration issuer-differs');
    await new Promise((resolve) => impostor.close(resolve));
    expect(await check({ issuer })).toContain('configuration unreachable');
  });

  test('refuse passwords once an admin has signed in by the provider, until that is lifted', async () => {
    await database.db.deleteFrom('oidc_identities').execute();
    const only = { ...request, issuer: provider.issuer, onlyOidc: true };
    expect((await send('PUT', 'oidc', { cookie, body: only })).answer['code']).toBe('oidc-not-tried');
    const { user } = await linkedPerson('admin');
    expect((await send('PUT', 'oidc', { cookie, body: only })).status).toBe(200);
    const byPassword = () => send('POST', 'session', { body: { login: user.login, password: user.password } });
    expect((await byPassword()).answer['code']).toBe('password-sign-in-off');
    const wrong = await send('POST', 'session', { body: { login: user.login, password: 'wrong' } });
    expect(wrong.answer['code']).toBe('sign-in-failed');
    const { session } = await signInBy();
    expect((await send('DELETE', 'account/oidc', { cookie: session! })).answer['code']).toBe('password-sign-in-off');
    expect((await send('DELETE', 'oidc', { cookie: session! })).status).toBe(204);
    expect((await byPassword()).status).toBe(200);
  });
});
