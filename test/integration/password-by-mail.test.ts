import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, setUserEmail } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const HOUR_MS = 60 * 60 * 1000;
const NEW_PASSWORD = 'zupełnie nowe hasło';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let adminCookie: string;
let admin: Credentials;
let clients = 0;

beforeAll(async () => {
  fixture = await startApi(db, { trustedProxies: ['127.0.0.1'] });
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  ({ tenantId, admin } = tenant);
});
afterAll(() => fixture.close());

async function send(method: string, path: string, { body, cookie = '', from = '203.0.113.1' }: Sent = {}) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie, 'x-forwarded-for': from, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}
interface Sent {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly from?: string;
}

const request = (account: string, from = `198.51.100.${++clients}`) =>
  send('POST', 'password-reset', { body: { account }, from });
const confirm = (token: string, newPassword = NEW_PASSWORD) =>
  send('POST', 'password-reset/confirm', { body: { token, newPassword } });
const mailsTo = (recipient: string) =>
  db.selectFrom('mails').where('recipient', '=', recipient).select(['kind', 'body', 'secret']).orderBy('id').execute();
const tokenIn = (body: string) => /https?:\/\/\S+\/(?:set-password|confirm-email)#([\w-]{43})/.exec(body)![1]!;

async function newestToken(recipient: string, count = 1): Promise<string> {
  await until('the mail is queued', async () => (await mailsTo(recipient)).length >= count);
  // The next mail comes after this one.
  fixture.clock.advance(1);
  return tokenIn((await mailsTo(recipient)).at(-1)!.body);
}

let people = 0;
async function userWithEmail() {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const email = `jan${++people}@piekarnia.example`;
  await setUserEmail(db, user.id, email);
  return { ...user, email };
}

describe('a forgotten password', () => {
  test('is set again by a link in a mail, once; all sessions end and the owner gets a mail', async () => {
    const user = await userWithEmail();
    const cookie = await signIn(fixture, user);
    expect((await request(user.login)).status).toBe(202);
    const token = await newestToken(user.email);
    const rows = await db.selectFrom('account_links').select('token_hash').execute();
    expect(rows.some(({ token_hash }) => token_hash.toString().includes(token))).toBe(false);
    expect((await confirm(token, 'short')).status).toBe(400);
    expect((await confirm(token)).answer).toEqual({ login: user.login });
    expect((await confirm(token)).answer['code']).toBe('link-invalid');
    expect((await send('GET', 'session', { cookie })).status).toBe(401);
    await expect(signIn(fixture, user)).rejects.toThrow('401');
    await signIn(fixture, { login: user.login, password: NEW_PASSWORD });
    const mails = await mailsTo(user.email);
    expect(mails.map(({ kind, secret }) => [kind, secret])).toEqual([
      ['password-reset', true],
      ['password-changed', false],
    ]);
    const actions = (await fixture.audit.list(tenantId, { limit: 10 })).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['password-reset-requested', 'password-changed']));
    expect(fixture.log.join('')).not.toContain(token);
  });

  test('has the same answer whether or not there is such an account', async () => {
    const user = await userWithEmail();
    const withoutEmail = await addUserOf(fixture, tenantId, 'supervisor');
    const answers = await Promise.all(
      [user.login, user.email, withoutEmail.login, 'nobody', 'nobody@example.org'].map((account) => request(account)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 202, answer: {} })]),
    );
    await newestToken(user.email, 2);
  });

  test('is answered before the account is looked for: an account takes no longer', async () => {
    const user = await userWithEmail();
    // Nobody can write the row of the link meanwhile.
    await db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('users').where('id', '=', user.id).select('id').forUpdate().execute();
      expect((await request(user.login)).status).toBe(202);
      expect(await mailsTo(user.email)).toEqual([]);
    });
    await newestToken(user.email);
  });

  test('a link ends after an hour, with a newer one, and with the user', async () => {
    const user = await userWithEmail();
    await request(user.login);
    const first = await newestToken(user.email);
    await request(user.email);
    const second = await newestToken(user.email, 2);
    expect((await confirm(first)).answer['code']).toBe('link-invalid');
    fixture.clock.advance(HOUR_MS);
    expect((await confirm(second)).answer['code']).toBe('link-invalid');
    await request(user.login);
    const third = await newestToken(user.email, 3);
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    expect((await confirm(third)).answer['code']).toBe('link-invalid');
  });

  test('a link ends when the password is changed in another way', async () => {
    const user = await userWithEmail();
    const cookie = await signIn(fixture, user);
    await request(user.login);
    const token = await newestToken(user.email);
    const body = { password: user.password, newPassword: NEW_PASSWORD };
    expect((await send('PUT', 'account/password', { cookie, body })).status).toBe(204);
    expect((await confirm(token, 'jeszcze inne hasło')).answer['code']).toBe('link-invalid');
  });

  test('is throttled by account, without saying so, and by address', async () => {
    const user = await userWithEmail();
    for (let n = 0; n < 6; n++) expect((await request(user.login)).status).toBe(202);
    await newestToken(user.email, 3);
    const other = await userWithEmail();
    const statuses = [];
    for (let n = 0; n < 21; n++) statuses.push((await request(`nobody-${n}`, '192.0.2.9')).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 202), 429]);
    expect((await request(other.login, '192.0.2.9')).answer['code']).toBe('sign-in-throttled');
    expect(await mailsTo(user.email)).toHaveLength(3);
    expect(await mailsTo(other.email)).toHaveLength(0);
  });

  test('does not replace the second factor', async () => {
    const user = await userWithEmail();
    const cookie = await signIn(fixture, user);
    const { answer } = await send('POST', 'account/totp', { cookie, body: { password: user.password } });
    const totp = new TOTP({ secret: answer['secret'] as string });
    await send('POST', 'account/totp/confirm', {
      cookie,
      body: { code: totp.generate({ timestamp: fixture.clock.now() }) },
    });
    // The first mail says that one-time codes were turned on.
    fixture.clock.advance(1);
    await request(user.login);
    await confirm(await newestToken(user.email, 2));
    const again = await send('POST', 'session', { body: { login: user.login, password: NEW_PASSWORD } });
    expect(again.answer['code']).toBe('sign-in-code-required');
  });
});

const invite = (body: object, cookie = adminCookie) => send('POST', 'invitations', { body, cookie });
const open = async () =>
  (await send('GET', 'invitations', { cookie: adminCookie })).answer['invitations'] as Record<string, unknown>[];

describe('an invitation', () => {
  beforeAll(async () => {
    adminCookie = await signIn(fixture, admin);
  });
  test('makes a user who sets the password by the link', async () => {
    const email = 'anna.zak@piekarnia.example';
    const contents = { name: 'Sprzedaż', numbers: ['22 123 45 67'] };
    const { answer: group } = await send('POST', 'number-groups', { cookie: adminCookie, body: contents });
    const access = {
      role: 'agent',
      rights: ['listen', 'hold'],
      limitedTo: { numbers: ['101'], groups: [group['id']] },
    };
    const invited = await invite({ email, ...access });
    expect([invited.status, invited.answer['login']]).toEqual([201, 'anna-zak']);
    const { users } = (await send('GET', 'users', { cookie: adminCookie })).answer as { users: { login: string }[] };
    expect(users.find(({ login }) => login === 'anna-zak')).toMatchObject(access);
    expect(await open()).toMatchObject([{ email, role: 'agent', login: 'anna-zak' }]);
    expect((await invite({ email, role: 'agent' })).answer['code']).toBe('email-taken');
    expect((await confirm(await newestToken(email))).answer).toEqual({ login: 'anna-zak' });
    const cookie = await signIn(fixture, { login: 'anna-zak', password: NEW_PASSWORD });
    const { answer } = await send('GET', 'session', { cookie });
    expect(answer).toMatchObject({ user: { role: 'agent' }, requirement: null });
    expect(await open()).toEqual([]);
  });

  test('is sent again with a new link, and withdrawn; nobody else can', async () => {
    const email = 'ewa@piekarnia.example';
    const { answer } = await invite({ email, role: 'supervisor' });
    const first = await newestToken(email);
    const another = await addTenantWithRecording(fixture, `Warsztat ${++people}`, '48221234568');
    const foreign = await signIn(fixture, another.admin);
    expect((await send('DELETE', `invitations/${String(answer['id'])}`, { cookie: foreign })).status).toBe(404);
    expect((await send('POST', `invitations/${String(answer['id'])}/resend`, { cookie: foreign })).status).toBe(404);
    expect((await send('POST', `invitations/${String(answer['id'])}/resend`, { cookie: adminCookie })).status).toBe(
      204,
    );
    const second = await newestToken(email, 2);
    expect((await confirm(first)).answer['code']).toBe('link-invalid');
    expect((await send('DELETE', `invitations/${String(answer['id'])}`, { cookie: adminCookie })).status).toBe(204);
    expect((await confirm(second)).answer['code']).toBe('link-invalid');
    expect(await open()).toEqual([]);
  });

  test('of somebody above is neither sent again nor withdrawn, nor is such a user changed by a number group', async () => {
    const { answer } = await invite({ email: 'szef@piekarnia.example', role: 'admin' });
    const cookie = await signIn(fixture, await addUserOf(fixture, tenantId, 'supervisor', { given: ['users'] }));
    const path = `invitations/${String(answer['id'])}`;
    const withdrawn = await send('DELETE', path, { cookie });
    const again = await send('POST', `${path}/resend`, { cookie });
    const contents = { name: 'Zarząd', numbers: ['101'] };
    const { answer: group } = await send('POST', 'number-groups', { cookie: adminCookie, body: contents });
    const groupPath = `number-groups/${String(group['id'])}`;
    const change = { role: 'agent', rights: ['listen', 'hold'], limitedTo: { numbers: [], groups: [group['id']] } };
    expect((await send('PATCH', `users/${String(answer['id'])}`, { cookie: adminCookie, body: change })).status).toBe(
      200,
    );
    const changed = await send('PUT', groupPath, { cookie, body: { ...contents, numbers: ['102'] } });
    const removed = await send('DELETE', groupPath, { cookie });
    const codes = [withdrawn, again, changed, removed].map((each) => each.answer['code']);
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'above-own-rights'));
    // With its number groups.
    expect((await send('DELETE', path, { cookie: adminCookie })).status).toBe(204);
  });

  test('fills nobody’s mailbox: so many mails a day to an address, also when it is withdrawn and made again', async () => {
    const email = 'obcy@elsewhere.example';
    const answers = [];
    for (let n = 0; n < 6; n++) {
      const { status, answer } = await invite({ email, role: 'agent' });
      answers.push(answer['code'] ?? status);
      await send('DELETE', `invitations/${String(answer['id'])}`, { cookie: adminCookie });
    }
    expect(answers).toEqual([201, 201, 201, 201, 201, 'too-many-invitation-mails']);
    expect(await mailsTo(email)).toHaveLength(5);
  });

  test('needs the right to manage users, and is open a bounded number of times', async () => {
    const supervisor = await signIn(fixture, await addUserOf(fixture, tenantId, 'supervisor'));
    expect((await invite({ email: 'x@piekarnia.example', role: 'agent' }, supervisor)).status).toBe(403);
    expect((await invite({ email: 'x@piekarnia.example', role: 'operator-admin' })).status).toBe(400);
    for (let n = 0; n < 50; n++) await invite({ email: `n${n}@piekarnia.example`, role: 'agent' });
    expect((await invite({ email: 'x@piekarnia.example', role: 'agent' })).answer['code']).toBe('too-many-invitations');
  });
});

const begin = (cookie: string, password: string, email: string) =>
  send('POST', 'account/email', { cookie, body: { password, email } });
const confirmEmail = (cookie: string, token: string) =>
  send('POST', 'account/email/confirm', { cookie, body: { token } });

describe('one’s own e-mail address', () => {
  test('is set by the link that was sent to it, in a session of the user; the earlier address hears of it', async () => {
    const user = await userWithEmail();
    const cookie = await signIn(fixture, user);
    const email = `nowy.${user.email}`;
    expect((await begin(cookie, 'wrong password', email)).answer['code']).toBe('password-wrong');
    expect((await begin(cookie, user.password, email.toUpperCase())).answer).toMatchObject({
      email: user.email,
      pending: { email },
    });
    const token = await newestToken(email);
    await request(user.login);
    const reset = await newestToken(user.email);
    const other = await signIn(fixture, await userWithEmail());
    expect((await confirmEmail(other, token)).answer['code']).toBe('link-invalid');
    expect((await confirmEmail(cookie, token)).answer).toEqual({ email, pending: null });
    expect((await confirm(reset)).answer['code']).toBe('link-invalid');
    expect((await mailsTo(user.email)).map(({ kind }) => kind)).toEqual(['password-reset', 'email-changed']);
    expect((await fixture.audit.list(tenantId, { limit: 1 }))[0]).toMatchObject({ action: 'user-email-changed' });
  });

  test('its link sets no password, and ends after a day; an address of a colleague is refused', async () => {
    const [user, colleague] = [await userWithEmail(), await userWithEmail()];
    const cookie = await signIn(fixture, user);
    await begin(cookie, user.password, `nowy.${user.email}`);
    const token = await newestToken(`nowy.${user.email}`);
    expect((await confirm(token)).answer['code']).toBe('link-invalid');
    fixture.clock.advance(24 * HOUR_MS);
    const later = await signIn(fixture, user);
    expect((await confirmEmail(later, token)).answer['code']).toBe('link-invalid');
    await begin(later, user.password, colleague.email);
    expect((await confirmEmail(later, await newestToken(colleague.email))).answer['code']).toBe('email-taken');
  });

  test('fills nobody’s mailbox', async () => {
    const user = await userWithEmail();
    const cookie = await signIn(fixture, user);
    const codes = [];
    for (let n = 0; n < 6; n++) codes.push((await begin(cookie, user.password, 'obca@elsewhere.example')).status);
    expect(codes).toEqual([202, 202, 202, 202, 202, 429]);
  });
});
