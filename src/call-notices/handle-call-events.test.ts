import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'kysely';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { describeCall } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { type Company, MINUTE_MS, NoticeFixture } from '../../test/kit/notice-fixture.ts';
import { HookReceiver } from '../../test/kit/push/hook-receiver.ts';
import { audioOf, DAY_MS } from '../../test/kit/retention-fixture.ts';
import { storeMp3 } from '../../test/kit/store-mp3.ts';
import { exchangeStuckCalls } from '../archive/index.ts';
import { type CallHookId, newId, type RecorderId, type RodoRequestId } from '../base/ids.ts';
import { saveUnrecordedCall } from '../calls/index.ts';
import {
  addCallHook,
  type CallHookContents,
  createHookMetrics,
  listCallHooks,
  listDeliveries,
  resendDelivery,
  sendCallHooks,
  tryCallHook,
} from '../delivery/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createAddressGuard, readNetwork } from '../platform/push-target/index.ts';
import type { CallDescription } from '../recording/index.ts';
import { destroyOnRequest } from '../retention/index.ts';

const allowedNetworks = [readNetwork('127.0.0.0/8')].flatMap((network) => (network.ok ? [network.value] : []));

const { db, url } = testDatabase();
let fixture: NoticeFixture;

beforeEach(async () => {
  fixture = new NoticeFixture(db);
  await fixture.empty();
});

const posting = () => {
  const { clock, keys, audit, log } = fixture;
  return { db, clock, keys, audit, log, guard: createAddressGuard({ allowed: allowedNetworks }), allowedNetworks };
};
const send = () =>
  sendCallHooks({
    ...posting(),
    metrics: createHookMetrics(createMetrics()),
    pageUrl: 'https://panel.example/hooks',
  });

async function receiver(): Promise<HookReceiver> {
  const started = await HookReceiver.start();
  onTestFinished(() => started.stop());
  return started;
}

function hookOf({ tenantId, userId }: Company, url: string, changes: Partial<CallHookContents> = {}) {
  const events = ['call.recorded', 'call.failed', 'recording.deleted'] as const;
  const contents = { name: 'CRM', url, events, withNumbers: false, enabled: true, ...changes };
  return db.transaction().execute((transaction) =>
    addCallHook({ db: transaction, keys: fixture.keys, allowedNetworks }, contents, {
      tenantId,
      userId,
      now: fixture.clock.now(),
    }),
  );
}

const messagesTo = (program: HookReceiver) =>
  program.received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });

test('a program hears of a recording and of its end, signed, without numbers; a company without one costs nothing', async () => {
  const [ours, other] = [await fixture.company(), await fixture.company()];
  const program = await receiver();
  await fixture.recorded(ours.tenantId);
  expect(await db.selectFrom('call_events').select('id').execute()).toEqual([]);
  const { hook, secret } = await hookOf(ours, program.url);
  await fixture.recorded(other.tenantId);
  const call = await fixture.recorded(ours.tenantId);
  await fixture.handle();
  await fixture.handle();
  await send();
  await destroyOnRequest(fixture, { tenantId: ours.tenantId, ids: [call.recordingId] });
  await fixture.handle();
  await send();

  const { callId, recordingId, startedAt, direction } = call;
  expect(messagesTo(program)).toEqual([
    {
      type: 'call.recorded',
      timestamp: expect.any(String),
      data: {
        callId,
        recordingId,
        direction,
        startedAt,
        answeredAt: startedAt,
        endedAt: expect.any(Number),
        durationMs: expect.any(Number),
        sizeBytes: audioOf(recordingId).length,
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        flags: [],
      },
    },
    {
      type: 'recording.deleted',
      timestamp: expect.any(String),
      data: { callId, recordingId, reason: 'on-request' },
    },
  ]);
  const { headers, body } = program.received[0]!;
  const [id, timestamp] = [headers['webhook-id'] as string, headers['webhook-timestamp'] as string];
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  expect(program.received.map(({ body: sent }) => sent).join('')).not.toMatch(/48512345678|48221234567/);

  const log = await listDeliveries(db, ours.tenantId, hook.id);
  const outcomes = log.map(({ event, state, status, attempts }) => `${event} ${state} ${status} ${attempts}`);
  expect(outcomes.toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
    'call.recorded delivered 204 1',
    'recording.deleted delivered 204 1',
  ]);
  await expect(listDeliveries(db, other.tenantId, hook.id)).rejects.toMatchObject({ code: 'not-found' });
  await resendDelivery(db, ours.tenantId, { hookId: hook.id, id: log[0]!.id, now: fixture.clock.now() });
  await send();
  expect(program.received.at(-1)!.headers['webhook-id']).toBe(log[0]!.id);
});

const WORKER = new URL('../../test/kit/push/call-hooks.child.ts', import.meta.url).pathname;

/** A worker in a process of its own, that kills itself at a step, or is killed. */
function worker(step = Number.POSITIVE_INFINITY): ChildProcess {
  const keys = [...fixture.keys.keys].map(([id, key]) => [id, key.toString('base64')]);
  const args = [WORKER, url, String(fixture.clock.now()), String(step), JSON.stringify(keys)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function leaseEnds(): Promise<void> {
  await sql`UPDATE call_hook_deliveries SET leased_until = now() - interval '1 s'`.execute(db);
  fixture.clock.advance(5 * MINUTE_MS);
}

test('a worker that is killed loses no event: between taking it and sending it, and while the program reads it', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  const { hook } = await hookOf(ours, program.url);
  const { recordingId } = await fixture.recorded(ours.tenantId);
  await fixture.handle();
  expect(await once(worker(0), 'exit')).toEqual([null, 'SIGKILL']);
  await send();
  expect(program.received).toEqual([]);
  await leaseEnds();
  const second = worker();
  program.answer = () => second.kill('SIGKILL');
  expect(await once(second, 'exit')).toEqual([null, 'SIGKILL']);
  expect(program.received).toHaveLength(1);
  await leaseEnds();
  program.answer = (response) => response.writeHead(204).end();
  await send();
  expect(messagesTo(program).map(({ data }) => data['recordingId'])).toEqual([recordingId, recordingId]);
  expect(new Set(program.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await listDeliveries(db, ours.tenantId, hook.id)).toMatchObject([{ attempts: 3, state: 'delivered' }]);
});

test('numbers are read when an event is sent: not of an erased call, not for a user who may no longer see them', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  await hookOf(ours, program.url, { withNumbers: true, events: ['call.recorded'] });
  const [plain, erased] = [await fixture.recorded(ours.tenantId), await fixture.recorded(ours.tenantId)];
  await fixture.handle();
  await db
    .updateTable('calls')
    .set({ caller: null, callee: null, extensions: [], erased_by: newId<RodoRequestId>(0) })
    .where('id', '=', erased.callId)
    .execute();
  await send();
  const byCall = new Map(messagesTo(program).map(({ data }) => [data['callId'], data]));
  expect(byCall.get(plain.callId)).toMatchObject({ caller: plain.caller, callee: plain.callee, extensions: [] });
  expect(byCall.get(erased.callId)).toMatchObject({ caller: null, callee: null });

  await db
    .updateTable('users')
    .set({ rights_taken: ['order'] })
    .where('id', '=', ours.userId)
    .execute();
  await fixture.recorded(ours.tenantId);
  await fixture.handle();
  await send();
  expect(messagesTo(program)).toHaveLength(3);
  expect(messagesTo(program).at(-1)!.data).not.toHaveProperty('caller');
});

test('a missing recording is reported once, after it could have come; what somebody chose is no failure', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  await hookOf(ours, program.url, { events: ['call.failed'] });
  const { tenantId } = ours;
  const now = fixture.clock.now();
  const refused = (reason: 'no-capacity' | 'recording-off', correlationId: string) => ({
    ...describeCall(tenantId, { startedAt: now, correlationId }),
    endedAt: now,
    reason,
  });
  const lost = refused('no-capacity', 'lost');
  const came = refused('no-capacity', 'came');
  for (const call of [lost, lost, came, refused('recording-off', 'off')]) await saveUnrecordedCall(db, call);
  await fixture.recorded(tenantId, { correlationId: 'came', startedAt: now });
  const silent = await fixture.recorded(tenantId, { flags: ['no-audio'] });
  await fixture.handle();
  fixture.clock.advance(6 * MINUTE_MS);
  await fixture.handle();
  await saveUnrecordedCall(db, lost);
  await fixture.handle();
  await send();
  const reported = messagesTo(program).map(({ type, data }) => [type, data['callId'], data['reason']]);
  expect(reported).toEqual([
    ['call.failed', silent.callId, 'no-audio'],
    ['call.failed', lost.callId, 'no-capacity'],
  ]);
});

test('a call that its recorder cannot archive is reported once, also when its recorder starts again; one that was archived meanwhile is not', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  await hookOf(ours, program.url, { events: ['call.failed', 'call.recorded'] });
  const now = fixture.clock.now();
  const stuckOf = (description: CallDescription) => ({
    ...description,
    ...({ state: 'set-aside', failures: 3, error: 'damaged', since: now, endedAt: now } as const),
    spool: { files: [], bytes: 0 },
  });
  const call = describeCall(ours.tenantId, { startedAt: now - MINUTE_MS });
  const mended = describeCall(ours.tenantId, { startedAt: now - MINUTE_MS });
  const recorder = newId<RecorderId>(0);
  const report = (...stuck: CallDescription[]) =>
    exchangeStuckCalls(db, recorder, { stuck: stuck.map(stuckOf), retry: () => {} });
  await report(call, mended);
  await storeMp3(fixture, mended, audioOf(mended.recordingId));
  await report(call);
  await fixture.handle();
  await report();
  await report(call);
  await fixture.handle();
  await send();
  const of = (kind: string) => messagesTo(program).filter(({ type }) => type === kind);
  expect(of('call.recorded').map(({ data }) => data['recordingId'])).toEqual([mended.recordingId]);
  expect(of('call.failed').map(({ data }) => data)).toEqual([
    { callId: call.callId, recordingId: call.recordingId, reason: 'stuck', startedAt: call.startedAt, endedAt: now },
  ]);
});

test('records of earlier calls that are read in tell nobody anything', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  await hookOf(ours, program.url);
  const startedAt = fixture.clock.now() - 30 * DAY_MS;
  await saveUnrecordedCall(db, {
    ...describeCall(ours.tenantId, { startedAt }),
    endedAt: startedAt,
    reason: 'not-offered',
  });
  await fixture.handle();
  await send();
  expect(program.received).toEqual([]);
  expect(await db.selectFrom('call_events').select('id').execute()).toEqual([]);
});

test('a dead program stops no other one; after three days it is switched off, with a mail, and what waits is given up', async () => {
  const ours = await fixture.company();
  const [works, dead] = [await receiver(), await receiver()];
  dead.answer = (response) => response.writeHead(500).end();
  await hookOf(ours, works.url, { name: 'Działa' });
  const { hook } = await hookOf(ours, dead.url, { name: 'Stoi' });
  for (let count = 0; count < 3; count++) await fixture.recorded(ours.tenantId);
  await fixture.handle();
  await send();
  expect([works.received.length, dead.received.length]).toEqual([3, 1]);
  for (let day = 0; day <= 3; day++) {
    fixture.clock.advance(DAY_MS);
    await fixture.recorded(ours.tenantId);
    await fixture.handle();
    await send();
  }
  const [, switchedOff] = await listCallHooks(db, ours.tenantId);
  expect(switchedOff).toMatchObject({ name: 'Stoi', enabled: false, failingSince: expect.any(Number) });
  expect(works.received).toHaveLength(7);
  const log = await listDeliveries(db, ours.tenantId, hook.id);
  expect(new Set(log.map(({ state }) => state))).toEqual(new Set(['given-up']));
  expect(log.some(({ status, failure }) => status === 500 && failure === 'status 500')).toBe(true);
  const mails = await db.selectFrom('mails').select(['kind', 'subject']).execute();
  expect(mails).toEqual([{ kind: 'call-hook-switched-off', subject: expect.stringContaining('„Stoi”') }]);
});

test('more than a bounded number does not wait; what is left out is counted', async () => {
  const ours = await fixture.company();
  const { hook } = await hookOf(ours, 'https://10.0.0.1/');
  await sql`INSERT INTO call_hook_deliveries (id, tenant_id, hook_id, event, body, created_at, next_attempt_at)
    SELECT gen_random_uuid(), ${ours.tenantId}, ${hook.id}, 'call.recorded', '{}', ${new Date(fixture.clock.now())}, ${new Date(fixture.clock.now())}
    FROM generate_series(1, 19999)`.execute(db);
  await fixture.recorded(ours.tenantId);
  await fixture.recorded(ours.tenantId);
  await fixture.handle();
  expect(await listCallHooks(db, ours.tenantId)).toMatchObject([{ dropped: 1 }]);
  expect((await fixture.metrics.dropped.get()).values).toMatchObject([{ value: 1 }]);
});

test('a test event says what the program answered; addresses of the operator’s own networks are refused', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  const { hook } = await hookOf(ours, program.url);
  expect(await tryCallHook(posting(), ours.tenantId, hook.id)).toEqual({ failure: null, status: 204 });
  expect(messagesTo(program)).toMatchObject([{ type: 'test', data: { hook: 'CRM' } }]);
  program.answer = (response) => response.writeHead(404).end();
  expect(await tryCallHook(posting(), ours.tenantId, hook.id)).toEqual({ failure: 'status 404', status: 404 });
  const strict = { ...posting(), guard: createAddressGuard({ allowed: [] }) };
  expect(await tryCallHook(strict, ours.tenantId, hook.id)).toEqual({ failure: 'target-forbidden', status: null });
  expect(await listDeliveries(db, ours.tenantId, hook.id)).toHaveLength(3);
  const unknown = newId<CallHookId>(0);
  await expect(tryCallHook(posting(), ours.tenantId, unknown)).rejects.toMatchObject({ code: 'not-found' });
  await expect(hookOf(ours, 'http://example.com/')).rejects.toMatchObject({ code: 'request-invalid' });
});

test('one event that cannot be handled stops no other one', async () => {
  const ours = await fixture.company();
  const program = await receiver();
  await hookOf(ours, program.url);
  const now = new Date(fixture.clock.now());
  const [poison, good] = [await fixture.recorded(ours.tenantId), await fixture.recorded(ours.tenantId)];
  await sql`ALTER TABLE call_hook_deliveries ADD CONSTRAINT no_poison CHECK (event <> 'recording.deleted')`.execute(db);
  onTestFinished(async () => {
    await sql`ALTER TABLE call_hook_deliveries DROP CONSTRAINT no_poison`.execute(db);
  });
  await sql`UPDATE call_events SET kind = 'recording.deleted' WHERE recording_id = ${poison.recordingId}`.execute(db);
  await fixture.handle();
  await send();
  expect(messagesTo(program).map(({ data }) => data['recordingId'])).toEqual([good.recordingId]);
  expect(await db.selectFrom('call_events').select('due_at').execute()).toMatchObject([
    { due_at: new Date(now.getTime() + 5 * MINUTE_MS) },
  ]);
});
