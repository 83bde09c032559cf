import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Sessions } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { until } from '../kit/until.ts';

/** More than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(16 * 1024 * 1024, 'fonoteka');
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const database = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-sessions-'));
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: { login: string; password: string };
let stopWatching: () => Promise<void>;

beforeAll(async () => {
  fixture = await startApi(database.db, { trustedProxies: ['127.0.0.1'] });
  stopWatching = await fixture.access.watch(database.url);
  ({ tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
});
afterAll(async () => {
  await stopWatching();
  await fixture.close();
  rmSync(data, { recursive: true });
});

interface Listed {
  readonly id: string;
  readonly current: boolean;
}

async function send(method: string, path: string, cookie: string) {
  const response = await fetch(`${fixture.origin}/api/v1/${path}`, { method, headers: { cookie } });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}
const listed = async (cookie: string) => (await send('GET', 'account/sessions', cookie)).answer['sessions'] as Listed[];
const status = async (cookie: string) => (await send('GET', 'session', cookie)).status;

async function signInFrom({ login, password }: typeof admin, address: string, userAgent: string): Promise<string> {
  const answer = await fetch(`${fixture.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address, 'user-agent': userAgent },
    body: JSON.stringify({ login, password }),
  });
  return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
}

/** A download that goes on for as long as nobody reads it. */
async function download(cookie: string): Promise<Socket> {
  const { id } = await addRecording(fixture, tenantId, { bytes: LARGE });
  const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`GET /api/v1/recordings/${id}/audio HTTP/1.1\r\ncookie: ${cookie}\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

async function cutOff(socket: Socket): Promise<void> {
  // Before anything more is read: the client could be faster than the notification.
  await until('nothing runs any more', () => fixture.access.size === 0);
  socket.resume();
  await until('the connection is closed', () => socket.destroyed);
  expect(socket.bytesRead).toBeLessThan(LARGE.length);
}

test('a user sees where they are signed in, and nobody else does', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const begunAt = new Date(fixture.clock.now()).toISOString();
  const first = await signInFrom(user, '203.0.113.7', FIREFOX);
  fixture.clock.advance(90_000);
  const lastSeenAt = new Date(fixture.clock.now()).toISOString();
  const second = await signIn(fixture, user);
  expect(await status(first)).toBe(200);
  const own = await listed(second);
  expect(own.filter(({ current }) => current)).toHaveLength(1);
  expect(own.find(({ current }) => !current)).toEqual({
    id: expect.any(String),
    current: false,
    address: '203.0.113.7',
    browser: 'Firefox',
    system: 'Linux',
    begunAt,
    lastSeenAt,
  });
  expect(await listed(await signIn(fixture, admin))).toHaveLength(1);
  expect(fixture.log.join('')).not.toContain('203.0.113.7');
});

test('one session is ended, with what runs by it; another user’s is not found', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const [lost, kept] = [await signIn(fixture, user), await signIn(fixture, user)];
  const running = await download(lost);
  const other = (await listed(kept)).find(({ current }) => !current)!;
  expect((await send('DELETE', `account/sessions/${other.id}`, await signIn(fixture, admin))).status).toBe(404);
  expect((await send('DELETE', `account/sessions/${other.id}`, kept)).status).toBe(204);
  await cutOff(running);
  expect([await status(lost), await status(kept)]).toEqual([401, 200]);
  const [own] = await listed(kept);
  expect((await send('DELETE', `account/sessions/${own!.id}`, kept)).status).toBe(204);
  expect(await status(kept)).toBe(401);
});

test('all others are ended; signing out ends what runs by that session only', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const cookies = await Promise.all([1, 2, 3].map(() => signIn(fixture, user)));
  const running = await download(cookies[1]!);
  expect((await send('POST', 'account/sessions/end-others', cookies[0]!)).answer).toEqual({ ended: 2 });
  await cutOff(running);
  expect(await Promise.all(cookies.map(status))).toEqual([200, 401, 401]);
  const again = await signIn(fixture, user);
  const other = await download(again);
  expect((await send('DELETE', 'session', again)).status).toBe(204);
  await cutOff(other);
  expect(await status(cookies[0]!)).toBe(200);
});

test('an administrator ends the sessions of a user of the same tenant, and of no other', async () => {
  const user = await addUserOf(fixture, tenantId, 'agent');
  const cookie = await signIn(fixture, user);
  const adminCookie = await signIn(fixture, admin);
  const another = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
  const operator = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
  const byOthers = [await signIn(fixture, another.admin), operator].map((other) =>
    send('POST', `users/${user.id}/end-sessions`, other),
  );
  expect((await Promise.all(byOthers)).map(({ status }) => status)).toEqual([404, 403]);
  expect((await send('POST', `users/${user.id}/end-sessions`, cookie)).status).toBe(403);
  expect((await send('POST', `users/${user.id}/end-sessions`, adminCookie)).answer).toEqual({ ended: 1 });
  expect([await status(cookie), await status(adminCookie)]).toEqual([401, 200]);
  const [event] = await fixture.audit.list(tenantId, { limit: 1 });
  expect(event).toMatchObject({ action: 'sessions-ended', subject: user.id });
});

test('fonoteka user sessions|end-sessions', async () => {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  // The command's clock is the system's.
  const own = new Sessions(database.db, systemClock);
  const token = await own.begin(user.id, { address: '203.0.113.8', userAgent: FIREFOX });
  const command = async (name: string) => {
    const environment = { FONOTEKA_DATABASE_URL: database.url, FONOTEKA_DATA: data };
    return JSON.parse((await runInProcess(environment, 'user', name, '--login', user.login, '--json')).stdout);
  };
  const sessions = await command('sessions');
  expect(sessions).toMatchObject([{ browser: 'Firefox', system: 'Linux' }]);
  expect(JSON.stringify(sessions)).not.toContain('203.0.113.8');
  expect(await command('end-sessions')).toMatchObject({ login: user.login, ended: 1 });
  expect(await own.user(token)).toBeNull();
});
