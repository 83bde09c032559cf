import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import { newFtpPassword } from '../../src/tenants/index.ts';
import { addRecording, addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { basic } from '../kit/webdav-fixture.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let bakery: Company;
let garage: Company;

type Company = Awaited<ReturnType<typeof company>>;

async function company(name: string, number: string) {
  const added = await addTenantWithRecording(fixture, name, number);
  const account = await newFtpPassword(db, added.tenantId, fixture.clock.now());
  const day = warsawDay(fixture.clock.now() - 60_000).replaceAll('-', '/');
  return { ...added, account, path: `/dav/${day}/${added.recording.fileName}` };
}

function send({ account }: Pick<Company, 'account'>, path: string, method = 'GET'): Promise<Response> {
  const headers = { authorization: basic(account.login, account.password), depth: '1' };
  return fetch(`${fixture.origin}${path}`, { method, headers });
}

async function actionsOf({ tenantId }: Company): Promise<string[]> {
  return (await fixture.audit.list(tenantId)).map(({ action }) => action);
}

beforeAll(async () => {
  fixture = await startApi(db);
  bakery = await company('Piekarnia', '48221230001');
  garage = await company('Warsztat', '48221230002');
});
afterAll(() => fixture.close());

test('a customer fetches its recording; sign-in and download are in its audit log, once', async () => {
  const before = await actionsOf(bakery);
  for (let round = 0; round < 3; round++) expect((await send(bakery, '/dav/', 'PROPFIND')).status).toBe(207);
  expect(await (await send(bakery, bakery.path)).text()).toBe(bakery.recording.bytes.toString());
  expect((await actionsOf(bakery)).slice(0, -before.length || undefined).sort()).toEqual([
    'file-download',
    'file-sign-in',
  ]);
});

test('another customer’s recording is not there', async () => {
  const [day] = garage.path.split(/(?<=\/\d\d)\/[^/]*$/);
  const other = await addRecording(fixture, garage.tenantId, { startedAt: fixture.clock.now() - 3_600_000 });
  const path = `${day}/${other.fileName}`;
  expect((await send(garage, path)).status).toBe(200);
  expect((await send(bakery, path)).status).toBe(404);
  expect((await send(bakery, path, 'PROPFIND')).status).toBe(404);
  expect(await (await send(bakery, `${day}/`, 'PROPFIND')).text()).not.toContain(other.fileName);
  expect(await (await send(bakery, `${day}/`)).text()).not.toContain(other.fileName);
});

test('a changed password ends the session at once', async () => {
  expect((await send(garage, garage.path)).status).toBe(200);
  const account = await newFtpPassword(db, garage.tenantId, fixture.clock.now());
  await fixture.access.check(null);
  const refused = await send(garage, garage.path);
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
  expect((await send({ account }, garage.path)).status).toBe(200);
});

test('while events cannot be written, no byte of a file is sent, also of a range that ends within it', async () => {
  const large = await addRecording(fixture, bakery.tenantId, {
    startedAt: fixture.clock.now() - 120_000,
    bytes: Buffer.alloc(1_000_000, 'large'),
  });
  const path = `${bakery.path.slice(0, bakery.path.lastIndexOf('/'))}/${large.fileName}`;
  const fetchPart = async () => {
    const headers = { authorization: basic(bakery.account.login, bakery.account.password), range: 'bytes=10-99' };
    return (await fetch(`${fixture.origin}${path}`, { headers })).text();
  };
  await send(bakery, '/dav/', 'PROPFIND');
  await sql`ALTER TABLE audit_events RENAME TO audit_events_away`.execute(db);
  try {
    await expect(fetchPart()).rejects.toThrow();
  } finally {
    await sql`ALTER TABLE audit_events_away RENAME TO audit_events`.execute(db);
  }
  expect(await fetchPart()).toHaveLength(90);
});

describe('beside the panel', () => {
  test('a panel session is no sign-in here, and no WebDAV password is one there', async () => {
    const cookie = await signIn(fixture, bakery.admin);
    expect((await fetch(`${fixture.origin}/dav/`, { headers: { cookie } })).status).toBe(401);
    const headers = { authorization: basic(bakery.account.login, bakery.account.password) };
    expect((await fetch(`${fixture.origin}/api/v1/calls`, { headers })).status).toBe(401);
  });

  test('the panel’s pages stay what they were', async () => {
    for (const path of ['/', '/davos', '/calls']) {
      const page = await fetch(`${fixture.origin}${path}`);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>panel</title>')]);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
  });

  test('no page of another site may read it', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PROPFIND' };
    const answer = await fetch(`${fixture.origin}/dav/`, { method: 'OPTIONS', headers });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
