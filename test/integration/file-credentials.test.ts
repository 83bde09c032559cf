import { generateKeyPairSync } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { SignIns } from '../../src/file-access/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { type ApiAnswer, requestApi } from '../kit/api-requests.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
let fixture: ApiFixture;
let unwatch: () => Promise<void>;
let tenantId: TenantId;
let cookie: string;
let otherCookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  unwatch = await fixture.access.watch(url);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  cookie = await signIn(fixture, tenant.admin);
  otherCookie = await signIn(fixture, (await addTenantWithRecording(fixture, 'Warsztat', '48221234568')).admin);
});
afterAll(async () => {
  await unwatch();
  await fixture.close();
});

function api(method: string, path: string, body?: object, as = cookie) {
  return requestApi(fixture, { method, path, cookie: as, body });
}

async function added(settings: object = {}) {
  const { status, body } = await api('POST', '/file-credentials', { label: 'NAS biuro', ...settings });
  expect(status).toBe(201);
  return body as { credential: { id: string; login: string }; password: string };
}

function signIns(): SignIns {
  const { objects, keys, audit, clock, access } = fixture;
  return startSignIns({ db, catalog: { db, clock, panelWindowDays: 30 }, objects, keys, audit, clock, access });
}

/** A client that tries to sign in, and whether it was ended. */
function client(how: { address?: string; encrypted?: boolean } = {}) {
  const closed = new AbortController();
  const seen = { ended: false };
  const end = () => {
    seen.ended = true;
    closed.abort();
  };
  return { seen, client: { address: '192.0.2.10', encrypted: true, ...how, end, closed: closed.signal } };
}

type Door = 'ftp' | 'sftp' | 'webdav';

async function open(at: SignIns, login: string, password: string, door: Door = 'ftp') {
  const { seen, client: from } = client();
  const signedIn = await at.signIn({ door, login, proof: { kind: 'password', password }, client: from });
  return { seen, signedIn };
}

const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);

const newKey = () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const wire = Buffer.concat([part(Buffer.from('ssh-ed25519')), part(raw)]);
  return { wire, line: `ssh-ed25519 ${wire.toString('base64')} jan@laptop` };
};

describe('credentials over the API', () => {
  test('are made, changed, listed and revoked; another tenant knows nothing of them', async () => {
    const { credential, password } = await added({
      doors: ['sftp'],
      numbers: ['101', '+48 22 123 45 67'],
      expiresAt: '2030-01-01T00:00:00+01:00',
      allowedNetworks: ['203.0.113.0/24'],
      bandwidthKilobytes: 500,
    });
    expect(credential).toMatchObject({
      login: 'piekarnia-nas-biuro',
      label: 'NAS biuro',
      doors: ['sftp'],
      numbers: ['+48221234567', '101'],
      expiresAt: '2029-12-31T23:00:00.000Z',
      allowedNetworks: ['203.0.113.0/24'],
      bandwidthKilobytes: 500,
      keys: [],
      hasPassword: true,
      revokedAt: null,
      lastUsed: null,
    });
    expect(password).toMatch(/^\w{20}$/);
    const at = `/file-credentials/${credential.id}`;
    expect((await api('PATCH', at, { label: 'Biuro', numbers: null })).body).toMatchObject({
      label: 'Biuro',
      numbers: null,
      doors: ['sftp'],
    });
    for (const [method, path, body] of [
      ['PATCH', at, { label: 'x' }],
      ['DELETE', at],
      ['POST', `${at}/password`],
      ['POST', `${at}/keys`, { publicKey: newKey().line }],
    ] as const) {
      expect(await api(method, path, body, otherCookie)).toMatchObject({
        status: 404,
        body: { code: 'file-credential-unknown' },
      });
    }
    expect((await api('DELETE', at)).status).toBe(204);
    expect((await api('DELETE', at)).status).toBe(404);
    const { credentials } = (await api('GET', '/file-credentials')).body;
    const revoked = credentials.map(({ label, revokedAt }: Record<string, string>) => [label, revokedAt !== null]);
    expect(revoked.sort()).toEqual([
      ['Biuro', true],
      ['FTP', false],
    ]);
    const actions = (await fixture.audit.list(tenantId)).map(({ action }) => action);
    expect(actions.slice(0, 3)).toEqual([
      'file-credential-revoked',
      'file-credential-changed',
      'file-credential-added',
    ]);
  });

  test('an admin who may not download makes none, but revokes', async () => {
    const admin = await addUserOf(fixture, tenantId, 'admin', { taken: ['download'] });
    const as = await signIn(fixture, admin);
    expect(await api('POST', '/file-credentials', { label: 'x' }, as)).toMatchObject({
      status: 403,
      body: { code: 'above-own-rights' },
    });
    const { credential } = await added();
    expect((await api('DELETE', `/file-credentials/${credential.id}`, undefined, as)).status).toBe(204);
  });

  test('refuse what cannot be', async () => {
    for (const [settings, code] of [
      [{ numbers: ['abc'] }, 'number-invalid'],
      [{ allowedNetworks: ['10.0.0.0/99'] }, 'request-invalid'],
      [{ doors: [] }, 'request-invalid'],
      [{ doors: ['gopher'] }, 'request-invalid'],
      [{ bandwidthKilobytes: 0 }, 'request-invalid'],
    ] as const) {
      expect((await api('POST', '/file-credentials', { label: 'x', ...settings })).body).toMatchObject({ code });
    }
  });
});

describe('public keys', () => {
  test('of OpenSSH are added once and removed', async () => {
    const { credential } = await added({ password: false });
    const at = `/file-credentials/${credential.id}/keys`;
    const { line } = newKey();
    const { body } = await api('POST', at, { publicKey: `${line}\n` });
    expect(body.keys).toMatchObject([
      { type: 'ssh-ed25519', label: 'jan@laptop', fingerprint: expect.stringMatching(/^SHA256:[\w+/]{43}$/) },
    ]);
    expect(body.hasPassword).toBe(false);
    expect((await api('POST', at, { publicKey: line })).body.code).toBe('public-key-exists');
    for (let key = 1; key < 20; key++) await api('POST', at, { publicKey: newKey().line });
    expect((await api('POST', at, { publicKey: newKey().line })).body.code).toBe('too-many-public-keys');
    expect((await api('DELETE', `${at}/${body.keys[0].id}`)).status).toBe(204);
    expect((await api('DELETE', `${at}/${body.keys[0].id}`)).body.code).toBe('public-key-unknown');
  });

  test('open SFTP only for who has them; one that is not known is no failed password', async () => {
    const { credential } = await added({ password: false, label: 'klucze' });
    const [known, unknown] = [newKey(), newKey()];
    await api('POST', `/file-credentials/${credential.id}/keys`, { publicKey: known.line });
    const at = signIns();
    const tryKey = async (key: Buffer) => {
      const { seen, client: from } = client();
      const proof = { kind: 'public-key', key } as const;
      return { seen, signedIn: await at.signIn({ door: 'sftp', login: credential.login, proof, client: from }) };
    };
    for (let offered = 0; offered < 40; offered++) {
      expect((await tryKey(unknown.wire)).signedIn).toEqual({ ok: false, reason: 'wrong' });
    }
    const { seen, signedIn } = await tryKey(known.wire);
    expect(signedIn).toMatchObject({ ok: true });
    const { credentials } = (await api('GET', '/file-credentials')).body;
    const listed = credentials.find(({ id }: { id: string }) => id === credential.id);
    await api('DELETE', `/file-credentials/${credential.id}/keys/${listed.keys[0].id}`);
    await until('the session has ended', () => seen.ended);
  });
});

describe('open sessions end at once', () => {
  test.each<[string, (id: string) => Promise<ApiAnswer>]>([
    ['revoked', (id) => api('DELETE', `/file-credentials/${id}`)],
    ['a new password', (id) => api('POST', `/file-credentials/${id}/password`)],
    ['without its door', (id) => api('PATCH', `/file-credentials/${id}`, { doors: ['sftp'] })],
    ['expired', (id) => api('PATCH', `/file-credentials/${id}`, { expiresAt: '2020-01-01T00:00:00Z' })],
    ['elsewhere', (id) => api('PATCH', `/file-credentials/${id}`, { allowedNetworks: ['203.0.113.0/24'] })],
  ])('%s', async (_name, change) => {
    const at = signIns();
    const { credential, password } = await added();
    const { seen, signedIn } = await open(at, credential.login, password);
    expect(signedIn).toMatchObject({ ok: true });
    expect((await change(credential.id)).status).toBeLessThan(300);
    await until('the session has ended', () => seen.ended);
    // The proof of the password is still in memory.
    expect((await open(at, credential.login, password)).signedIn).toEqual({ ok: false, reason: 'wrong' });
  });

  test('of another scope', async () => {
    const at = signIns();
    const { credential, password } = await added();
    const { seen } = await open(at, credential.login, password);
    await api('PATCH', `/file-credentials/${credential.id}`, { numbers: ['101'] });
    await until('the session has ended', () => seen.ended);
    expect((await open(at, credential.login, password)).signedIn).toMatchObject({ ok: true });
  });

  test('at the instant when it expires', async () => {
    const at = signIns();
    const expiresAt = new Date(fixture.clock.now() + 60_000).toISOString();
    const { credential, password } = await added({ expiresAt });
    const { seen } = await open(at, credential.login, password);
    fixture.clock.advance(59_999);
    expect(seen.ended).toBe(false);
    fixture.clock.advance(1);
    await until('the session has ended', () => seen.ended);
  });

  test('unencrypted ones, when encryption is demanded by one switch', async () => {
    const at = signIns();
    const { credential, password } = await added();
    const proof = { kind: 'password', password } as const;
    const plain = client({ encrypted: false });
    const attempt = { door: 'ftp', login: credential.login, proof, client: plain.client } as const;
    expect(await at.signIn(attempt)).toMatchObject({ ok: true });
    const { seen, signedIn } = await open(at, credential.login, password);
    expect(signedIn).toMatchObject({ ok: true, value: { demandsEncryption: false } });
    expect((await api('PATCH', '/file-access', { ftpTls: 'required' })).body).toMatchObject({ ftpTls: 'required' });
    await until('the unencrypted one has ended', () => plain.seen.ended);
    // It goes on, but sends nothing more in clear (FTP's PROT C).
    await until('the other one demands it', () => signedIn.ok && signedIn.value.demandsEncryption);
    expect(seen.ended).toBe(false);
    expect(await at.demandsEncryption(credential.login)).toBe(true);
    const again = client({ encrypted: false }).client;
    expect(await at.signIn({ ...attempt, client: again })).toEqual({ ok: false, reason: 'encryption-required' });
    await api('PATCH', '/file-access', { ftpTls: 'optional' });
    expect(await api('PATCH', '/file-access', { ftpTls: 'off' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'ftpTls' }] },
    });
    expect(await at.demandsEncryption(credential.login)).toBe(false);
  });
});

test('credentials that were revoked long ago make no endless list', async () => {
  const { credential } = await added({ label: 'dawny' });
  await sql`INSERT INTO file_credentials (id, tenant_id, login, doors, created_at, revoked_at)
    SELECT gen_random_uuid(), ${tenantId}, 'dawny-' || n, '{ftp}', '2020-01-01', '2021-01-01'::timestamptz + n * interval '1 hour'
    FROM generate_series(1, 300) AS n`.execute(db);
  const logins = (await api('GET', '/file-credentials')).body.credentials.map(({ login }: { login: string }) => login);
  expect(logins).toEqual(expect.arrayContaining([credential.login, 'dawny-300']));
  expect(logins).not.toContain('dawny-1');
});
