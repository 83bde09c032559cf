import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type CallId,
  newId,
  type RecorderId,
  type RecordingId,
  type TenantId,
  type TraceId,
} from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { NO_RECORDING_REASONS, type NoRecordingReason } from '../../src/recording/index.ts';
import { expiresAt, placeHold, runRetention } from '../../src/retention/index.ts';
import { addSource } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { requestApi } from '../kit/api-requests.ts';
import { addExtendedRetention, describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { quietLog } from '../kit/quiet-log.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const { db } = testDatabase();
let fixture: ApiFixture;
let customers = 0;

beforeAll(async () => {
  fixture = await startApi(db);
});
afterAll(() => fixture.close());

/** A customer of its own, so that no test sees another's events. */
let tenantId: TenantId;
let admin: string;
let call: { readonly id: RecordingId; readonly callId: CallId };

beforeEach(async () => {
  const number = `+4822000${String(1000 + customers++)}`;
  const tenant = await addTenantWithRecording(fixture, `Piekarnia ${customers}`, number);
  tenantId = tenant.tenantId;
  call = tenant.recording;
  admin = await signIn(fixture, tenant.admin);
});

async function get(path: string, cookie = admin) {
  return requestApi(fixture, { method: 'GET', path, cookie });
}

async function timelineOf(id: string, cookie = admin) {
  const { status, body } = await get(`/calls/${id}/timeline`, cookie);
  expect(status).toBe(200);
  return body;
}

async function staff(role: 'operator-support' | 'operator-admin'): Promise<string> {
  return signIn(fixture, await addUserOf(fixture, null, role));
}

const iso = (at: number): string => new Date(at).toISOString();
const stepsOf = (body: { steps: { step: string; state: string }[] }): string[] =>
  body.steps.map(({ step, state }) => `${step} ${state}`);

const reasons = (body: { findings: { reason: string }[] }) => body.findings.map(({ reason }) => reason);

async function insertTrace(changes: {
  result: string | null;
  ended?: string;
  status?: number;
  recordingId?: RecordingId;
  ofTenant?: TenantId | null;
}): Promise<TraceId> {
  const at = new Date(fixture.clock.now() - MINUTE_MS);
  const id = newId<TraceId>(at.getTime());
  const { result, ended = null, status = 200, recordingId = null, ofTenant = tenantId } = changes;
  await db
    .insertInto('session_traces')
    .values({
      id,
      source_id: null,
      tenant_id: ofTenant,
      recording_id: recordingId,
      call_id: null,
      started_at: at,
      last_at: at,
      result,
      ended,
      status,
      messages: 2,
      left_out: 0,
    })
    .execute();
  return id;
}

async function unrecorded(reason: NoRecordingReason): Promise<CallId> {
  const { recordingId: _, ...described } = describeCall(tenantId, { startedAt: fixture.clock.now() - MINUTE_MS });
  return saveUnrecordedCall(db, { ...described, reason, endedAt: fixture.clock.now() });
}

test('a recorded call: each step, who fetched it, when it is deleted and why', async () => {
  for (const query of ['', '?download=1']) {
    await fetch(`${fixture.origin}/api/v1/recordings/${call.id}/audio${query}`, { headers: { cookie: admin } });
  }
  const ofDoor = { tenantId, actor: 'ftp', subject: call.id, address: null } as const;
  await fixture.audit.record({ ...ofDoor, action: 'ftp-download' });
  await fixture.audit.record({ ...ofDoor, action: 'file-download', detail: { door: 'webdav' } });
  await fixture.audit.record({ ...ofDoor, action: 'ftp-download' });
  const body = await timelineOf(call.callId);
  expect(body).toMatchObject({ callId: call.callId, verdict: 'available', flags: [] });
  expect(stepsOf(body)).toEqual([
    'announced done',
    'answered done',
    'decided done',
    'media done',
    'ended done',
    'encoded done',
    'stored done',
    'fetched done',
    'fetched done',
    'fetched done',
    'listened done',
    'deletion planned',
  ]);
  const fetched = body.steps.filter(({ step }: { step: string }) => step === 'fetched');
  expect(fetched.map(({ by, count }: { by: string; count: number }) => [by, count])).toEqual(
    expect.arrayContaining([
      ['panel', 1],
      ['ftp', 2],
      ['webdav', 1],
    ]),
  );
  expect(body.steps.at(-1)).toMatchObject({ step: 'deletion', reason: 'standard', days: 30 });
  expect(body.steps.at(-1).at).toBe(iso(expiresAt(fixture.clock.now() - MINUTE_MS, 30)));
});

test('why it is kept longer, or not as long: an option, its end, a hold', async () => {
  const lastOf = async () => (await timelineOf(call.callId)).steps.at(-1);
  const now = fixture.clock.now();
  await addExtendedRetention(db, tenantId, { units: 2, from: now - DAY_MS });
  expect(await lastOf()).toMatchObject({ reason: 'extended', days: 90 });
  await db
    .updateTable('subscriptions')
    .set({ ends_at: new Date(now + 40 * DAY_MS) })
    .where('tenant_id', '=', tenantId)
    .where('service', '=', 'extended-retention')
    .execute();
  expect(await lastOf()).toMatchObject({ reason: 'option-ends', at: iso(now + 40 * DAY_MS) });
  const hold = {
    tenantId,
    recordingId: call.id,
    by: 'anna',
    actor: 'anna',
    address: null,
    isLimited: false,
    reason: 'spór',
  };
  await placeHold(fixture, { ...hold, until: now + 400 * DAY_MS });
  expect(await lastOf()).toMatchObject({ reason: 'held-until', at: iso(now + 400 * DAY_MS) });
  await placeHold(fixture, { ...hold, until: null });
  expect(await lastOf()).toMatchObject({ reason: 'held', at: null });
  const held = (await timelineOf(call.callId)).steps.filter(({ step }: { step: string }) => step === 'held');
  expect(held.map(({ state }: { state: string }) => state)).toEqual(['done', 'running']);
});

test('past the panel’s window, past its time, destroyed', async () => {
  const old = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 40 * DAY_MS });
  expect(await timelineOf(old.callId)).toMatchObject({ verdict: 'being-deleted' });
  await addExtendedRetention(db, tenantId, { units: 1, from: fixture.clock.now() - 100 * DAY_MS });
  expect(await timelineOf(old.callId)).toMatchObject({ verdict: 'on-files' });
  const older = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 70 * DAY_MS });
  await runRetention(
    {
      ...fixture,
      log: quietLog,
      keepUndeliveredDays: 0,
      periods: DEFAULT_PERIODS,
      databaseNow: async () => fixture.clock.now(),
    },
    { confirmClock: true },
  );
  const body = await timelineOf(older.callId);
  expect(body).toMatchObject({ verdict: 'deleted-expired' });
  expect(body.steps.at(-1)).toMatchObject({ step: 'destroyed', state: 'done', reason: 'deleted-expired' });
});

test('a package for the customer’s server: waiting, failed, delivered', async () => {
  const packageId = newId<never>(1);
  const made = {
    tenant_id: tenantId,
    day: '2026-03-10',
    number: 1,
    kind: 'day',
    form: 'tree',
    contents: Buffer.from('{}'),
  } as const;
  const sizes = { recordings: 1, unrecorded: 0, size_bytes: 13, made_at: new Date(fixture.clock.now()) };
  const ends = { begun_at: null, error_code: null, error_detail: null, failed_at: null, delivered_at: null };
  await db
    .insertInto('packages')
    .values({ id: packageId, ...made, ...sizes, ...ends, delivered_to: null, not_verified: null })
    .execute();
  await db
    .insertInto('package_files')
    .values({ package_id: packageId, recording_id: call.id, tenant_id: tenantId, delivered_at: null })
    .execute();
  const packed = async () =>
    (await timelineOf(call.callId)).steps.find(({ step }: { step: string }) => step === 'packed');
  expect(await packed()).toMatchObject({
    state: 'running',
    package: { day: '2026-03-10', number: 1, errorCode: null },
  });
  await db
    .updateTable('packages')
    .set({ error_code: 'login-refused', error_detail: '530' })
    .where('id', '=', packageId)
    .execute();
  expect(await packed()).toMatchObject({ state: 'failed', package: { errorCode: 'login-refused' } });
  await db
    .updateTable('packages')
    .set({ delivered_at: new Date(fixture.clock.now()), contents: null })
    .where('id', '=', packageId)
    .execute();
  expect(await packed()).toMatchObject({ state: 'done', package: { errorCode: null } });
});

test('a call without a recording: every reason is its verdict', async () => {
  for (const reason of NO_RECORDING_REASONS) {
    const body = await timelineOf(await unrecorded(reason));
    expect(body.verdict, reason).toBe(reason);
    const explained = body.steps.filter((step: { reason: string | null }) => step.reason === reason);
    expect(explained, reason).toHaveLength(1);
    expect(['failed', 'missing']).toContain(explained[0].state);
  }
});

test('a call whose audio a recorder still has, or has lost', async () => {
  const callId = await unrecorded('not-offered');
  const recordingId = newId<RecordingId>(1);
  await insertTrace({ result: 'recorded', ended: 'hang-up', recordingId });
  await db.updateTable('session_traces').set({ call_id: callId }).where('tenant_id', '=', tenantId).execute();
  expect((await timelineOf(callId)).verdict).toBe('not-recorded');
  const at = new Date(fixture.clock.now());
  const recorderId = newId<RecorderId>(1);
  const stuck = {
    recording_id: recordingId,
    recorder_id: recorderId,
    tenant_id: tenantId,
    failures: 3,
    error: 'ENOSPC',
    since: at,
    started_at: at,
    ended_at: at,
    spool: JSON.stringify({ files: [], bytes: 1234 }),
    retry_requested_at: null,
  } as const;
  await db
    .insertInto('stuck_calls')
    .values({ ...stuck, state: 'retrying' })
    .execute();
  expect((await timelineOf(callId)).verdict).toBe('retrying');
  await db.updateTable('stuck_calls').set({ state: 'set-aside' }).where('recording_id', '=', recordingId).execute();
  expect((await timelineOf(callId)).verdict).toBe('set-aside');

  const support = await staff('operator-support');
  const { body } = await get(`/operator/calls/${callId}/timeline`, support);
  expect(body).toMatchObject({
    tenantId,
    verdict: 'set-aside',
    sessions: [{ result: 'recorded', ended: 'hang-up' }],
    stuck: [{ recordingId, recorderId, state: 'set-aside', failures: 3, error: 'ENOSPC', spoolBytes: 1234 }],
  });
  const [event] = await fixture.audit.list(tenantId, { limit: 1 });
  expect(event).toMatchObject({ action: 'call-timeline-read', subject: callId });

  await db.deleteFrom('stuck_calls').execute();
  await fixture.audit.record({ tenantId, actor: 'cli', action: 'call-given-up', subject: recordingId, address: null });
  expect((await timelineOf(callId)).verdict).toBe('given-up');
});

test('support asks by a recording too, and sees no number; customers see nobody else’s calls', async () => {
  const support = await staff('operator-support');
  const { status, body } = await get(`/operator/calls/${call.id}/timeline`, support);
  expect([status, body.callId, body.verdict]).toEqual([200, call.callId, 'available']);
  expect(JSON.stringify(body)).not.toMatch(/512345678|221234567/);
  expect((await get(`/operator/calls/${newId<CallId>(1)}/timeline`, support)).status).toBe(404);

  const other = await addTenantWithRecording(
    fixture,
    'Kwiaciarnia',
    `+48333${call.id.slice(0, 6).replace(/\D/g, '1')}`,
  );
  expect((await get(`/calls/${other.recording.callId}/timeline`)).status).toBe(404);
  const agent = await signIn(fixture, await addUserOf(fixture, tenantId, 'agent', { extensions: ['102'] }));
  expect((await get(`/calls/${call.callId}/timeline`, agent)).status).toBe(404);
});

test('a call that is not found: what is known of that time, for the customer and for support', async () => {
  const at = iso(fixture.clock.now());
  const ask = async (query = '', path = '/missing-call', cookie = admin) =>
    (await get(`${path}?at=${encodeURIComponent(at)}${query}`, cookie)).body;

  expect(await ask()).toMatchObject({ calls: [{ id: call.callId }] });
  const unknown = await ask('&number=48999999999');
  expect(unknown.calls).toEqual([]);
  expect(reasons(unknown)).toContain('other-calls');
  expect(unknown.findings).toContainEqual(expect.objectContaining({ reason: 'other-calls', count: 1 }));
  const monthsAgo = new Date(fixture.clock.now() - 60 * DAY_MS);
  await sql`UPDATE subscriptions SET starts_at = ${monthsAgo} WHERE tenant_id = ${tenantId}`.execute(db);
  await db.updateTable('tenants').set({ recording_enabled: true }).where('id', '=', tenantId).execute();
  const long = iso(fixture.clock.now() - 30 * DAY_MS);
  expect(reasons((await get(`/missing-call?at=${long}`)).body)).toContain('nothing-came');
  expect(reasons((await get(`/missing-call?at=${iso(fixture.clock.now() + 2 * DAY_MS)}`)).body)).toContain(
    'in-the-future',
  );
  expect(reasons((await get(`/missing-call?at=${iso(fixture.clock.now() - 4000 * DAY_MS)}`)).body)).toContain(
    'history-ended',
  );

  const refused = await insertTrace({ result: 'no-capacity', status: 503 });
  await insertTrace({ result: 'recorded' });
  await insertTrace({ result: 'source-unknown', status: 403, ofTenant: null });
  await insertTrace({ result: 'tenant-unknown', status: 403, ofTenant: null });
  await db
    .updateTable('tenants')
    .set({ recording_enabled: false, suspended_at: new Date(), suspension_reason: 'zaległości' })
    .where('id', '=', tenantId)
    .execute();
  const found = await ask('&number=48999999999');
  expect(reasons(found)).toEqual(
    expect.arrayContaining(['session-refused', 'session-running', 'recording-off-now', 'suspended-now']),
  );
  expect(reasons(found)).not.toContain('unknown-source');
  expect(found.findings).toContainEqual(
    expect.objectContaining({ reason: 'session-refused', detail: 'no-capacity', count: 1, traceId: null }),
  );

  const support = await staff('operator-support');
  await addSource(db, { name: 'Centrala 7', addresses: ['198.51.100.7'], tenantId }, fixture.clock.now() - DAY_MS);
  const known = await ask('', `/operator/tenants/${tenantId}/missing-call`, support);
  expect(reasons(known)).toEqual(expect.arrayContaining(['unknown-source', 'unknown-customer']));
  expect(known.findings).toContainEqual(expect.objectContaining({ reason: 'session-refused', traceId: refused }));
  expect((await fixture.audit.list(tenantId, { limit: 1 }))[0]).toMatchObject({ action: 'missing-call-searched' });

  const agent = await signIn(fixture, await addUserOf(fixture, tenantId, 'agent', { extensions: ['102'] }));
  const limited = await ask('', '/missing-call', agent);
  expect([limited.calls, reasons(limited)]).toEqual([[], ['limited-view']]);
});
