import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FileSessionId, newId, type TenantId } from '../../src/base/ids.ts';
import type { SignIns } from '../../src/file-access/index.ts';
import { LoginThrottle } from '../../src/file-access/sign-in/login-throttle.ts';
import { newFtpPassword, removeFileSessions, saveFileSessions } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { requestApi } from '../kit/api-requests.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

/** More often than an API shows what was written: every two seconds. */
const WRITTEN_MS = 2_000;

const { db, url } = testDatabase();
let fixture: ApiFixture;
let unwatch: () => Promise<void>;
let tenantId: TenantId;
let cookie: string;
let otherCookie: string;
let account: { readonly login: string; readonly password: string };

beforeAll(async () => {
  fixture = await startApi(db);
  unwatch = await fixture.access.watch(url);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  cookie = await signIn(fixture, tenant.admin);
  otherCookie = await signIn(fixture, (await addTenantWithRecording(fixture, 'Warsztat', '48221234568')).admin);
  account = await newFtpPassword(db, tenantId, fixture.clock.now());
});
afterAll(async () => {
  await unwatch();
  await fixture.close();
});

function api(method: string, path: string, body?: object, as = cookie) {
  return requestApi(fixture, { method, path, cookie: as, body });
}

/** The doors of one process. */
function process(settings: Partial<Parameters<typeof startSignIns>[0]> = {}): SignIns {
  const { objects, keys, audit, clock, access } = fixture;
  const catalog = { db, clock, panelWindowDays: 30 };
  return startSignIns({ db, catalog, objects, keys, audit, clock, access, ...settings });
}

function client({ address = '192.0.2.10', encrypted = true } = {}) {
  const closed = new AbortController();
  return { address, encrypted, closed: closed.signal, end: () => closed.abort() };
}

const attempt = (login: string, password: string, from = client(), door: 'ftp' | 'sftp' | 'webdav' = 'ftp') => ({
  door,
  login,
  proof: { kind: 'password', password } as const,
  client: from,
});

const sessions = async () => (await api('GET', '/file-sessions')).body.sessions;
const failed = async (path = '/file-sign-ins', as = cookie) => (await api('GET', path, undefined, as)).body.failed;

/** Waits until it is written; what writes comes again only after it has ended. */
function written(what: string, condition: () => Promise<boolean>): Promise<void> {
  return until(what, async () => {
    fixture.clock.advance(WRITTEN_MS);
    return condition();
  });
}

/** Advances the clock until it is answered. */
async function answered<T>(waiting: Promise<T>): Promise<T> {
  let done = false;
  const settled = waiting.finally(() => (done = true));
  await until('it is answered', () => {
    if (!done) fixture.clock.advance(1000);
    return done;
  });
  return settled;
}

/** Passwords of people who guess are as many as there are attempts. */
const guesses = (count: number) => Array.from({ length: count }, (_, n) => `guess ${n}`);

describe('who is signed in', () => {
  test('is shown by any process, with what they do; the credential has its last use; and can be ended', async () => {
    const signIns = process();
    const from = client({ address: '192.0.2.20', encrypted: false });
    const opened = await signIns.signIn(attempt(account.login, account.password, from, 'webdav'));
    await written('the session is shown', async () => (await sessions()).length === 1);
    const [shown] = await sessions();
    expect(shown).toMatchObject({
      login: account.login,
      door: 'webdav',
      address: '192.0.2.20',
      encrypted: false,
      activity: 'idle',
      sentBytes: 0,
    });
    const { tree } = (opened as Extract<typeof opened, { ok: true }>).value;
    const [path] = await pathsOf(tree);
    const content = await (await tree.find(path!))!.open(0);
    let bytes = 0;
    for (let read = await content.read(); read !== null; read = await content.read()) bytes += read.length;
    await written('its download is shown', async () => (await sessions())[0].sentBytes === bytes);
    expect((await sessions())[0].activity).toBe('download');
    content.close();
    await written('the last use is shown', async () => {
      const { credentials } = (await api('GET', '/file-credentials')).body;
      return credentials[0].lastUsed?.door === 'webdav' && credentials[0].lastUsed.encrypted === false;
    });
    expect((await api('DELETE', `/file-sessions/${shown.id}`, undefined, otherCookie)).status).toBe(404);
    expect((await api('DELETE', `/file-sessions/${shown.id}`)).status).toBe(204);
    await until('its connection has ended', () => from.closed.aborted);
    expect(await sessions()).toEqual([]);
    expect((await api('DELETE', `/file-sessions/${shown.id}`)).status).toBe(404);
  });

  test('is not shown any more a minute after their process was killed, and removed by another one', async () => {
    const killed = '018f0000-0000-7000-8000-000000000001' as FileSessionId;
    const row = { door: 'ftp', address: '192.0.2.1', encrypted: true, activity: 'idle', sent_bytes: 0 };
    const seen = new Date(fixture.clock.now() - 59_000);
    const of = { tenant_id: tenantId, credential_id: tenantId as never };
    await db
      .insertInto('file_sessions')
      .values({ ...row, ...of, id: killed, since: seen, seen_at: seen })
      .execute();
    expect((await sessions()).map(({ id }: { id: string }) => id)).toEqual([killed]);
    fixture.clock.advance(1_000);
    expect(await sessions()).toEqual([]);
    process();
    await written('it is removed', async () => {
      const rows = await db.selectFrom('file_sessions').select('id').where('id', '=', killed).execute();
      return rows.length === 0;
    });
  });
});

describe('the sessions of a tenant', () => {
  const LIMIT = 3;
  let customer: { readonly login: string; readonly password: string };
  beforeAll(async () => {
    const { tenantId: id } = await addTenantWithRecording(fixture, 'Hurtownia', '48221234570');
    customer = await newFtpPassword(db, id, fixture.clock.now());
  });
  const signInAt = (signIns: SignIns, door: 'ftp' | 'webdav' = 'ftp', from = client()) =>
    signIns.signIn(attempt(customer.login, customer.password, from, door));
  type SignedIn = Extract<Awaited<ReturnType<typeof signInAt>>, { ok: true }>;

  test('are counted in all processes together, however many sign in at once', async () => {
    const processes = [1, 2].map(() => process({ sessionsPerTenant: LIMIT }));
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => signInAt(processes[n % 2]!)));
    const open = all.filter((one): one is SignedIn => one.ok);
    expect(open).toHaveLength(LIMIT);
    for (const one of all) if (!one.ok) expect(one.reason).toBe('too-many-sessions');
    // The place of one that has ended is free at once where it was, and in other processes when that is written.
    open[0]!.value.release();
    for (const signIns of processes) {
      await written('there is room', async () => {
        const again = await signInAt(signIns);
        if (again.ok) again.value.release();
        return again.ok;
      });
    }
    for (const one of open) one.value.release();
  });

  test('by WebDAV that nobody uses make room in another process', async () => {
    const [one, other] = [1, 2].map(() => process({ sessionsPerTenant: LIMIT })) as [SignIns, SignIns];
    await written('those before have ended', async () => {
      const { rows } = await sql`SELECT FROM file_sessions JOIN file_credentials ON credential_id = file_credentials.id
        WHERE login = ${customer.login}`.execute(db);
      return rows.length === 0;
    });
    const idle = client();
    expect(await signInAt(one, 'webdav', idle)).toMatchObject({ ok: true });
    for (let used = 1; used < LIMIT; used++) expect(await signInAt(one)).toMatchObject({ ok: true });
    expect(await signInAt(other)).toMatchObject({ ok: false });
    expect(await signInAt(other, 'webdav')).toMatchObject({ ok: true });
    await until('the one that nobody used has ended', () => idle.closed.aborted);
  });
});

async function pathsOf(tree: { list(path: string): AsyncIterable<{ name: string; kind: string }> }, folder = '') {
  const found: string[] = [];
  for await (const { name, kind } of tree.list(folder === '' ? '/' : folder)) {
    if (kind === 'folder') found.push(...(await pathsOf(tree, `${folder}/${name}`)));
    else if (name.endsWith('.mp3')) found.push(`${folder}/${name}`);
  }
  return found;
}

describe('who could not sign in', () => {
  test('is shown with the reason, which the client does not learn', async () => {
    const signIns = process();
    const { credential, password } = (await api('POST', '/file-credentials', { label: 'stare', doors: ['sftp'] })).body;
    const wrong = { ok: false, reason: 'wrong' };
    expect(await signIns.signIn(attempt(account.login, 'hasło', client({ encrypted: false })))).toEqual(wrong);
    expect(await signIns.signIn(attempt(credential.login, password))).toEqual(wrong);
    await api('PATCH', `/file-credentials/${credential.id}`, { expiresAt: '2026-01-01T00:00:00Z' });
    expect(await signIns.signIn(attempt(credential.login, password, client(), 'sftp'))).toEqual(wrong);
    expect(await signIns.signIn(attempt('moje tajne hasło', 'x'))).toEqual(wrong);
    expect(await signIns.signIn(attempt('anonymous', 'x@'))).toEqual(wrong);
    await written('they are written', async () => (await failed()).length === 3);
    const shown = await failed();
    const listed = shown.map(({ login, door, encrypted, reason }: Record<string, unknown>) => ({
      login,
      door,
      encrypted,
      reason,
    }));
    expect(listed).toEqual(
      expect.arrayContaining([
        { login: account.login, door: 'ftp', encrypted: false, reason: 'wrong-password' },
        { login: credential.login, door: 'ftp', encrypted: true, reason: 'wrong-door' },
        { login: credential.login, door: 'sftp', encrypted: true, reason: 'expired' },
      ]),
    );
    expect(await failed('/file-sign-ins', otherCookie)).toEqual([]);
    const staff = await signIn(fixture, await addUserOf(fixture, null, 'operator-support'));
    expect(await failed('/operator/file-sign-ins', staff)).toMatchObject([{ login: null, reason: 'unknown-login' }]);
    expect(JSON.stringify([shown, await fixture.audit.list(tenantId), fixture.log])).not.toContain('tajne');
    const reasons = (await fixture.audit.list(tenantId)).map(({ detail }) => detail?.['reason']);
    expect(reasons).toEqual(expect.arrayContaining(['expired', 'wrong-door', 'wrong-password']));
  });

  test('a program with an old password is counted, not held to guess: others behind its address go on', async () => {
    const signIns = process();
    const old = () => signIns.signIn(attempt(account.login, 'old password', client({ address: '192.0.2.30' })));
    await old();
    for (let again = 0; again < 20; again++) {
      await answered(old());
    }
    const before = fixture.clock.now();
    expect(
      await signIns.signIn(attempt(account.login, account.password, client({ address: '192.0.2.30' }))),
    ).toMatchObject({ ok: true });
    expect(fixture.clock.now()).toBe(before);
    await written('they are one line', async () =>
      (await failed()).some(
        ({ attempts, address }: Record<string, unknown>) => address === '192.0.2.30' && attempts !== 0,
      ),
    );
  });
});

const attemptsOf = ({ attempts }: { readonly attempts: number }) => attempts;

const attemptsFrom = async (from: string): Promise<number[]> =>
  (await failed()).filter(({ address }: { address: string }) => address === from).map(attemptsOf);

describe('any number of failures', () => {
  test('a program that tries again for minutes is one line in the list', async () => {
    const signIns = process();
    const old = () => signIns.signIn(attempt(account.login, 'alt', client({ address: '192.0.2.31' })));
    for (let attempts = 1; attempts <= 3; attempts++) {
      await answered(old());
      await written('it is counted', async () => JSON.stringify(await attemptsFrom('192.0.2.31')) === `[${attempts}]`);
    }
  });

  test('without a wait are listed, but audited within a limit', async () => {
    const signIns = process({ ftpTls: 'required' });
    const { credential, password } = (await api('POST', '/file-credentials', { label: 'unieważnione' })).body;
    await api('DELETE', `/file-credentials/${credential.id}`);
    const unencrypted = client({ address: '192.0.2.32', encrypted: false });
    const revoked = client({ address: '192.0.2.33' });
    for (let again = 0; again < 150; again++) {
      await signIns.signIn(attempt(account.login, 'x', unencrypted));
      await signIns.signIn(attempt(credential.login, password, revoked));
    }
    await written('they are counted', async () => {
      const of = (await failed()).filter(({ address }: { address: string }) => /192.0.2.3[23]/.test(address));
      return JSON.stringify(of.map(attemptsOf)) === '[150,150]';
    });
    const audited = await fixture.audit.list(tenantId);
    expect(audited.filter(({ address }) => /192.0.2.3[23]/.test(address ?? '')).length).toBe(100);
  });

  test('do not fill the database: the last of each tenant are kept', async () => {
    const at = new Date(fixture.clock.now());
    const add = (tenant: TenantId | null, count: number) =>
      sql`INSERT INTO failed_file_sign_ins (id, tenant_id, door, address, encrypted, reason, attempts, failed_at)
        SELECT gen_random_uuid(), ${tenant}, 'ftp', '192.0.2.' || (n % 250), true, 'wrong-password', 1, ${at}::timestamptz - n * interval '1 second'
        FROM generate_series(1, ${count}::int) AS n`.execute(db);
    await add(null, 12_000);
    await add(tenantId, 100);
    process();
    await written('they are removed', async () => {
      const { rows } = await sql<{ unknown: number; own: number; newest: boolean }>`
        SELECT count(*) FILTER (WHERE tenant_id IS NULL)::int AS unknown, count(tenant_id)::int AS own,
          bool_or(failed_at = ${at}::timestamptz - interval '1 second') AS newest FROM failed_file_sign_ins`.execute(
        db,
      );
      return rows[0]!.unknown === 10_000 && rows[0]!.own >= 100 && rows[0]!.newest;
    });
  });
});

test('thousands of sessions of a process are written', async () => {
  const now = fixture.clock.now();
  const of = { tenantId, credentialId: tenantId as never, address: '192.0.2.1', encrypted: true, since: now };
  const many = Array.from({ length: 7_000 }, () => ({
    ...of,
    id: newId<FileSessionId>(now),
    door: 'ftp' as const,
    activity: 'idle' as const,
    sentBytes: 2 ** 40,
  }));
  await saveFileSessions(db, many, now);
  await saveFileSessions(db, many, now);
  const ids = many.map(({ id }) => id);
  const rows = await db.selectFrom('file_sessions').select('sent_bytes').where('id', 'in', ids).execute();
  expect(rows.length).toBe(7_000);
  expect(rows[0]).toEqual({ sent_bytes: 2 ** 40 });
  await removeFileSessions(db, ids, now);
});

const checkedFrom = async (from: string) =>
  (await fixture.audit.list(tenantId)).filter(
    ({ address, detail }) => address === from && detail?.['reason'] === 'wrong-password',
  ).length;

describe('guessing at speed', () => {
  test('beside signed-in customers: they sign in again at once, from the same address too, and few guesses are checked', async () => {
    const signIns = process();
    const office = () => client({ address: '203.0.113.9' });
    const { credential, password } = (await api('POST', '/file-credentials', { label: 'biuro' })).body;
    expect(await signIns.signIn(attempt(account.login, account.password, office()))).toMatchObject({ ok: true });
    // From the office's own address, and from eighty others, at both logins.
    const guessing = guesses(240).map((guess, n) => {
      const address = n % 3 === 0 ? '203.0.113.9' : `198.51.100.${n % 80}`;
      return signIns.signIn(attempt(n % 2 === 0 ? account.login : credential.login, guess, client({ address })));
    });
    const before = fixture.clock.now();
    for (let again = 0; again < 5; again++) {
      expect(await signIns.signIn(attempt(account.login, account.password, office()))).toMatchObject({ ok: true });
    }
    expect(fixture.clock.now()).toBe(before);
    const outcomes = await answered(Promise.all(guessing));
    expect(outcomes.filter(({ ok }) => ok)).toEqual([]);
    // From the office's address, at both logins: the free ones, and those that waited their turn.
    expect(await checkedFrom('203.0.113.9')).toBeLessThan(40);
    // The other login was never used: its owner waits for seconds, but comes in.
    const owner = signIns.signIn(attempt(credential.login, password, client({ address: '192.0.2.99' })));
    expect(await answered(owner)).toMatchObject({ ok: true });
  });
});

test('who tries thousands of logins leaves few counters behind, and no login', async () => {
  const throttle = new LoginThrottle({ db });
  for (let n = 0; n < 100; n++) await throttle.enqueue('198.51.100.200', `tajne ${n}`);
  const { rows } = await sql<{ key: string }>`SELECT key FROM attempt_counters`.execute(db);
  expect(rows.filter(({ key }) => key.startsWith('file-pair:198.51.100.200')).length).toBe(35);
  expect(rows.filter(({ key }) => key.includes('tajne'))).toEqual([]);
});

describe('an unlock', () => {
  test('lets a login in again; a tenant unlocks its own only; it is audited', async () => {
    const signIns = process();
    const address = '192.0.2.40';
    const { credential, password } = (await api('POST', '/file-credentials', { label: 'zamknięte' })).body;
    const all = guesses(60).map((guess) => signIns.signIn(attempt(credential.login, guess, client({ address }))));
    await answered(Promise.all(all));
    const waiting = signIns.signIn(attempt(credential.login, password, client({ address })));
    expect((await api('POST', '/file-sign-ins/unlock', { login: credential.login }, otherCookie)).body.code).toBe(
      'file-credential-unknown',
    );
    expect((await api('POST', '/file-sign-ins/unlock', { login: credential.login })).status).toBe(204);
    const before = fixture.clock.now();
    const other = await signIns.signIn(attempt(credential.login, password, client({ address: '192.0.2.41' })));
    expect(other).toMatchObject({ ok: true });
    expect(fixture.clock.now()).toBe(before);
    const [event] = (await fixture.audit.list(tenantId)).filter(({ action }) => action === 'file-sign-ins-unlocked');
    expect(event).toMatchObject({ detail: { login: true, address: false } });
    await answered(waiting);
  });
});
