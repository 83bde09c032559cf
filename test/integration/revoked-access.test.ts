import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { sql } from 'kysely';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addSource, changeUser, newFtpPassword, OpenAccess, setTenantDisabled } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { startFtp } from '../kit/ftp-fixture.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { until } from '../kit/until.ts';

/** More than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'fonoteka');

const { db, url } = testDatabase();
let fixture: ApiFixture;

beforeAll(async () => {
  fixture = await startApi(db);
});
afterAll(() => fixture.close());

async function tenantWithLargeRecording(name: string, number: string) {
  const { tenantId, admin } = await addTenantWithRecording(fixture, name, number);
  const ftp = await newFtpPassword(db, tenantId, fixture.clock.now());
  const { id, fileName } = await addRecording(fixture, tenantId, {
    bytes: LARGE,
    startedAt: fixture.clock.now() - 3_600_000,
  });
  return { tenantId, admin, ftp, id, path: `/${fileName.slice(0, 10).replaceAll('-', '/')}/${fileName}` };
}

/** An FTP server as another process has it: it learns of changes from the database only. */
async function anotherFtp() {
  const access = new OpenAccess({ clock: systemClock, log: quietLog });
  const stop = await access.watch(url);
  onTestFinished(() => stop());
  const { objects, keys, audit, clock } = fixture;
  const catalog = { db, clock, panelWindowDays: 30 };
  return startFtp({ signIns: startSignIns({ db, catalog, objects, keys, audit, clock, access }) });
}

async function signedInAt(
  at: { host: string; port: number },
  { login, password }: Record<'login' | 'password', string>,
) {
  const ftp = await RawFtpClient.connect(at);
  await ftp.reply();
  await ftp.command(`USER ${login}`);
  expect(await ftp.command(`PASS ${password}`)).toMatch(/^230 /);
  return ftp;
}

/** A transfer that goes on for as long as nobody reads it. */
async function transferring(ftp: RawFtpClient, path: string): Promise<Socket> {
  const data = await ftp.dataConnection();
  expect(await ftp.command(`RETR ${path}`)).toMatch(/^150 /);
  return data;
}

/** Sends a request whose answer is not read. */
async function begun(lines: string): Promise<Socket> {
  const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`${lines}\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

const closed = async (socket: Socket): Promise<void> => {
  // Before anything is read: a fast client would have all of it.
  await until('the server has ended the request', () => fixture.access.size === 0);
  socket.resume();
  await until('the connection is closed', () => socket.destroyed);
  expect(socket.bytesRead).toBeLessThan(LARGE.length);
};

async function downloading(tenantId: TenantId, id: string) {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  const cookie = await signIn(fixture, user);
  return { user, cookie, socket: await begun(`GET /api/v1/recordings/${id}/audio HTTP/1.1\r\ncookie: ${cookie}`) };
}

describe('FTP', () => {
  test('a new password cuts running transfers and idle sessions in every process', async () => {
    const { tenantId, ftp, path } = await tenantWithLargeRecording('Piekarnia', '48221234567');
    const sessions = [];
    for (const server of [await anotherFtp(), await anotherFtp()]) {
      const busy = await signedInAt(server, ftp);
      sessions.push({ idle: await signedInAt(server, ftp), busy, data: await transferring(busy, path) });
    }
    await newFtpPassword(db, tenantId, fixture.clock.now());
    for (const { idle, busy, data } of sessions) {
      expect(await idle.reply()).toMatch(/^421 /);
      expect(await busy.reply()).toMatch(/^421 /);
      data.resume();
      if (!data.closed) await once(data, 'close');
      expect(data.bytesRead).toBeLessThan(LARGE.length);
    }
  });

  test('a tenant that is disabled is cut off, and others are not', async () => {
    const [own, other] = [
      await tenantWithLargeRecording('Warsztat', '48221234568'),
      await tenantWithLargeRecording('Kwiaciarnia', '48221234569'),
    ];
    const server = await anotherFtp();
    const [cut, kept] = [await signedInAt(server, own.ftp), await signedInAt(server, other.ftp)];
    const cookie = await signIn(fixture, own.admin);
    await setTenantDisabled(db, { tenantId: own.tenantId, disabled: true, now: Date.now() });
    expect(await cut.reply()).toMatch(/^421 /);
    expect(await kept.command('PWD')).toMatch(/^257 /);
    expect((await fetch(`${fixture.origin}/api/v1/services`, { headers: { cookie } })).status).toBe(401);
    await expect(signIn(fixture, own.admin)).rejects.toThrow('401');
  });

  test('a change during a lost connection to the database is found when it is made again', async () => {
    const { tenantId, ftp } = await tenantWithLargeRecording('Apteka', '48221234570');
    const session = await signedInAt(await anotherFtp(), ftp);
    await db.transaction().execute(async (transaction) => {
      await newFtpPassword(transaction, tenantId, fixture.clock.now());
      // Ends the listeners before the change is committed: none is notified of it.
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'fonoteka notifications'`.execute(transaction);
    });
    expect(await session.reply()).toMatch(/^421 /);
  });
});

describe('HTTP', () => {
  let unwatch: () => Promise<void>;
  beforeAll(async () => {
    unwatch = await fixture.access.watch(url);
  });
  afterAll(() => unwatch());

  test('a new password ends the user’s sessions and running downloads, and nobody else’s', async () => {
    const { tenantId, admin, id } = await tenantWithLargeRecording('Szkoła', '48221234571');
    const { user, cookie, socket } = await downloading(tenantId, id);
    const others = await signIn(fixture, admin);
    await db.updateTable('users').set({ password_hash: 'another' }).where('id', '=', user.id).execute();
    await closed(socket);
    const status = async (of: string) =>
      (await fetch(`${fixture.origin}/api/v1/session`, { headers: { cookie: of } })).status;
    expect([await status(cookie), await status(others)]).toEqual([401, 200]);
  });

  test('a user who is disabled is cut off', async () => {
    const { tenantId, id } = await tenantWithLargeRecording('Biuro', '48221234572');
    const { user, socket } = await downloading(tenantId, id);
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', user.id).execute();
    await closed(socket);
  });

  test('a right that is taken ends what needs it, and the session goes on without it', async () => {
    const { tenantId, id } = await tenantWithLargeRecording('Drukarnia', '48221234573');
    const { user, cookie, socket } = await downloading(tenantId, id);
    await db
      .transaction()
      .execute((all) => changeUser(all, user.id, () => ({ rights: ['download'] }), { by: 'operator', now: 0 }));
    await closed(socket);
    const status = async (path: string) =>
      (await fetch(fixture.origin + path, { headers: { cookie }, method: 'HEAD' })).status;
    const audio = `/api/v1/recordings/${id}/audio`;
    expect([await status(audio), await status(`${audio}?download=1`), await status('/api/v1/calls')]).toEqual([
      403, 200, 200,
    ]);
  });

  test.each([
    ['as a Bearer token', (key: string) => `Bearer ${key}`],
    ['as the password of Basic', (key: string) => `Basic ${Buffer.from(`pbx:${key}`).toString('base64')}`],
  ])(
    'a revoked key, sent %s, ends a running upload, another change of its source does not',
    async (_, authorization) => {
      const { sourceId, apiKey } = await addSource(db, { name: 'PBX' }, fixture.clock.now());
      const before = fixture.access.size;
      const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => undefined).resume();
      const head = `POST /api/v1/recordings HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization(apiKey)}\r\ncontent-length: 1000`;
      socket.write(`${head}\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n`);
      await until('the upload runs', () => fixture.access.size > before);
      await fixture.access.check(`source:${sourceId}`);
      expect(socket.destroyed).toBe(false);
      expect(fixture.access.size).toBe(before + 1);
      await db.deleteFrom('sources').where('id', '=', sourceId).execute();
      await until('the connection is closed', () => socket.destroyed);
    },
  );

  test('a client that has gone while its session was looked up leaves nothing behind', async () => {
    const cookie = await signIn(fixture, await addUserOf(fixture, null, 'operator-support'));
    await until('nothing else is open', () => fixture.access.size === 0);
    const sizes: number[] = [];
    const added = Promise.withResolvers<void>();
    const add = vi.spyOn(fixture.access, 'add').mockImplementation((entry) => {
      const forget = OpenAccess.prototype.add.call(fixture.access, entry);
      sizes.push(fixture.access.size);
      added.resolve();
      return forget;
    });
    onTestFinished(() => add.mockRestore());
    const gone = Promise.withResolvers<void>();
    fixture.api.app.server.once('connection', (socket: Socket) => socket.once('close', () => gone.resolve()));
    const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
    await db.transaction().execute(async (transaction) => {
      await sql`LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`.execute(transaction);
      socket.write(`GET /api/v1/session HTTP/1.1\r\ncookie: ${cookie}\r\nhost: x\r\n\r\n`);
      await until('the session is being looked up', async () => {
        const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted AND relation = 'sessions'::regclass`.execute(
          db,
        );
        return rows.length > 0;
      });
      socket.destroy();
      await gone.promise;
    });
    await added.promise;
    expect(sizes).toEqual([1]);
    expect(fixture.access.size).toBe(0);
  });
});
