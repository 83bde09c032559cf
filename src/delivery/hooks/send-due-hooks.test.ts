import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterSelect } from '../../../test/kit/after-select.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { TestAuthority } from '../../../test/kit/push/certificates.ts';
import { freePort } from '../../../test/kit/free-port.ts';
import { dyingAfterClaim, findingNothingLate } from '../../../test/kit/push/hook-databases.ts';
import { HookReceiver } from '../../../test/kit/push/hook-receiver.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import type { TenantId } from '../../base/ids.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createAddressGuard, type Network, readNetwork } from '../../platform/push-target/index.ts';
import { createHookMetrics } from './hook-sender.ts';
import { type HookDeps, sendDueHooks } from './send-due-hooks.ts';
import { queueHook } from './webhook.ts';

const SECRET = `whsec_${Buffer.from('a key that both sides know').toString('base64')}`;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOOPBACK: readonly Network[] = ['127.0.0.0/8', '::1/128']
  .map((text) => readNetwork(text))
  .flatMap((network) => (network.ok ? [network.value] : []));

const { db } = testDatabase();
let push: PushFixture;

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('push_hooks').execute();
});

function send(changes: Partial<HookDeps> = {}): Promise<void> {
  const guard = createAddressGuard({ allowed: LOOPBACK });
  const metrics = createHookMetrics(createMetrics());
  const { keys, clock, log } = push;
  return sendDueHooks({ db, keys, clock, log, metrics, guard, allowedNetworks: LOOPBACK, ...changes });
}

async function receiver(...given: Parameters<typeof HookReceiver.start>): Promise<HookReceiver> {
  const started = await HookReceiver.start(...given);
  onTestFinished(() => started.stop());
  return started;
}

/** A tenant with this web hook, and so many events queued for it. */
async function listening(url: string, events = 1): Promise<TenantId> {
  const tenantId = await push.tenant({ hook: { url, secret: SECRET } });
  for (let number = 1; number <= events; number++) {
    const data = { day: '2026-03-10', number, place: 'łódź' };
    await queueHook(db, tenantId, { event: 'package.delivered', data, now: push.clock.now() + number });
  }
  push.clock.advance(events);
  return tenantId;
}

function hooksOf(tenantId: TenantId) {
  return db.selectFrom('push_hooks').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();
}

describe('an event', () => {
  test('is sent once, as it was queued, signed with the current time', async () => {
    const program = await receiver();
    const tenantId = await listening(program.url);
    await send();
    await send();
    const [hook] = await hooksOf(tenantId);
    expect(hook).toMatchObject({ attempts: 1, failure: null, ended_at: new Date(push.clock.now()) });
    expect(program.received).toHaveLength(1);
    const { path, headers, body } = program.received[0]!;
    expect([path, body]).toEqual(['/nagrania?klient=7', hook!.body]);
    expect(JSON.parse(body)).toMatchObject({ type: 'package.delivered', data: { number: 1, place: 'łódź' } });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': hook!.id,
      'webhook-timestamp': String(Math.floor(push.clock.now() / 1000)),
    });
    const signed = `${hook!.id}.${headers['webhook-timestamp'] as string}.${body}`;
    const key = Buffer.from('a key that both sides know');
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  });

  test('is sent over HTTPS only to the host that the certificate names', async () => {
    const authority = new TestAuthority(temporaryFolder());
    const program = await receiver(authority.issue('localhost'));
    const [named, other] = [await listening(program.url), await listening(program.urlAt('127.0.0.1'))];
    const untrusted = await receiver(new TestAuthority(temporaryFolder()).issue('localhost'));
    const forged = await listening(untrusted.url);
    await send({ authorities: [authority.pem] });
    expect((await hooksOf(named))[0]).toMatchObject({ failure: null, ended_at: expect.any(Date) });
    for (const tenantId of [other, forged]) {
      expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: 'certificate-invalid', ended_at: null });
    }
    expect([program.received.length, untrusted.received.length]).toEqual([1, 0]);
  });

  test('is sent without TLS only within the operator’s allowed networks', async () => {
    const program = await receiver();
    const [byName, byAddress] = [await listening(program.urlAt('localhost')), await listening(program.url)];
    await send({ allowedNetworks: [] });
    expect((await hooksOf(byAddress))[0]).toMatchObject({ failure: 'target-forbidden', ended_at: null });
    push.clock.advance(MINUTE_MS);
    await send();
    expect((await hooksOf(byName))[0]).toMatchObject({ failure: 'target-forbidden', ended_at: null });
    expect((await hooksOf(byAddress))[0]).toMatchObject({ failure: null });
    expect(program.received).toHaveLength(1);
  });

  test('is not sent into the operator’s network, whatever name resolves there', async () => {
    const authority = new TestAuthority(temporaryFolder());
    const program = await receiver(authority.issue('localhost'));
    const tenantId = await listening(program.url);
    await send({ guard: createAddressGuard({ allowed: [] }), authorities: [authority.pem] });
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: 'target-forbidden', ended_at: null });
    expect(program.received).toEqual([]);
  });

  test('does not follow redirects', async () => {
    const [program, elsewhere] = [await receiver(), await receiver()];
    program.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    const tenantId = await listening(program.url);
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: 'status 307', ended_at: null });
    expect(elsewhere.received).toEqual([]);
  });

  test('is accepted by the response head; the body may be endless', async () => {
    const program = await receiver();
    program.answer = (response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', pour);
      pour();
    };
    const tenantId = await listening(program.url);
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: null, ended_at: expect.any(Date) });
  });

  test.each<[string, string, (socket: import('node:net').Socket) => void]>([
    [
      'a head without an end',
      'answer-garbled',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
    ],
    ['no HTTP', 'answer-garbled', (socket) => socket.write('220 ftp.piekarnia.pl\r\n')],
    ['a goodbye', 'connection-lost', (socket) => socket.destroy()],
  ])('that is answered with %s has failed', async (_what, failure, answer) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const tenantId = await listening(`http://127.0.0.1:${port}/`);
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure, ended_at: null });
  });
});

describe('an event that is not accepted', () => {
  test('is tried again after 1, 5, 15 minutes, 1, 3, 6, 6 … hours, and after three days no more', async () => {
    const tenantId = await listening(`http://127.0.0.1:${await freePort()}/`);
    const first = push.clock.now();
    const waits: number[] = [];
    for (;;) {
      await send();
      const [hook] = await hooksOf(tenantId);
      expect(hook!.failure).toBe('refused');
      if (hook!.ended_at !== null) break;
      const wait = hook!.next_attempt_at.getTime() - push.clock.now();
      waits.push(wait / MINUTE_MS);
      push.clock.advance(wait - 1);
      await send();
      expect((await hooksOf(tenantId))[0]!.attempts).toBe(waits.length);
      push.clock.advance(1);
    }
    expect(waits.slice(0, 7)).toEqual([1, 5, 15, 60, 180, 360, 360]);
    expect(push.clock.now() - first).toBeGreaterThan(66 * HOUR_MS);
    expect(push.clock.now() - first).toBeLessThanOrEqual(72 * HOUR_MS);
  });

  test('arrives when the program is back', async () => {
    const program = await receiver();
    program.answer = (response) => response.writeHead(503).end();
    const tenantId = await listening(program.url);
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: 'status 503' });
    program.answer = (response) => response.writeHead(200).end('ok');
    push.clock.advance(MINUTE_MS);
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: null, attempts: 2, ended_at: expect.any(Date) });
  });

  test('ends when the tenant has no web hook any more', async () => {
    const tenantId = await listening(`http://127.0.0.1:${await freePort()}/`);
    await push.settings(tenantId, { hook: null });
    await send();
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: 'not-set-up', ended_at: expect.any(Date) });
  });

  test('because its secret cannot be unsealed does not delay others', async () => {
    const program = await receiver();
    const [locked, other] = [await listening(program.url), await listening(program.url)];
    await db
      .updateTable('push_targets')
      .set({ sealed_secrets: Buffer.alloc(64) })
      .where('tenant_id', '=', locked)
      .execute();
    await send();
    expect((await hooksOf(locked))[0]).toMatchObject({ failure: 'source-failed', ended_at: null });
    expect((await hooksOf(other))[0]).toMatchObject({ failure: null });
  });
});

const endLeases = () => sql`UPDATE push_hooks SET leased_until = now() - interval '1 ms'`.execute(db);
const stealLeases = () => sql`UPDATE push_hooks SET lease = gen_random_uuid()`.execute(db);

describe('an event whose worker', () => {
  test('dies backs off, and is given up after three days', async () => {
    const program = await receiver();
    const tenantId = await listening(program.url);
    const first = push.clock.now();
    const waits: number[] = [];
    for (;;) {
      await expect(send({ db: dyingAfterClaim(db) })).rejects.toThrow('killed');
      await endLeases();
      await send();
      const [hook] = await hooksOf(tenantId);
      if (hook!.ended_at !== null) break;
      const wait = hook!.next_attempt_at.getTime() - push.clock.now();
      waits.push(wait / MINUTE_MS);
      push.clock.advance(wait);
    }
    expect(waits.slice(0, 7)).toEqual([1, 5, 15, 60, 180, 360, 360]);
    expect(push.clock.now() - first).toBeGreaterThan(66 * HOUR_MS);
    expect(await hooksOf(tenantId)).toMatchObject([{ failure: 'source-failed', attempts: waits.length + 1 }]);
    expect(program.received).toEqual([]);
  });

  test('lost its lease to another that has sent it stays sent', async () => {
    const program = await receiver();
    const tenantId = await listening(program.url);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    program.answer = (response) => void held.then(() => response.writeHead(500).end());
    const run = send();
    await until('it is asked', () => program.received.length === 1);
    program.answer = (response) => response.writeHead(204).end();
    await endLeases();
    await sql`UPDATE push_hooks SET next_attempt_at = next_attempt_at - interval '1 min'`.execute(db);
    await send();
    release();
    await run;
    expect(program.received).toHaveLength(2);
    expect(await hooksOf(tenantId)).toMatchObject([{ failure: null, ended_at: new Date(push.clock.now()) }]);
  });

  test('loses its lease before it is sent is not sent by it', async () => {
    const program = await receiver();
    const tenantId = await listening(program.url);
    const losing = afterSelect(db, 'push_targets', async () => {
      await stealLeases();
      push.clock.advance(45_000);
    });
    await send({ db: losing });
    expect(program.received).toEqual([]);
    expect(await hooksOf(tenantId)).toMatchObject([{ failure: null, ended_at: null, attempts: 1 }]);
  });

  test('loses its lease while it is sent is aborted', async () => {
    const program = await receiver();
    program.answer = () => {};
    const tenantId = await listening(program.url);
    const slow = afterSelect(db, 'push_targets', async () => push.clock.advance(15_000));
    const run = send({ db: slow });
    await until('it is asked', () => program.received.length === 1);
    await stealLeases();
    push.clock.advance(5_000);
    await run;
    expect(await hooksOf(tenantId)).toMatchObject([{ failure: null, ended_at: null, attempts: 1 }]);
  });

  test('stops is due as before', async () => {
    const program = await receiver();
    program.answer = () => {};
    const tenantId = await listening(program.url);
    const [before] = await hooksOf(tenantId);
    const stop = new AbortController();
    const run = send({ signal: stop.signal });
    await until('it is asked', () => program.received.length === 1);
    stop.abort();
    await run;
    expect(await hooksOf(tenantId)).toEqual([before]);
  });
});

describe('many events', () => {
  test('are sent in order, until one fails', async () => {
    const program = await receiver();
    program.answer = (response) => response.writeHead(program.received.length === 3 ? 500 : 204).end();
    const tenantId = await listening(program.url, 4);
    await send();
    const numbers = () =>
      program.received.map(({ body }) => (JSON.parse(body) as { data: { number: number } }).data.number);
    expect(numbers()).toEqual([1, 2, 3]);
    await send();
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect((await hooksOf(tenantId)).map(({ failure }) => failure)).toEqual([null, null, 'status 500', null]);
  });

  test('are all sent, though one may end while the next is looked for', async () => {
    const program = await receiver();
    await listening(program.url, 3);
    await send({ db: findingNothingLate(db) });
    expect(program.received).toHaveLength(3);
  });

  test('do not wait for a program that does not answer, which times out after ten seconds', async () => {
    const [dead, program] = [await receiver(), await receiver()];
    dead.answer = () => {};
    const slow = await listening(dead.url, 3);
    const quick = await listening(program.url, 3);
    const run = send();
    await until('the others have arrived', () => program.received.length === 3);
    await until('the dead one is asked', () => dead.received.length === 1);
    push.clock.advance(9_999);
    expect((await hooksOf(slow))[0]).toMatchObject({ failure: null, ended_at: null });
    push.clock.advance(1);
    await run;
    expect((await hooksOf(slow)).map(({ failure }) => failure)).toEqual(['timeout', null, null]);
    expect((await hooksOf(quick)).every(({ ended_at }) => ended_at !== null)).toBe(true);
    expect([dead.received.length, push.clock.pending]).toEqual([1, 0]);
  });

  test('are each sent by one of two workers', async () => {
    const program = await receiver();
    const tenants = await Promise.all(Array.from({ length: 12 }, () => listening(program.url, 2)));
    await Promise.all([send(), send()]);
    const ids = program.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2 * tenants.length, 2 * tenants.length]);
  });

  test('wait for the next run when a worker stops', async () => {
    const program = await receiver();
    program.answer = () => {};
    const tenantId = await listening(program.url);
    const stop = new AbortController();
    const run = send({ signal: stop.signal });
    await until('it is asked', () => program.received.length === 1);
    stop.abort();
    await run;
    expect((await hooksOf(tenantId))[0]).toMatchObject({ failure: null, ended_at: null });
    program.answer = (response) => response.writeHead(204).end();
    push.clock.advance(MINUTE_MS);
    await send();
    expect(program.received.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array.from({ length: 2 }, () => program.received[0]!.headers['webhook-id']),
    );
    expect((await hooksOf(tenantId))[0]).toMatchObject({ ended_at: expect.any(Date) });
  });
});

test('ended events are kept for thirty days, waiting ones longer', async () => {
  const tenantId = await push.tenant();
  const wait = { attempts: 1, next_attempt_at: new Date(push.clock.now() + 30 * 24 * HOUR_MS + HOUR_MS) };
  for (const number of [1, 2]) {
    await queueHook(db, tenantId, { event: 'package.delivered', data: { number }, now: push.clock.now() + number });
  }
  const [ended, waiting] = await hooksOf(tenantId);
  await db.updateTable('push_hooks').set(wait).where('tenant_id', '=', tenantId).execute();
  const end = { ended_at: new Date(push.clock.now()) };
  await db.updateTable('push_hooks').set(end).where('id', '=', ended!.id).execute();
  push.clock.advance(30 * 24 * HOUR_MS);
  await send();
  expect(await hooksOf(tenantId)).toHaveLength(2);
  push.clock.advance(1);
  await send();
  expect(await hooksOf(tenantId)).toMatchObject([{ id: waiting!.id }]);
});
