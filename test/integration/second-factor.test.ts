import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, saveContact } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const STEP_MS = 30_000;
const NEW_PASSWORD = 'zupełnie nowe hasło';

const database = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;

beforeAll(async () => {
  fixture = await startApi(database.db, { trustedProxies: ['127.0.0.1'] });
  ({ tenantId } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
  await saveContact(database.db, tenantId, { email: 'biuro@piekarnia.example' });
});
afterAll(() => fixture.close());

async function send(method: string, path: string, { body, cookie = '' }: { body?: unknown; cookie?: string } = {}) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, answer, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? null };
}

/** What the person's authenticator app shows now. */
function appOf(secret: string): () => string {
  const totp = new TOTP({ secret });
  return () => totp.generate({ timestamp: fixture.clock.now() });
}

/** A user whose sign-ins need a code. The code of the current step is used up. */
async function userWithTotp() {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const cookie = await signIn(fixture, user);
  const begun = await send('POST', 'account/totp', { cookie, body: { password: user.password } });
  expect(begun.answer['uri']).toMatch(/^otpauth:\/\/totp\/Fonoteka:/);
  const code = appOf(begun.answer['secret'] as string);
  const confirmed = await send('POST', 'account/totp/confirm', { cookie, body: { code: code() } });
  expect(confirmed.status).toBe(200);
  return { user, cookie, code, recoveryCodes: confirmed.answer['recoveryCodes'] as string[] };
}

const trySignIn = (user: Credentials, code?: string) =>
  send('POST', 'session', {
    body: { login: user.login, password: user.password, ...(code !== undefined && { code }) },
  });

/** Of a request with a session's cookie. */
const status = async (of: string) => (await send('GET', 'session', { cookie: of })).status;

describe('one-time codes', () => {
  test('are asked for once they are confirmed, and each is accepted once', async () => {
    const { user, code } = await userWithTotp();
    expect((await trySignIn(user)).answer['code']).toBe('sign-in-code-required');
    expect((await trySignIn(user, code())).answer['code']).toBe('sign-in-failed');
    fixture.clock.advance(STEP_MS);
    const next = code();
    expect((await trySignIn(user, next)).status).toBe(200);
    expect((await trySignIn(user, next)).answer['code']).toBe('sign-in-failed');
    fixture.clock.advance(STEP_MS);
    expect((await trySignIn(user, next)).answer['code']).toBe('sign-in-failed');
    expect((await trySignIn(user, code())).status).toBe(200);
  });

  test('of two sign-ins with one code at once, one succeeds', async () => {
    const { user, code } = await userWithTotp();
    fixture.clock.advance(STEP_MS);
    const now = code();
    const both = await Promise.all([trySignIn(user, now), trySignIn(user, now)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  test('do not reveal to somebody without the password whether an account has them', async () => {
    const { user } = await userWithTotp();
    const wrong = await trySignIn({ login: user.login, password: 'wrong' });
    expect([wrong.status, wrong.answer['code']]).toEqual([401, 'sign-in-failed']);
  });

  test('that are wrong count as failed attempts', async () => {
    const { user } = await userWithTotp();
    const codes = [];
    for (let n = 0; n < 5; n++) codes.push((await trySignIn(user, '000000')).answer['code']);
    expect(codes).toEqual([...Array.from({ length: 4 }, () => 'sign-in-failed'), 'sign-in-throttled']);
  });

  test('recovery codes work instead, each once, and are stored as hashes', async () => {
    const { user, cookie, recoveryCodes } = await userWithTotp();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first, second] = recoveryCodes as [string, string];
    expect((await trySignIn(user, first)).status).toBe(200);
    expect((await trySignIn(user, first)).status).toBe(401);
    expect((await trySignIn(user, second.toUpperCase().replace('-', ''))).status).toBe(200);
    expect((await send('GET', 'account/security', { cookie })).answer).toEqual({
      totp: { on: true, recoveryCodesLeft: 8 },
    });
    const rows = await fixture.db.selectFrom('user_recovery_codes').select('code_hash').execute();
    expect(rows.every(({ code_hash }) => code_hash.length === 32)).toBe(true);
  });

  test('a secret is stored sealed, and replaced only with the password', async () => {
    const { user, cookie } = await userWithTotp();
    const row = await fixture.db
      .selectFrom('user_totp')
      .where('user_id', '=', user.id)
      .select('sealed_secret')
      .executeTakeFirstOrThrow();
    expect(row.sealed_secret.length).toBeGreaterThan(20 + 12 + 16);
    const again = await send('POST', 'account/totp', { cookie, body: { password: user.password } });
    expect(again.answer['code']).toBe('totp-already-on');
    const removed = await send('POST', 'account/totp/remove', { cookie, body: { password: 'wrong' } });
    expect(removed.answer['code']).toBe('password-wrong');
    expect((await send('POST', 'account/totp/remove', { cookie, body: { password: user.password } })).status).toBe(204);
    expect((await trySignIn(user)).status).toBe(200);
  });
});

describe('changing the password', () => {
  test('needs the old one, ends the other sessions, is audited and mailed', async () => {
    const user = await addUserOf(fixture, tenantId, 'supervisor');
    const [cookie, other] = [await signIn(fixture, user), await signIn(fixture, user)];
    const change = (password: string, newPassword = NEW_PASSWORD) =>
      send('PUT', 'account/password', { cookie, body: { password, newPassword } });
    expect((await change('wrong')).answer['code']).toBe('password-wrong');
    expect((await change(user.password, 'short')).answer['code']).toBe('request-invalid');
    const changed = await change(user.password);
    expect(changed.status).toBe(204);
    expect([await status(changed.cookie!), await status(cookie), await status(other)]).toEqual([200, 401, 401]);
    expect((await trySignIn(user)).status).toBe(401);
    expect((await trySignIn({ login: user.login, password: NEW_PASSWORD })).status).toBe(200);
    const events = await fixture.audit.list(tenantId, { limit: 10 });
    expect(events.map(({ action }) => action)).toContain('password-changed');
    const mails = await fixture.db
      .selectFrom('mails')
      .where('kind', '=', 'password-changed')
      .select(['kind', 'recipient', 'body'])
      .execute();
    expect(mails).toEqual([
      { kind: 'password-changed', recipient: 'biuro@piekarnia.example', body: expect.stringContaining(user.login) },
    ]);
    expect(mails[0]!.body).not.toContain(NEW_PASSWORD);
  });
});

describe('fonoteka user', () => {
  const data = mkdtempSync(join(tmpdir(), 'fonoteka-user-'));
  afterAll(() => rmSync(data, { recursive: true }));
  const user = async (...words: string[]) => {
    const environment = { FONOTEKA_DATABASE_URL: database.url, FONOTEKA_DATA: data };
    const { exitCode, stdout } = await runInProcess(environment, 'user', ...words, '--json');
    return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
  };

  test('lists users, resets passwords and codes, disables and enables', async () => {
    const { user: person, cookie } = await userWithTotp();
    const listed = (await user('list')).answer as { login: string; totp: boolean; disabled: boolean }[];
    expect(listed.find(({ login }) => login === person.login)).toMatchObject({ totp: true, disabled: false });

    expect((await user('reset-totp', '--login', person.login)).exitCode).toBe(0);
    const { password } = (await user('reset-password', '--login', person.login)).answer;
    expect((await send('GET', 'session', { cookie })).status).toBe(401);
    expect((await trySignIn({ login: person.login, password })).status).toBe(200);

    await user('disable', '--login', person.login);
    expect((await trySignIn({ login: person.login, password })).status).toBe(401);
    await user('enable', '--login', person.login);
    expect((await trySignIn({ login: person.login, password })).status).toBe(200);

    expect((await user('disable', '--login', 'nobody')).exitCode).toBe(1);
    const actions = (await fixture.audit.list(tenantId, { limit: 20 })).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['totp-reset', 'password-reset', 'user-disabled', 'user-enabled']));
  });
});
