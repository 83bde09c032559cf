import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { newId, type SourceId, type TenantId, type TraceId } from '../../src/base/ids.ts';
import { listTraces, SessionTraces } from '../../src/intake/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { type SignedInFetch, signedInStaff } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const OWN = '+48221234567';
const CALLER = '+48600100200';

interface Trace {
  readonly id: string;
  readonly result: string;
  readonly ended: string | null;
  readonly tenant: { readonly name: string } | null;
  readonly recordingId: string | null;
}

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let admin: SignedInFetch;
let support: SignedInFetch;

beforeAll(async () => {
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  admin = await signedInStaff(fonoteka.current, 'adm', 'operator-admin');
  support = await signedInStaff(fonoteka.current, 'sup', 'operator-support');
});

const listed = async (query = ''): Promise<readonly Trace[]> =>
  ((await (await support(`/operator/session-traces${query}`)).json()) as { traces: Trace[] }).traces;
async function messagesOf(who: SignedInFetch, { id }: Trace, query = ''): Promise<Response> {
  const answer = await who(`/operator/session-traces/${id}/messages${query}`);
  expectDeclared('GET /api/v1/operator/session-traces/{id}/messages', answer);
  return answer;
}

test('the messages of recorded and refused sessions are kept, without keys, and named only to who has a reason', async () => {
  const { current } = fonoteka;
  const srtp = { suites: ['AES_CM_128_HMAC_SHA1_80'] } as const;
  const headers = { 'Proxy-Authorization': 'Digest username="pbx", response="0123456789abcdef"' };
  expect((await current.call({ caller: CALLER, callee: OWN, durationMs: 200, srtp, headers })).status).toBe(200);
  expect((await current.call({ caller: '+48700100200', callee: '+48700100201', durationMs: 100 })).status).toBe(403);
  await until(
    'both are written',
    async () => (await listed()).filter(({ ended, result }) => ended ?? result !== 'recorded').length === 2,
  );
  expect(await listed()).toMatchObject([
    { result: 'tenant-unknown', status: 403, tenant: null, recordingId: null, ended: null },
    { result: 'recorded', status: 200, tenant: { name: 'Piekarnia' }, ended: 'hang-up' },
  ]);
  const [refused, recorded] = (await listed()) as [Trace, Trace];
  expect(await listed('?refused=1')).toEqual([refused]);
  expect(await listed(`?recordingId=${recorded.recordingId}`)).toEqual([recorded]);

  const masked = await (await messagesOf(support, recorded)).text();
  const full = await (await messagesOf(admin, recorded, '?reason=wrong-parties')).text();
  for (const text of [masked, full]) {
    expect(text).toMatch(/^--- \S+ received over udp, 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\nINVITE sip:/);
    expect(text).toContain('SIP/2.0 200 OK');
    expect(text).toContain('BYE sip:');
    expect(text).not.toContain('0123456789abcdef');
    expect(text.match(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 \*+/g)!.length).toBeGreaterThan(1);
    expect(text).not.toMatch(/inline:[^*]/);
  }
  expect(masked).not.toMatch(/48600100200|48221234567/);
  expect(full).toContain(CALLER);
  expect((await messagesOf(support, recorded, '?reason=sound')).status).toBe(403);
  expect((await messagesOf(support, { ...refused, id: newId<TraceId>(1) })).status).toBe(404);
  expect((await (await messagesOf(support, refused, '?format=pcap')).arrayBuffer()).byteLength).toBeGreaterThan(500);

  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(current.db);
  const environment = {
    FONOTEKA_DATABASE_URL: onDatabase(inject('templateDatabaseUrl'), rows[0]!.name),
    FONOTEKA_DATA: current.shared.config.data,
  };
  const command = (...words: string[]) => runInProcess(environment, 'siprec', ...words);
  expect((await command('trace', 'list', '--refused')).stdout).toMatch(
    /Test PBX {2}unknown tenant {2}403 tenant-unknown/,
  );
  expect((await command('trace', 'show', recorded.id)).stdout.trimEnd()).toBe(masked.trimEnd());
  expect((await command('trace', 'show', recorded.id, '--full', 'sound')).stdout).toContain(CALLER);
  const explained = JSON.parse((await command('explain', '--trace', refused.id, '--json')).stdout);
  expect(explained).toMatchObject({ tenant: null, caller: '+48700100200', callee: '+48700100201' });

  const events = await current.db
    .selectFrom('audit_events')
    .select(['actor', 'detail'])
    .where('tenant_id', '=', tenantId)
    .where('action', '=', 'session-trace-read')
    .orderBy('seq')
    .execute();
  expect(events).toMatchObject([
    { detail: { reason: 'wrong-parties' } },
    { actor: 'cli', detail: { reason: 'sound' } },
  ]);
});

const { db } = testDatabase();
const invite = (callId: string, bytes = 1000): Buffer =>
  Buffer.from(`INVITE sip:a@b SIP/2.0\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\n\r\n${'x'.repeat(bytes)}`);
const PEER = { transport: 'udp', address: '192.0.2.1', port: 5060 } as const;

function tracing(limits: { hours?: number; megabytes?: number } = {}, keys = new Map<string, Buffer>()) {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const store = { getOrCreate: async (id: string) => keys.get(id) ?? keys.set(id, Buffer.alloc(32, 1)).get(id)! };
  const all = { hours: 24, megabytes: 100, ...limits };
  const metrics = createMetrics();
  const traces = new SessionTraces({ db, keys: store, clock, log: quietLog, metrics, limits: all });
  const message = (callId: string, bytes?: number) => traces.message('received', invite(callId, bytes), PEER, PEER);
  return { traces, clock, message, metrics };
}

test('traces are bounded in time, size and number, and end when they are switched off', async () => {
  const off = tracing({ hours: 0 });
  off.message('off');
  await off.traces.stop();
  expect(await listTraces(db)).toEqual([]);

  const { traces, clock, message } = tracing({ hours: 2, megabytes: 1 });
  message('first', 300_000);
  for (let at = 0; at < 600; at++) message(`many ${at}`);
  await traces.write();
  const counts = await listTraces(db);
  expect(counts).toHaveLength(200);
  const { total } = await db
    .selectFrom('session_traces')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  expect(total).toBe(500);
  const first = await db.selectFrom('session_traces').selectAll().where('left_out', '>', 0).execute();
  expect(first).toMatchObject([{ messages: 0, left_out: 1 }]);
  clock.advance(3 * 3_600_000);
  message('later');
  for (let at = 0; at < 12; at++) await traces.write();
  expect((await listTraces(db)).length).toBe(1);
  await traces.stop();
});

test('what could not be written is written later; messages of no session are not kept', async () => {
  const { traces, message } = tracing();
  traces.note('unknown', { sourceId: newId<SourceId>(1) });
  message('kept');
  traces.message('received', Buffer.from('OPTIONS sip:a@b SIP/2.0\r\nCall-ID: options\r\n\r\n'), PEER, PEER);
  await sql`ALTER TABLE session_traces RENAME TO away`.execute(db);
  await expect(traces.write()).rejects.toThrow(/session_traces/);
  await sql`ALTER TABLE away RENAME TO session_traces`.execute(db);
  const before = (await listTraces(db)).length;
  await traces.stop();
  expect((await listTraces(db)).length).toBe(before + 1);
});

test('sessions that wait for the database are bounded', async () => {
  const { traces, message, metrics } = tracing();
  await sql`ALTER TABLE session_traces RENAME TO away`.execute(db);
  // After each failed write 500 more may begin.
  for (let write = 0; write < 43; write += 1) {
    for (let at = 0; at < 500; at += 1) message(`${write} ${at}`, 0);
    await expect(traces.write()).rejects.toThrow(/session_traces/);
  }
  await sql`ALTER TABLE away RENAME TO session_traces`.execute(db);
  const dropped = await metrics.getSingleMetric('fonoteka_session_trace_messages_dropped_total')!.get();
  expect(dropped.values).toMatchObject([{ value: 1_000 }]);
});
