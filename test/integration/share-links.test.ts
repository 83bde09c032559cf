import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShareLinkId } from '../../src/base/ids.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const HOUR_MS = 3_600_000;
const SOUND = Buffer.alloc(3_000_000, 'sound ');

const { db, url } = testDatabase();
let fixture: ApiFixture;
let stopWatching: () => Promise<void>;
let bakery: Awaited<ReturnType<typeof addTenantWithRecording>>;
let admin: string;
let recording: Awaited<ReturnType<typeof addRecording>>;

beforeAll(async () => {
  fixture = await startApi(db);
  stopWatching = await fixture.access.watch(url);
  bakery = await addTenantWithRecording(fixture, 'Piekarnia', '48221230001');
  admin = await signIn(fixture, bakery.admin);
  recording = await addRecording(fixture, bakery.tenantId, { startedAt: fixture.clock.now() - HOUR_MS, bytes: SOUND });
});
afterAll(async () => {
  await stopWatching();
  await fixture.close();
});

function send(method: string, path: string, body?: unknown, cookie = admin): Promise<Response> {
  const headers = { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) };
  return fetch(`${fixture.origin}/api/v1${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

interface Made {
  readonly id: ShareLinkId;
  readonly token: string;
}

async function made(wanted: object = {}, { of = recording.id, cookie = admin } = {}): Promise<Made> {
  const answer = await send(
    'POST',
    `/recordings/${of}/share-links`,
    { download: false, validHours: 24, ...wanted },
    cookie,
  );
  expect(answer.status).toBe(201);
  const { id, url: address } = (await answer.json()) as { id: ShareLinkId; url: string };
  return { id, token: address.split('/s/')[1]! };
}

const open = (token: string, password?: string): Promise<Response> =>
  send('POST', '/shared/open', { token, ...(password !== undefined && { password }) }, '');
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

async function visit(token: string, password?: string) {
  const answer = await open(token, password);
  expect(answer.status).toBe(200);
  const [cookie = ''] = answer.headers.getSetCookie();
  const call = (await answer.json()) as { id: string; [key: string]: unknown };
  const audio = async (query = '', headers: Record<string, string> = {}): Promise<Response> => {
    const sound = await fetch(`${fixture.origin}/api/v1/shared/${call.id}/audio${query}`, {
      headers: { cookie: cookie.split(';')[0]!, ...headers },
    });
    expectDeclared('GET /api/v1/shared/{id}/audio', sound);
    return sound;
  };
  return { cookie, call, audio };
}

const linkOf = async (id: string, cookie = admin) =>
  (
    (await (await send('GET', '/share-links', undefined, cookie)).json()) as {
      links: { id: string; uses: number; state: string }[];
    }
  ).links.find((each) => each.id === id);

test('whoever has a link hears the recording; each opening is counted and audited; the token is nowhere in the database', async () => {
  const { id, token } = await made({ label: 'Kancelaria', maxUses: 2 });
  expect(await (await send('POST', '/shared/look', { token }, '')).json()).toMatchObject({
    passwordNeeded: false,
    download: false,
  });
  const { cookie, call, audio } = await visit(token);
  expect(cookie).toMatch(
    new RegExp(`^fonoteka_shared=[\\w-]{43}; Path=/api/v1/shared/${id}; HttpOnly; SameSite=Strict$`),
  );
  expect(call).toMatchObject({
    id,
    caller: '+48512345678',
    callee: '+48221234567',
    durationMs: 5000,
    fileName: recording.fileName,
  });
  expect(Buffer.from(await (await audio()).arrayBuffer()).equals(SOUND)).toBe(true);
  const part = await audio('', { range: 'bytes=10-19' });
  expect([part.status, await part.text()]).toEqual([206, SOUND.subarray(10, 20).toString()]);
  expect((await audio('?download=tagged')).status).toBe(403);
  expect(await linkOf(id)).toMatchObject({ uses: 1, state: 'valid', label: 'Kancelaria', recordingId: recording.id });
  await visit(token);
  expect(await codeOf(await open(token))).toBe('share-link-not-valid');
  expect(await linkOf(id)).toMatchObject({ uses: 2, state: 'used-up' });
  // What was opened is heard to its end.
  expect((await audio()).status).toBe(200);
  fixture.clock.advance(4 * HOUR_MS + 1);
  expect((await audio()).status).toBe(404);
  const events = (await fixture.audit.list(bakery.tenantId)).filter(({ detail }) => detail?.['link'] === id);
  expect(events.map(({ action, actor, subject }) => [action, actor === 'share-link', subject])).toEqual([
    ['share-link-opened', true, recording.id],
    ['share-link-opened', true, recording.id],
    ['share-link-made', false, recording.id],
  ]);
  const rows = await db.selectFrom('share_links').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('with download: the file has its tag, and the download is audited', async () => {
  admin = await signIn(fixture, bakery.admin);
  const { token } = await made({ download: true });
  const { audio } = await visit(token);
  const file = await audio('?download=tagged&language=en');
  expect(file.headers.get('content-disposition')).toContain(recording.fileName);
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 3)
      .toString(),
  ).toBe('ID3');
  const [event] = await fixture.audit.list(bakery.tenantId);
  expect(event).toMatchObject({ action: 'share-link-downloaded', subject: recording.id });
});

test('a password is asked for, stored as argon2id, and guessing it is slowed down', async () => {
  const { id, token } = await made({ password: 'tajne hasło' });
  expect(await (await send('POST', '/shared/look', { token }, '')).json()).toMatchObject({ passwordNeeded: true });
  const row = await db.selectFrom('share_links').select('password_hash').where('id', '=', id).executeTakeFirstOrThrow();
  expect(row.password_hash).toMatch(/^\$argon2id\$/);
  await visit(token, 'tajne hasło');
  const codes: string[] = [];
  for (let attempt = 0; attempt < 5; attempt++) codes.push(await codeOf(await open(token, `zgaduję ${attempt}`)));
  expect([codes[0], codes.at(-1)]).toEqual(['share-link-password-wrong', 'sign-in-throttled']);
  expect(await codeOf(await open(token, 'tajne hasło'))).toBe('sign-in-throttled');
  expect(await linkOf(id)).toMatchObject({ uses: 1 });
});

describe('a link ends', () => {
  test('when it is revoked: who is listening is cut off', async () => {
    const { id, token } = await made();
    const { audio } = await visit(token);
    const running = await audio();
    const reader = running.body!.getReader();
    await reader.read();
    expect((await send('DELETE', `/share-links/${id}`)).status).toBe(204);
    expect((await audio()).status).toBe(404);
    const readToEnd = async (): Promise<string> => {
      for (;;) if ((await reader.read()).done) return 'complete';
    };
    // What is in flight of a small file may be all of it: nothing is open any more either way.
    await readToEnd().catch(() => 'cut');
    await until('nothing is open', () => fixture.access.size === 0);
    expect(await codeOf(await open(token))).toBe('share-link-not-valid');
    expect(await linkOf(id)).toMatchObject({ state: 'revoked' });
  });

  test('when its time is over', async () => {
    const { id, token } = await made({ validHours: 1 });
    fixture.clock.advance(HOUR_MS);
    expect(await codeOf(await open(token))).toBe('share-link-not-valid');
    admin = await signIn(fixture, bakery.admin);
    expect(await linkOf(id)).toMatchObject({ state: 'expired' });
  });

  test('when its maker loses the right, sees the call no more, or is blocked', async () => {
    const agent = await addUserOf(fixture, bakery.tenantId, 'agent', { extensions: ['101'], given: ['download'] });
    const cookie = await signIn(fixture, agent);
    const [listening, downloading] = [await made({}, { cookie }), await made({ download: true }, { cookie })];
    const change = (values: object) => db.updateTable('users').set(values).where('id', '=', agent.id).execute();
    await change({ rights_given: [] });
    expect([(await open(listening.token)).status, (await open(downloading.token)).status]).toEqual([200, 404]);
    await change({ extensions: ['102'] });
    expect((await open(listening.token)).status).toBe(404);
    await change({ extensions: ['101'] });
    expect((await open(listening.token)).status).toBe(200);
    await change({ disabled_at: new Date() });
    expect((await open(listening.token)).status).toBe(404);
  });

  test('while the tenant forbids sharing or is disabled; no other can be made', async () => {
    const { token } = await made();
    expect((await send('PUT', '/sharing', { allowed: false })).status).toBe(200);
    expect(await codeOf(await open(token))).toBe('share-link-not-valid');
    const refused = await send('POST', `/recordings/${recording.id}/share-links`, { download: false, validHours: 1 });
    expect(await codeOf(refused)).toBe('sharing-forbidden');
    await send('PUT', '/sharing', { allowed: true });
    expect((await open(token)).status).toBe(200);
    const disable = (at: Date | null) =>
      db.updateTable('tenants').set({ disabled_at: at }).where('id', '=', bakery.tenantId).execute();
    await disable(new Date());
    expect((await open(token)).status).toBe(404);
    await disable(null);
    admin = await signIn(fixture, bakery.admin);
  });

  test('with its recording', async () => {
    const startedAt = fixture.clock.now() - 30 * 24 * HOUR_MS + HOUR_MS;
    const { id } = await addRecording(fixture, bakery.tenantId, { startedAt });
    const { token } = await made({}, { of: id });
    expect((await open(token)).status).toBe(200);
    fixture.clock.advance(2 * HOUR_MS);
    expect(await codeOf(await open(token))).toBe('share-link-not-valid');
    admin = await signIn(fixture, bakery.admin);
  });
});

test('what one may not see or do is not found or refused', async () => {
  const other = await addTenantWithRecording(fixture, 'Warsztat', '48221230002');
  const theirs = await signIn(fixture, other.admin);
  const supervisor = await signIn(fixture, await addUserOf(fixture, bakery.tenantId, 'supervisor'));
  const { id, token } = await made();
  for (const cookie of [theirs, supervisor]) {
    expect(await linkOf(id, cookie)).toBeUndefined();
    expect((await send('DELETE', `/share-links/${id}`, undefined, cookie)).status).toBe(404);
  }
  const body = { download: false, validHours: 1 };
  expect((await send('POST', `/recordings/${recording.id}/share-links`, body, theirs)).status).toBe(404);
  const deaf = await addUserOf(fixture, bakery.tenantId, 'agent', { extensions: ['101'] });
  const wanted = { ...body, download: true };
  expect(
    (await send('POST', `/recordings/${recording.id}/share-links`, wanted, await signIn(fixture, deaf))).status,
  ).toBe(403);
  // The cookie of one link is no cookie of another.
  const first = await visit(token);
  const second = await made();
  const stolen = await fetch(`${fixture.origin}/api/v1/shared/${second.id}/audio`, {
    headers: { cookie: first.cookie.split(';')[0]! },
  });
  expect(stolen.status).toBe(404);
});

test('the page of a link is for nobody’s index, and says nothing to other sites', async () => {
  const page = await fetch(`${fixture.origin}/s/${'x'.repeat(43)}`);
  expect(page.status).toBe(200);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-frame-options': 'DENY',
  });
});
