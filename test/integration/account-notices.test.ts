import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, saveContact, setUserEmail } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { Authenticator } from '../kit/authenticator.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { until } from '../kit/until.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const FIREFOX_NEXT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0';
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const OFFICE = '203.0.113.7';
const ORIGIN = 'https://panel.example';

const database = testDatabase();
const { db } = database;
const data = mkdtempSync(join(tmpdir(), 'fonoteka-notices-'));
let fixture: ApiFixture;
let tenantId: TenantId;

beforeAll(async () => {
  fixture = await startApi(db, { trustedProxies: ['127.0.0.1'], panelUrl: ORIGIN });
  ({ tenantId } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
  await saveContact(db, tenantId, { email: 'biuro@piekarnia.example' });
});
afterAll(async () => {
  await fixture.close();
  rmSync(data, { recursive: true });
});

interface Sent {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly from?: string;
  readonly browser?: string;
}

async function send(method: string, path: string, { body, cookie = '', from = OFFICE, browser = FIREFOX }: Sent = {}) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: {
      cookie,
      'x-forwarded-for': from,
      'user-agent': browser,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, answer, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

const mailsTo = (recipient: string) =>
  db.selectFrom('mails').where('recipient', '=', recipient).select(['kind', 'body']).orderBy('id').execute();
const kindsTo = async (recipient: string) => (await mailsTo(recipient)).map(({ kind }) => kind);
const signInsRemembered = async ({ id }: Pick<Person, 'id'>) =>
  (await db.selectFrom('known_sign_ins').where('user_id', '=', id).select('client_hash').execute()).length;

let people = 0;
async function person() {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const email = `jan${++people}@piekarnia.example`;
  await setUserEmail(db, user.id, email);
  return { ...user, email };
}
type Person = Awaited<ReturnType<typeof person>>;

/** Signs in, and waits until the sign-in is remembered. */
async function signIn({ id, login, password }: Pick<Person, 'id'> & Credentials, at: Sent = {}, code?: string) {
  fixture.clock.advance(1);
  const done = await send('POST', 'session', { ...at, body: { login, password, ...(code !== undefined && { code }) } });
  expect(done.status).toBe(200);
  await until('the sign-in is remembered', async () => {
    const last = await db
      .selectFrom('known_sign_ins')
      .where('user_id', '=', id)
      .orderBy('last_seen_at', 'desc')
      .select('last_seen_at')
      .executeTakeFirst();
    return last?.last_seen_at.getTime() === fixture.clock.now();
  });
  return done.cookie;
}

test('a sign-in from an address and browser not seen before is reported to the person, the first one not', async () => {
  const user = await person();
  await signIn(user);
  await signIn(user, { browser: FIREFOX_NEXT });
  expect(await mailsTo(user.email)).toEqual([]);
  await signIn(user, { browser: CHROME });
  await signIn(user, { from: '198.51.100.9' });
  await signIn(user, { from: '198.51.100.9' });
  const mails = await mailsTo(user.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['new-sign-in', 'new-sign-in']);
  expect(mails[0]!.body).toContain(`${user.login}: Chrome, Linux`);
  expect(mails[1]!.body).not.toContain('198.51.100.9');
  expect(fixture.log.join('')).not.toContain('198.51.100.9');
});

test('a sign-in of a user without an address of their own is reported to the tenant’s contact', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  await signIn(user);
  await signIn(user, { browser: CHROME });
  expect((await mailsTo('biuro@piekarnia.example')).at(-1)!.body).toContain(user.login);
});

test('a person reads mails in the own language, and may do without those of sign-ins', async () => {
  const user = await person();
  const cookie = await signIn(user);
  const change = async (body: unknown) => (await send('PATCH', 'account/settings', { cookie, body })).status;
  expect((await send('GET', 'account/settings', { cookie })).answer).toEqual({
    language: null,
    theme: null,
    mailOfSignIns: true,
  });
  expect(await change({ language: 'en', theme: 'dark' })).toBe(200);
  await signIn(user, { browser: CHROME });
  expect((await mailsTo(user.email))[0]!.body).toContain('signed in');
  expect(await change({ mailOfSignIns: false })).toBe(200);
  await signIn(user, { from: '198.51.100.77' });
  expect(await kindsTo(user.email)).toEqual(['new-sign-in']);
  expect(await change({ language: 'de' })).toBe(400);
  expect(await change({ colour: 'red' })).toBe(400);
  expect((await fixture.audit.list(tenantId, { limit: 2 })).map(({ action }) => action)).toContain(
    'own-settings-changed',
  );
});

test('a client is forgotten after 180 days, or when 20 others came later; its user stays one who has signed in', async () => {
  const user = await person();
  for (let n = 0; n < 22; n++) {
    await signIn(user, { from: `192.0.2.${n}` });
    fixture.clock.advance(HOUR_MS);
  }
  expect(await signInsRemembered(user)).toBe(20);
  expect(await kindsTo(user.email)).toHaveLength(21);
  await signIn(user, { from: '192.0.2.21' });
  expect(await kindsTo(user.email)).toHaveLength(21);
  await signIn(user, { from: '192.0.2.0' });
  expect(await kindsTo(user.email)).toHaveLength(22);
  fixture.clock.advance(180 * DAY_MS);
  // Anybody's sign-in deletes what has ended.
  await signIn(await person());
  expect(await signInsRemembered(user)).toBe(0);
  await signIn(user, { from: '192.0.2.0' });
  expect(await kindsTo(user.email)).toHaveLength(23);
});

test('at most five notices an hour are sent to an account', async () => {
  const user = await person();
  for (let n = 0; n < 8; n++) await signIn(user, { from: `192.0.2.${n}` });
  expect(await kindsTo(user.email)).toHaveLength(5);
  fixture.clock.advance(HOUR_MS);
  await signIn(user, { from: '192.0.2.100' });
  expect(await kindsTo(user.email)).toHaveLength(6);
});

test('a sign-in neither waits for its notice nor fails with it', async () => {
  const user = await person();
  await signIn(user);
  const signedIn = () => send('POST', 'session', { body: { ...credentials(user) }, browser: CHROME });
  await db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('account_notices').where('user_id', '=', user.id).selectAll().forUpdate().execute();
    expect((await signedIn()).status).toBe(200);
    expect(await mailsTo(user.email)).toEqual([]);
  });
  await until('the mail is queued', async () => (await mailsTo(user.email)).length === 1);
});

test('one-time codes turned on and off, and a recovery code used, are reported', async () => {
  const user = await person();
  const cookie = await signIn(user);
  const { answer } = await send('POST', 'account/totp', { cookie, body: { password: user.password } });
  const code = new TOTP({ secret: answer['secret'] as string }).generate({ timestamp: fixture.clock.now() });
  const confirmed = await send('POST', 'account/totp/confirm', { cookie, body: { code } });
  expect(await kindsTo(user.email)).toEqual(['totp-enabled']);
  await signIn(user, {}, (confirmed.answer['recoveryCodes'] as string[])[0]);
  await until('the mail is queued', async () => (await mailsTo(user.email)).length === 2);
  // Mails of one instant have no order.
  fixture.clock.advance(1);
  for (let n = 0; n < 2; n++) {
    expect((await send('POST', 'account/totp/remove', { cookie, body: { password: user.password } })).status).toBe(204);
  }
  expect(await kindsTo(user.email)).toEqual(['totp-enabled', 'recovery-code-used', 'totp-disabled']);
});

test('a passkey added and removed, a sign-in by it, and its reset by the operator are reported', async () => {
  const user = await person();
  const cookie = await signIn(user);
  const add = async (device: Authenticator) => {
    const begun = await send('POST', 'account/passkeys/challenge', { cookie, body: { password: user.password } });
    const response = device.create(begun.answer as { challenge: string }, { origin: ORIGIN });
    const added = await send('POST', 'account/passkeys', { cookie, body: { name: 'telefon', response } });
    expect(added.status).toBe(200);
    return added.answer['id'] as string;
  };
  const device = new Authenticator();
  const id = await add(device);
  const challenge = (await send('POST', 'session/passkey/challenge')).answer as { challenge: string };
  const response = device.get(challenge, { origin: ORIGIN });
  expect((await send('POST', 'session/passkey', { body: { response }, browser: CHROME })).status).toBe(200);
  await until('the mail is queued', async () => (await mailsTo(user.email)).length === 2);
  await send('POST', `account/passkeys/${id}/remove`, { cookie, body: { password: user.password } });
  const reset = () => runInProcess(environment(), 'user', 'reset-passkeys', '--login', user.login, '--json');
  expect((await reset()).exitCode).toBe(0);
  await add(new Authenticator());
  expect((await reset()).exitCode).toBe(0);
  expect((await kindsTo(user.email)).toSorted()).toEqual(
    ['passkey-added', 'new-sign-in', 'passkey-removed', 'passkey-added', 'passkeys-reset'].toSorted(),
  );
});

const environment = () => ({ FONOTEKA_DATABASE_URL: database.url, FONOTEKA_DATA: data });
const credentials = ({ login, password }: Credentials) => ({ login, password });
