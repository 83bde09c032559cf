import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { UserId } from '../../src/base/ids.ts';
import { workOnRequests } from '../../src/rodo/index.ts';
import { changeUser, Sessions, setTenantDisabled } from '../../src/tenants/index.ts';
import { addRecording, addTenantWithRecording, addUserOf, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const SESSION_COOKIE = 'fonoteka_session';
const HOUR_MS = 3_600_000;
/** More than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'fonoteka');
/** By its session and by its grant. */
const ENTRIES_OF_DOWNLOAD = 2;
const NOT_GRANTED = { status: 403, body: { code: 'listening-not-granted' } };

const { db, url } = testDatabase();
let fixture: ApiFixture;
let stop: () => Promise<void>;
let staff: Awaited<ReturnType<typeof addUserOf>>;

beforeAll(async () => {
  fixture = await startApi(db);
  stop = await fixture.access.watch(url);
  staff = await addUserOf(fixture, null, 'operator-support');
});
afterAll(async () => {
  await stop();
  await fixture.close();
});

let numbers = 48221234500;

async function customer(name: string) {
  const { tenantId, admin, recording } = await addTenantWithRecording(fixture, name, String(numbers++));
  await db
    .updateTable('users')
    .set({ email: `${admin.login}@example.com` })
    .where('login', '=', admin.login)
    .execute();
  const { id } = await db.selectFrom('users').select('id').where('login', '=', admin.login).executeTakeFirstOrThrow();
  return { tenantId, admin: { id, login: admin.login }, id: recording.id as string, fileName: recording.fileName };
}
type Customer = Awaited<ReturnType<typeof customer>>;

const sessionOf = async ({ id }: { id: UserId }) =>
  `${SESSION_COOKIE}=${await new Sessions(db, fixture.clock).begin(id)}`;

/** In a new session: the clock of some tests goes on for longer than a session lasts. */
async function ask(as: { id: UserId }, method: string, path: string, body?: unknown) {
  const cookie = await sessionOf(as);
  const answer = await fetch(`${fixture.origin}/api/v1${path}`, {
    method,
    headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as Record<string, unknown> };
}

const doors = (id: string) =>
  [`/recordings/${id}/audio`, `/recordings/${id}/waveform`, `/recordings/${id}/audio?download=1`] as const;
const REQUEST = { reason: 'zgłoszenie 4711: szum' };

async function requested(of: Customer, body: object = {}, by = staff): Promise<string> {
  const asked = { ...REQUEST, tenantId: of.tenantId, ...body };
  const { status, body: grant } = await ask(by, 'POST', '/operator/listening-grants', asked);
  expect(status).toBe(201);
  return grant['id'] as string;
}

async function given(of: Customer, body: object = {}, hours = 24): Promise<string> {
  const id = await requested(of, body);
  expect(await ask(of.admin, 'POST', `/listening-grants/${id}/give`, { hours })).toMatchObject({ status: 200 });
  return id;
}

/** The statuses at the doors of a recording. */
async function statuses(id: string, as = staff): Promise<number[]> {
  const found = [];
  for (const door of doors(id)) found.push((await ask(as, 'GET', door)).status);
  return found;
}

async function states(of: Customer): Promise<string[]> {
  const { body } = await ask(of.admin, 'GET', '/listening-grants');
  return (body['grants'] as { state: string }[]).map(({ state }) => state);
}

test('without a grant each door is closed to the operator’s staff, whether or not there is such a recording', async () => {
  const { id } = await customer('Piekarnia');
  for (const role of ['operator-admin', 'operator-support'] as const) {
    const user = await addUserOf(fixture, null, role);
    for (const door of [...doors(id), ...doors(randomUUID())]) {
      expect(await ask(user, 'GET', door)).toMatchObject(NOT_GRANTED);
    }
    const { status } = await ask(user, 'HEAD', doors(id)[0]);
    expect(status).toBe(403);
    expect(await ask(user, 'GET', `/operator/listening-grants/${randomUUID()}/calls`)).toMatchObject(NOT_GRANTED);
    expect((await ask(user, 'GET', '/calls')).status).toBe(403);
  }
});

test('a request mails the administrators, who give it, and see each use of it', async () => {
  const bakery = await customer('Cukiernia');
  await addUserOf(fixture, bakery.tenantId, 'supervisor');
  const id = await requested(bakery, { download: true });
  const mails = await db.selectFrom('mails').selectAll().where('tenant_id', '=', bakery.tenantId).execute();
  expect(mails).toMatchObject([{ kind: 'listening-requested', recipient: `${bakery.admin.login}@example.com` }]);
  expect(mails[0]!.body).toContain('zgłoszenie 4711: szum');
  expect(await statuses(bakery.id)).toEqual([403, 403, 403]);
  const list = await ask(bakery.admin, 'GET', '/listening-grants');
  expect(list.body).toMatchObject({
    grants: [{ id, state: 'requested', givenTo: staff.login, download: true, recordingId: null, until: null }],
    defaultHours: 24,
    maxHours: 168,
  });
  const gave = await ask(bakery.admin, 'POST', `/listening-grants/${id}/give`, {});
  expect(gave.body).toMatchObject({
    state: 'valid',
    decidedBy: bakery.admin.login,
    until: new Date(fixture.clock.now() + 24 * HOUR_MS).toISOString(),
  });

  const own = (await ask(staff, 'GET', '/operator/listening-grants')).body['grants'] as unknown[];
  expect(own[0]).toMatchObject({ id, tenantName: 'Cukiernia', usable: true });
  const calls = await ask(staff, 'GET', `/operator/listening-grants/${id}/calls`);
  expect(calls.body['calls']).toMatchObject([{ recordings: [{ id: bakery.id, hold: null }] }]);
  expect(await statuses(bakery.id)).toEqual([200, 200, 200]);

  const { body } = await ask(bakery.admin, 'GET', `/listening-grants/${id}/uses`);
  const uses = body['uses'] as { action: string; by: string; recordingPath: string | null }[];
  expect(uses.map(({ action }) => action).toSorted()).toEqual(['download', 'listen', 'listening-calls-shown']);
  expect(new Set(uses.map(({ by }) => by))).toEqual(new Set([staff.login]));
  expect(uses.filter(({ recordingPath }) => recordingPath?.endsWith(bakery.fileName))).toHaveLength(2);
  const events = await fixture.audit.list(bakery.tenantId);
  expect(events.find(({ action }) => action === 'listen')).toMatchObject({ actor: staff.id, detail: { grant: id } });
  const asked = events.filter(({ subject }) => subject === id).map(({ action, actor }) => [action, actor]);
  expect(asked.toReversed().slice(0, 2)).toEqual([
    ['listening-requested', staff.id],
    ['listening-granted', bakery.admin.id],
  ]);
  expect(await fixture.audit.verify(bakery.tenantId)).toMatchObject({ ok: true });
});

test('a grant opens nothing of another tenant, nothing for others, and no more than was asked for', async () => {
  const [florist, garage] = [await customer('Kwiaciarnia'), await customer('Warsztat')];
  const another = await addRecording(fixture, florist.tenantId, { startedAt: fixture.clock.now() - 2 * HOUR_MS });
  const id = await given(florist, { recordingId: florist.id });
  expect(await statuses(florist.id)).toEqual([200, 200, 403]);
  expect(await statuses(another.id)).toEqual([403, 403, 403]);
  expect(await statuses(garage.id)).toEqual([403, 403, 403]);
  // Two recordings of one call, as after a transfer.
  await sql`UPDATE recordings SET call_id = (SELECT call_id FROM recordings WHERE id = ${florist.id})
    WHERE id = ${another.id}`.execute(db);
  const { body } = await ask(staff, 'GET', `/operator/listening-grants/${id}/calls`);
  expect(body['calls']).toMatchObject([{ recordings: [{ id: florist.id }] }]);

  const colleague = await addUserOf(fixture, null, 'operator-admin');
  expect(await statuses(florist.id, colleague)).toEqual([403, 403, 403]);
  expect(await ask(colleague, 'GET', `/operator/listening-grants/${id}/calls`)).toMatchObject(NOT_GRANTED);
  await given(florist, { forAllStaff: true });
  expect(await statuses(another.id, colleague)).toEqual([200, 200, 403]);

  for (const path of ['uses', 'give', 'refuse', 'take-back']) {
    const answer = await ask(
      garage.admin,
      path === 'uses' ? 'GET' : 'POST',
      `/listening-grants/${id}/${path}`,
      path === 'give' ? {} : undefined,
    );
    expect(answer.status).toBe(404);
  }
  const foreign = { ...REQUEST, tenantId: garage.tenantId, recordingId: florist.id };
  expect((await ask(staff, 'POST', '/operator/listening-grants', foreign)).status).toBe(404);
});

test('no use of a grant is lost behind many others', async () => {
  const archive = await customer('Archiwum');
  const id = await given(archive);
  expect((await ask(staff, 'GET', doors(archive.id)[0])).status).toBe(200);
  const shown = {
    tenantId: archive.tenantId,
    actor: staff.id,
    action: 'listening-calls-shown',
    subject: id,
    address: null,
  } as const;
  await fixture.audit.recordAll(Array.from({ length: 200 }, () => ({ ...shown, detail: { grant: id } })));
  const page = async (query: string) => (await ask(archive.admin, 'GET', `/listening-grants/${id}/uses${query}`)).body;
  const first = await page('?limit=200');
  expect((first['uses'] as { action: string }[]).every(({ action }) => action === 'listening-calls-shown')).toBe(true);
  expect(await page(`?cursor=${first['nextCursor'] as string}`)).toMatchObject({
    uses: [{ action: 'listen' }],
    nextCursor: null,
  });
});

test('a customer is not flooded with requests', async () => {
  const office = await customer('Biuro');
  for (let count = 0; count < 10; count++) await requested(office);
  const answer = await ask(staff, 'POST', '/operator/listening-grants', { ...REQUEST, tenantId: office.tenantId });
  expect(answer).toMatchObject({ status: 409, body: { code: 'too-many-listening-requests' } });
});

async function command(...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: temporaryFolder() };
  const { exitCode, stdout } = await runInProcess(environment, 'tenant', 'listening', ...words, '--json');
  return { exitCode, answer: JSON.parse(stdout) as unknown };
}

test('the command line lists what was asked, and asks for all staff or one of them', async () => {
  const choir = await customer('Chór');
  const asked = ['--tenant', choir.tenantId, '--reason', 'szum'];
  expect(await command('request', ...asked)).toMatchObject({
    exitCode: 0,
    answer: { givenTo: null, requestedBy: 'cli', state: 'requested', download: false },
  });
  expect(await command('request', ...asked, '--login', choir.admin.login)).toMatchObject({
    answer: { error: { code: 'user-unknown' } },
  });
  await command('request', ...asked, '--login', staff.login, '--recording', choir.id, '--download');
  expect(await command('list', '--tenant', choir.tenantId)).toMatchObject({
    answer: { grants: [{ givenTo: staff.login, recordingId: choir.id, download: true }, { givenTo: null }] },
  });
  expect((await fixture.audit.list(choir.tenantId))[0]).toMatchObject({ actor: 'cli', action: 'listening-requested' });
});

test('of a disabled tenant nothing is granted, and of a suspended one it can be taken back', async () => {
  const [closed, unpaid] = [await customer('Zamknięta'), await customer('Zawieszona')];
  await given(closed);
  const id = await given(unpaid);
  await setTenantDisabled(db, { tenantId: closed.tenantId, disabled: true, now: fixture.clock.now() });
  expect(await statuses(closed.id)).toEqual([403, 403, 403]);
  const asked = await ask(staff, 'POST', '/operator/listening-grants', { ...REQUEST, tenantId: closed.tenantId });
  expect(asked).toMatchObject({ status: 404, body: { code: 'tenant-unknown' } });
  await db
    .updateTable('tenants')
    .set({ suspended_at: new Date(fixture.clock.now()), suspension_reason: 'zaległości' })
    .where('id', '=', unpaid.tenantId)
    .execute();
  expect((await ask(unpaid.admin, 'POST', `/listening-grants/${id}/take-back`)).status).toBe(200);
  expect(await states(unpaid)).toEqual(['taken-back']);
  expect(await statuses(unpaid.id)).toEqual([403, 403, 403]);
});

/** A download that goes on for as long as nobody reads it. */
async function downloading(of: Customer): Promise<Socket> {
  const { id } = await addRecording(fixture, of.tenantId, { bytes: LARGE, startedAt: fixture.clock.now() - HOUR_MS });
  const cookie = await sessionOf(staff);
  const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`GET /api/v1${doors(id)[2]} HTTP/1.1\r\ncookie: ${cookie}\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

/** Read only after the server has cut it: otherwise it could be complete before. `left`: how many downloads still run. */
async function cut(socket: Socket, left: number): Promise<void> {
  await until('the server has cut it', () => fixture.access.size === ENTRIES_OF_DOWNLOAD * left);
  socket.resume();
  await until('the connection is closed', () => socket.destroyed);
  expect(socket.bytesRead).toBeGreaterThan(1000);
  expect(socket.bytesRead).toBeLessThan(LARGE.length);
}

test('a running download ends when the grant is taken back, and that of another grant does not', async () => {
  const [bakery, florist] = [await customer('Pączek'), await customer('Bukiet')];
  const id = await given(bakery, { download: true });
  await given(florist, { download: true });
  const [ended, other] = [await downloading(bakery), await downloading(florist)];
  expect((await ask(bakery.admin, 'POST', `/listening-grants/${id}/take-back`)).status).toBe(200);
  await cut(ended, 1);
  expect(other.destroyed).toBe(false);
  expect(await statuses(bakery.id)).toEqual([403, 403, 403]);
});

test('the operator downloads a RODO package with recordings only under a grant of all recordings with downloads', async () => {
  const dentist = await customer('Dentysta');
  const admin = await addUserOf(fixture, null, 'operator-admin');
  const open = { kind: 'access', number: '512 345 678', tenantId: dentist.tenantId };
  const { body: request } = await ask(admin, 'POST', '/operator/rodo/requests', open);
  const path = `/operator/rodo/requests/${request['id'] as string}/package`;
  expect((await ask(admin, 'POST', path, { recordings: true })).status).toBe(202);
  const databaseNow = async () => fixture.clock.now();
  await workOnRequests({ ...fixture, log: quietLog, folder: temporaryFolder(), databaseNow });
  expect(await ask(admin, 'GET', path)).toMatchObject(NOT_GRANTED);
  const asked = { forAllStaff: true };
  await given(dentist, { ...asked, download: true, recordingId: dentist.id });
  await given(dentist, asked);
  expect(await ask(admin, 'GET', path)).toMatchObject(NOT_GRANTED);
  const id = await given(dentist, { ...asked, download: true });
  expect((await ask(admin, 'GET', path)).status).toBe(200);
  expect((await ask(dentist.admin, 'GET', `/listening-grants/${id}/uses`)).body['uses']).toMatchObject([
    { action: 'rodo-package-downloaded', by: admin.login },
  ]);
});

test('a right that the giver lost later does not end it; one of the operator’s staff who is disabled is out', async () => {
  const shop = await customer('Sklep');
  const user = await addUserOf(fixture, null, 'operator-support');
  const id = await requested(shop, {}, user);
  expect((await ask(shop.admin, 'POST', `/listening-grants/${id}/give`, {})).status).toBe(200);
  const cookie = await sessionOf(user);
  const audio = () => fetch(`${fixture.origin}/api/v1${doors(shop.id)[0]}`, { headers: { cookie } });
  expect((await audio()).status).toBe(200);
  await db
    .transaction()
    .execute((all) => changeUser(all, user.id, () => ({ disabled: true }), { by: 'operator', now: 0 }));
  expect((await audio()).status).toBe(401);
});

// The clock is advanced: what waits for a connection to the database to be made again may wait for ever.
test('a running download ends when the grant runs out', async () => {
  const library = await customer('Biblioteka');
  await given(library, { download: true }, 1);
  const socket = await downloading(library);
  fixture.clock.advance(HOUR_MS);
  await cut(socket, 0);
});

test('a request is decided once, by somebody who may listen, and lapses; a grant is over after its time', async () => {
  const school = await customer('Szkoła');
  const deaf = await addUserOf(fixture, school.tenantId, 'admin', { taken: ['listen'] });
  const refused = await requested(school);
  const giving = `/listening-grants/${refused}/give`;
  expect(await ask(deaf, 'POST', giving, {})).toMatchObject({ status: 403, body: { code: 'above-own-rights' } });
  expect((await ask(school.admin, 'POST', giving, { hours: 169 })).status).toBe(400);
  expect((await ask(school.admin, 'POST', `/listening-grants/${refused}/refuse`)).status).toBe(200);
  expect(await ask(school.admin, 'POST', giving, {})).toMatchObject({ body: { code: 'listening-wrong-state' } });
  fixture.clock.advance(1);
  const lapsed = await requested(school);
  fixture.clock.advance(1);
  await given(school, {}, 2);
  fixture.clock.advance(2 * HOUR_MS - 1);
  expect(await statuses(school.id)).toEqual([200, 200, 403]);
  fixture.clock.advance(1);
  expect(await statuses(school.id)).toEqual([403, 403, 403]);
  fixture.clock.advance(14 * 24 * HOUR_MS);
  expect(await states(school)).toEqual(['expired', 'lapsed', 'refused']);
  expect((await ask(school.admin, 'POST', `/listening-grants/${lapsed}/give`, {})).status).toBe(409);
});
