import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantId, UserId } from '../../src/base/ids.ts';
import { type Credentials, linkPerson, setOidcProvider } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { Authenticator } from '../kit/authenticator.ts';
import { testDatabase } from '../kit/database.ts';

const ORIGIN = 'https://panel.example';

const database = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let user: Credentials & { id: UserId };
let cookie: string;
let device: Authenticator;

beforeAll(async () => {
  fixture = await startApi(database.db, { panelUrl: ORIGIN });
  ({ tenantId } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
});
afterAll(() => fixture.close());

beforeEach(async () => {
  await database.db.deleteFrom('attempt_counters' as never).execute();
  await database.db.deleteFrom('oidc_providers').execute();
  await useAccount();
});

/** A new user with a new device. */
async function useAccount() {
  user = await addUserOf(fixture, tenantId, 'supervisor');
  cookie = await signIn(fixture, user);
  device = new Authenticator();
}

async function send(method: string, path: string, body?: unknown, of = '') {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: { cookie: of, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

type Options = { challenge: string } & Record<string, unknown>;

async function beginAdding(): Promise<Options> {
  const { status, answer } = await send('POST', 'account/passkeys/challenge', { password: user.password }, cookie);
  expect(status).toBe(200);
  return answer as Options;
}

/** Adds a passkey of a device. */
async function add(to = device, name = 'telefon') {
  const response = to.create(await beginAdding(), { origin: ORIGIN });
  return send('POST', 'account/passkeys', { name, response }, cookie);
}

const challenge = async () => (await send('POST', 'session/passkey/challenge')).answer as Options;
const signInBy = (response: unknown) => send('POST', 'session/passkey', { response });
const byPassword = (more: object = {}) =>
  send('POST', 'session', { login: user.login, password: user.password, ...more });
const withCounter = async (counter: number) =>
  (await signInBy(device.get(await challenge(), { origin: ORIGIN, counter }))).status;

describe('a passkey', () => {
  test('is added with the password, listed, signs in alone, and is removed', async () => {
    const wrong = await send('POST', 'account/passkeys/challenge', { password: 'wrong' }, cookie);
    expect(wrong.answer['code']).toBe('password-wrong');
    const added = await add();
    expect(added.answer['recoveryCodes']).toHaveLength(10);
    const second = await add(new Authenticator(), 'klucz USB');
    expect(second.answer['recoveryCodes']).toBeNull();
    const { answer } = await send('GET', 'account/passkeys', undefined, cookie);
    expect(answer).toMatchObject({ available: true, passkeys: [{ name: 'telefon' }, { name: 'klucz USB' }] });

    const options = await challenge();
    expect(options).toMatchObject({ rpId: 'panel.example', userVerification: 'required' });
    expect(options['allowCredentials'] ?? []).toEqual([]);
    const signedIn = await signInBy(device.get(options, { origin: ORIGIN }));
    expect(signedIn.answer).toMatchObject({ user: { id: user.id }, tenant: { id: tenantId } });
    const [event] = await fixture.audit.list(tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in', actor: user.id, detail: { method: 'passkey' } });

    const path = `account/passkeys/${String(added.answer['id'])}/remove`;
    expect((await send('POST', path, { password: user.password }, cookie)).status).toBe(204);
    expect((await send('POST', path, { password: user.password }, cookie)).status).toBe(404);
    const gone = await signInBy(device.get(await challenge(), { origin: ORIGIN }));
    expect([gone.status, gone.answer['code']]).toEqual([401, 'passkey-refused']);
  });

  test('of somebody else cannot be removed', async () => {
    const { answer } = await add();
    const path = `account/passkeys/${String(answer['id'])}/remove`;
    await useAccount();
    expect((await send('POST', path, { password: user.password }, cookie)).status).toBe(404);
  });

  test.each<[string, Partial<Parameters<Authenticator['get']>[1]>]>([
    ['at another origin', { origin: 'https://panel.example.evil.example' }],
    ['that has not verified the person', { userVerified: false }],
  ])('%s is refused', async (_what, change) => {
    await add();
    const { answer } = await signInBy(device.get(await challenge(), { origin: ORIGIN, ...change }));
    expect(answer['code']).toBe('passkey-refused');
    const [event] = await fixture.audit.list(tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'sign-in-failed', actor: user.id, detail: { method: 'passkey' } });
  });

  test('that did not verify the person, or is of another site, is not added', async () => {
    for (const how of [{ origin: ORIGIN, userVerified: false }, { origin: 'https://evil.example' }]) {
      const response = device.create(await beginAdding(), how);
      const { answer } = await send('POST', 'account/passkeys', { name: 'telefon', response }, cookie);
      expect(answer['code']).toBe('passkey-refused');
    }
  });

  test('answers each challenge once, in time, and no challenge of another kind or user', async () => {
    await add();
    const answered = device.get(await challenge(), { origin: ORIGIN });
    expect((await signInBy(answered)).status).toBe(200);
    expect((await signInBy(answered)).answer['code']).toBe('passkey-refused');
    const late = device.get(await challenge(), { origin: ORIGIN });
    fixture.clock.advance(11 * 60_000);
    expect((await signInBy(late)).answer['code']).toBe('passkey-refused');
    const otherKind = device.get(await beginAdding(), { origin: ORIGIN });
    expect((await signInBy(otherKind)).answer['code']).toBe('passkey-refused');
    const own = { challenge: 'A'.repeat(43) };
    const refused = await signInBy(device.get(own, { origin: ORIGIN }));
    // Or throttled: it is the fourth failure.
    expect(refused.status).toBeGreaterThanOrEqual(401);
  });

  test('is not added by the challenge of somebody else', async () => {
    const response = device.create(await beginAdding(), { origin: ORIGIN });
    await useAccount();
    const stolen = await send('POST', 'account/passkeys', { name: 'x', response }, cookie);
    expect(stolen.answer['code']).toBe('passkey-refused');
  });

  test('whose counter goes back is refused: the device may have been copied', async () => {
    await add();
    const statuses = [await withCounter(5), await withCounter(6), await withCounter(6), await withCounter(2)];
    expect(statuses).toEqual([200, 200, 401, 401]);
    const [event] = await fixture.audit.list(tenantId, { limit: 1 });
    expect(event).toMatchObject({ action: 'passkey-counter-regressed', actor: user.id });
    expect(await withCounter(7)).toBe(200);
  });

  test('of a disabled user, or where only company accounts are accepted, does not sign in', async () => {
    await add();
    const { db, keys } = fixture;
    const issuer = 'https://login.example';
    await linkPerson(db, issuer, { user: { id: user.id, tenantId }, subject: 's', now: 0 });
    await db.updateTable('users').set({ role: 'admin' }).where('id', '=', user.id).execute();
    const setup = { issuer, clientId: 'c', clientSecret: null, emailDomains: [], linkByEmail: false, addUsers: false };
    await setOidcProvider({ db, keys }, tenantId, { ...setup, onlyOidc: true, secondFactor: false }, 0);
    const refused = await signInBy(device.get(await challenge(), { origin: ORIGIN }));
    expect(refused.answer['code']).toBe('password-sign-in-off');
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    expect((await signInBy(device.get(await challenge(), { origin: ORIGIN }))).answer['code']).toBe('passkey-refused');
  });

  test('is a second factor: after the password it is asked for, or a recovery code', async () => {
    const { answer } = await add();
    const [first] = answer['recoveryCodes'] as string[];
    expect((await byPassword()).answer['code']).toBe('sign-in-code-required');
    expect((await byPassword({ code: '000000' })).status).toBe(401);
    const mine = device;
    const passkey = mine.get(await challenge(), { origin: ORIGIN });
    expect((await byPassword({ passkey })).status).toBe(200);
    expect((await byPassword({ passkey })).answer['code']).toBe('passkey-refused');
    expect((await byPassword({ code: first })).status).toBe(200);
    expect((await byPassword({ code: first })).status).toBe(401);
    await useAccount();
    await add();
    const ofAnother = mine.get(await challenge(), { origin: ORIGIN });
    expect((await byPassword({ passkey: ofAnother })).status).toBe(401);
  });
});
