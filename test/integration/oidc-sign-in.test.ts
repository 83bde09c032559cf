import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addUser } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, signIn } from '../kit/api-fixture.ts';
import { companySignIn, DOMAIN, failure } from '../kit/company-sign-in.ts';
import { CLIENT_SECRET, SignInProvider, TOKEN_LIFE_SECONDS } from '../kit/sign-in-provider.ts';

const company = companySignIn();
const { database, setProvider, send, begin, signInBy, personWithAccount, linkedPerson } = company;

describe('a sign-in by a company account', () => {
  test('begins at the provider with PKCE, state and nonce, and ends with a session', async () => {
    const { user } = await linkedPerson();
    const { url, cookie } = await begin('piekarnia', '/account/calls?number=512');
    const query = new URL(url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ code_challenge_method: 'S256', response_type: 'code' });
    expect(['state', 'nonce', 'code_challenge'].map((name) => query.get(name)!.length)).toEqual([43, 43, 43]);
    const back = await send('GET', await company.provider.visit(url), { cookie });
    expect([back.status, back.location]).toEqual([303, '/account/calls?number=512']);
    expect(back.cookies.find((line) => line.startsWith('fonoteka_session='))).toContain('SameSite=Strict');
    const { answer } = await send('GET', 'session', { cookie: back.session! });
    expect(answer).toMatchObject({ user: { id: user.id, login: user.login }, tenant: { id: company.bakery.tenantId } });
    const [event] = await company.fixture.audit.list(company.bakery.tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in', actor: user.id, detail: { method: 'oidc' } });
    expect((await send('DELETE', 'session', { cookie: back.session! })).status).toBe(204);
    expect((await send('GET', 'session', { cookie: back.session! })).status).toBe(401);
  });

  test('stores neither the client secret nor anything that a sign-in needs in clear', async () => {
    const { url, cookie } = await begin();
    const stored = JSON.stringify(await company.fixture.db.selectFrom('sign_in_challenges').selectAll().execute());
    const secrets = [cookie.split('=')[1]!, ...['state', 'nonce'].map((name) => new URL(url).searchParams.get(name)!)];
    expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
    const { sealed_secret } = await company.fixture.db
      .selectFrom('oidc_providers')
      .where('tenant_id', '=', company.bakery.tenantId)
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
    const back = await signInBy(company.provider, 'piekarnia', change);
    expect([back.location, back.session]).toEqual([failure('oidc-sign-in-refused'), null]);
    const [event] = await company.fixture.audit.list(company.bakery.tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in-failed', detail: { code: 'oidc-sign-in-refused' } });
  });

  test('with an expired token is refused', async () => {
    await linkedPerson();
    const { url, cookie } = await begin();
    const callback = await company.provider.visit(url);
    // More than the tolerance of the library.
    company.fixture.clock.jump((TOKEN_LIFE_SECONDS + 60) * 1000);
    const back = await send('GET', callback, { cookie });
    company.fixture.clock.jump(-(TOKEN_LIFE_SECONDS + 60) * 1000);
    expect([back.location, back.session]).toEqual([failure('oidc-sign-in-refused'), null]);
  });

  test('with the answer of another issuer is refused, named or not', async () => {
    const { person } = await linkedPerson();
    company.otherProvider.person = person;
    const elsewhere = (url: URL): void => {
      url.port = new URL(company.otherProvider.issuer).port;
    };
    expect((await signInBy(company.otherProvider, 'piekarnia', elsewhere)).location).toBe(
      failure('oidc-sign-in-refused'),
    );
    const { url, cookie } = await begin();
    const callback = new URL(await company.provider.visit(url));
    callback.searchParams.delete('iss');
    expect((await send('GET', callback.href, { cookie })).location).toBe(failure('oidc-sign-in-refused'));
  });

  test('is completed once, by the browser that began it, in time', async () => {
    await linkedPerson();
    const [mine, theirs] = [await begin(), await begin()];
    const callback = await company.provider.visit(mine.url);
    expect((await send('GET', callback)).location).toBe('/sign-in?problem=oidc-sign-in-expired');
    expect((await send('GET', callback, { cookie: theirs.cookie })).location).toBe(failure('oidc-sign-in-refused'));
    expect((await send('GET', callback, { cookie: mine.cookie })).location).toBe('/');
    expect((await send('GET', callback, { cookie: mine.cookie })).location).toBe(
      '/sign-in?problem=oidc-sign-in-expired',
    );
    const late = await begin();
    company.fixture.clock.jump(11 * 60_000);
    const back = await send('GET', await company.provider.visit(late.url), { cookie: late.cookie });
    company.fixture.clock.jump(-11 * 60_000);
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
    const cancelled = `${company.fixture.origin}/api/v1/session/oidc/callback?error=access_denied&state=${state}&iss=${company.provider.issuer}`;
    expect((await send('GET', cancelled, { cookie })).location).toBe(failure('oidc-sign-in-refused'));
    const problems = [];
    for (let n = 0; n < 5; n++) {
      const { cookie: next } = await begin().catch(() => ({ cookie: '' }));
      if (next === '') break;
      problems.push(
        (await send('GET', `${company.fixture.origin}/api/v1/session/oidc/callback`, { cookie: next })).location,
      );
    }
    const { status, answer } = await send('POST', 'session/oidc', { body: { company: 'piekarnia' } });
    expect([problems.length < 5, status, answer['code']]).toEqual([true, 429, 'sign-in-throttled']);
  });

  test('while the provider is away says so, and counts against nobody', async () => {
    const away = await SignInProvider.start(`${company.fixture.origin}/api/v1/session/oidc/callback`);
    await setProvider(company.bakery.tenantId, { issuer: away.issuer });
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
    company.provider.person = person;
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('is found by a verified e-mail address of a named domain at the first sign-in, then by the subject', async () => {
    const { user, person } = await personWithAccount();
    await setProvider(company.bakery.tenantId, { linkByEmail: true });
    company.provider.person = { ...person, emailVerified: false };
    expect((await signInBy()).location).toBe(failure('oidc-email-not-verified'));
    await setProvider(company.bakery.tenantId, { linkByEmail: true, emailDomains: ['inna.example'] });
    company.provider.person = person;
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
    await setProvider(company.bakery.tenantId, { linkByEmail: true });
    expect((await signInBy()).location).toBe('/');
    company.provider.person = { subject: person.subject, email: 'nowy@adres.example', emailVerified: false };
    const { session } = await signInBy();
    expect((await send('GET', 'session', { cookie: session! })).answer).toMatchObject({ user: { id: user.id } });
    // The address is given to somebody else later: that person is not the one who is linked.
    company.provider.person = { subject: 'somebody else', email: person.email };
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('gets a new account as an agent where the tenant wants it, one at two sign-ins at once', async () => {
    await setProvider(company.bakery.tenantId, { addUsers: true });
    company.provider.person = { subject: 'new', email: `nowa@${DOMAIN}` };
    const both = await Promise.all([signInBy(), signInBy()]);
    expect(both.map(({ location }) => location)).toEqual(['/', '/']);
    const users = await Promise.all(both.map(({ session }) => send('GET', 'session', { cookie: session! })));
    const [first, second] = users.map(({ answer }) => answer['user'] as { id: string; role: string });
    expect([first!.role, first!.id]).toEqual(['agent', second!.id]);
    const actions = (await company.fixture.audit.list(company.bakery.tenantId, { limit: 6 })).map(
      ({ action }) => action,
    );
    expect(actions.filter((action) => action === 'user-added')).toHaveLength(1);
  });

  test('need not change the password that was printed: it becomes invalid', async () => {
    const { user } = await linkedPerson();
    const { db } = company.fixture;
    await db.updateTable('users').set({ password_temporary: true }).where('id', '=', user.id).execute();
    const { session } = await signInBy();
    expect((await send('GET', 'session', { cookie: session! })).answer['requirement']).toBeNull();
    await expect(signIn(company.fixture, user)).rejects.toThrow('401');
  });

  test('who is disabled, or of a disabled tenant, is not signed in', async () => {
    const { user } = await linkedPerson();
    await company.fixture.db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });

  test('of another tenant’s provider is not our user, even with the same subject and address', async () => {
    const { user, person } = await linkedPerson();
    const theirs = { issuer: company.otherProvider.issuer, emailDomains: [DOMAIN] };
    await setProvider(company.florist.tenantId, { ...theirs, linkByEmail: true });
    company.otherProvider.person = person;
    expect((await signInBy(company.otherProvider, 'kwiaciarnia')).location).toBe(
      '/t/kwiaciarnia?problem=oidc-account-unknown',
    );
    await setProvider(company.florist.tenantId, { ...theirs, issuer: company.provider.issuer, linkByEmail: true });
    company.provider.person = person;
    expect((await signInBy(company.provider, 'kwiaciarnia')).location).toBe(
      '/t/kwiaciarnia?problem=oidc-account-unknown',
    );
    await setProvider(company.florist.tenantId, { ...theirs, issuer: company.provider.issuer, addUsers: true });
    const { session } = await signInBy(company.provider, 'kwiaciarnia');
    const { answer } = await send('GET', 'session', { cookie: session! });
    expect(answer).toMatchObject({ tenant: { id: company.florist.tenantId } });
    expect((answer['user'] as { id: string }).id).not.toBe(user.id);
  });

  test('is refused a new account if the tenant has as many users as are allowed', async () => {
    const { tenantId } = await addTenantWithRecording(company.fixture, 'Tłumy', '48221234570');
    await setProvider(tenantId, { addUsers: true });
    await sql`INSERT INTO users (id, tenant_id, login, password_hash, role)
      SELECT gen_random_uuid(), ${tenantId}, 'tlum-' || n, '', 'agent' FROM generate_series(1, 1999) AS n`.execute(
      database.db,
    );
    company.provider.person = { subject: 'one too many', email: `nowa@${DOMAIN}` };
    const back = await signInBy(company.provider, 'tlumy');
    expect([back.location, back.session]).toEqual(['/t/tlumy?problem=too-many-users', null]);
    const [event] = await company.fixture.audit.list(tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in-failed', detail: { method: 'oidc', code: 'too-many-users' } });
    await expect(
      addUser(database.db, { tenantId, name: 'nowa', role: 'agent' }, company.fixture.clock.now()),
    ).rejects.toMatchObject({ code: 'too-many-users' });
  });

  test('links the own account with the password, and unlinks it', async () => {
    const user = await addUserOf(company.fixture, company.bakery.tenantId, 'supervisor');
    const cookie = await signIn(company.fixture, user);
    company.provider.person = { subject: `of ${user.login}` };
    const wrong = await send('POST', 'account/oidc', { cookie, body: { password: 'wrong' } });
    expect(wrong.answer['code']).toBe('password-wrong');
    const begun = await send('POST', 'account/oidc', { cookie, body: { password: user.password } });
    const back = await send('GET', await company.provider.visit(begun.answer['url'] as string), {
      cookie: begun.oidc!,
    });
    expect([back.location, back.session]).toEqual(['/security', null]);
    expect((await send('GET', 'account/oidc', { cookie })).answer).toEqual({ available: true, linked: true });
    expect((await signInBy()).location).toBe('/');

    const other = await addUserOf(company.fixture, company.bakery.tenantId, 'supervisor');
    const theirs = await signIn(company.fixture, other);
    const again = await send('POST', 'account/oidc', { cookie: theirs, body: { password: other.password } });
    const taken = await send('GET', await company.provider.visit(again.answer['url'] as string), {
      cookie: again.oidc!,
    });
    expect(taken.location).toBe('/security?problem=oidc-account-taken');

    expect((await send('DELETE', 'account/oidc', { cookie })).status).toBe(204);
    expect((await signInBy()).location).toBe(failure('oidc-account-unknown'));
  });
});
