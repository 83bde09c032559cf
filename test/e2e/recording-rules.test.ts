import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { databaseNow } from '../../src/platform/postgres/index.ts';
import { destroyOnRequest, MonotonicReference } from '../../src/retention/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { CALL_HOOK, MAIL_RULE, RULE } from '../kit/api-bodies.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { HookReceiver } from '../kit/push/hook-receiver.ts';
import { runningFonoteka } from '../kit/service.ts';
import { metadataOf } from '../kit/session-request.ts';
import { until } from '../kit/until.ts';

const TONES = { caller: '1', callee: '2', callerAudio: tone(440), calleeAudio: tone(1000) };
/** Each is a call of its own. */
let begunCalls = 0;
function between(own: string, other: string) {
  begunCalls += 1;
  const metadata = metadataOf(`sip:${own}@pbx`, `sip:${other}@pbx`).replaceAll('group-1', `group-${begunCalls}`);
  return { ...TONES, metadata: metadata.replaceAll('session-1', `session-${begunCalls}`) };
}

const BAKERY = '+48221234567';
const FLORIST = '+48221234568';
const NEVER = '+48600100200';
/** Of rules on demand; each has a call of its own, so that they run at once. */
const UNKEPT = '+48600100301';
const KEPT = '+48600100302';
const FROM_ORDER = '+48600100303';

type Fetch = Awaited<ReturnType<typeof signedInFetch>>;
const post = (body: unknown) => ({ method: 'POST', body });

interface LiveCall {
  readonly id: string;
  readonly callee: string | null;
  readonly paused: boolean;
  readonly onDemand: string | null;
}

async function liveCalls(get: Fetch): Promise<LiveCall[]> {
  return ((await (await get('/live-calls')).json()) as { calls: LiveCall[] }).calls;
}

/** The call with this number that runs, as the API lists it. */
async function liveCall(get: Fetch, number: string): Promise<LiveCall> {
  const listed = async () => (await liveCalls(get)).find(({ callee }) => callee === number);
  await until('the call is listed', async () => (await listed()) !== undefined);
  return (await listed())!;
}

async function control(get: Fetch, id: string, action: string): Promise<unknown> {
  const answer = await get(`/live-calls/${id}/control`, post({ action }));
  return answer.json();
}

/** What the integrators' page has for Python, called with the headers and the body of a delivery. */
const [, SNIPPET] = /```python\n(.*?)```/s.exec(readFileSync('docs/integrators/api.md', 'utf8'))!;
const PYTHON = `${SNIPPET}
import json, sys
print(is_genuine(json.loads(sys.argv[1]), sys.stdin.buffer.read(), sys.argv[2]))`;

/** The call goes on: with what is said meanwhile the recording is compared. */
const talking = () => new Promise((resolve) => systemClock.after(1_200, () => resolve(null)));

describe('recording rules', () => {
  const fonoteka = runningFonoteka({ pushAllow: ['127.0.0.0/8'] });
  let bakery: AddedTenant;
  let florist: AddedTenant;
  let get: Fetch;
  let ofFlorist: Fetch;

  beforeAll(async () => {
    bakery = await fonoteka.current.tenant('Piekarnia', [BAKERY]);
    florist = await fonoteka.current.tenant('Kwiaciarnia', [FLORIST]);
    get = await signedInFetch(fonoteka.current.ready.http!, bakery.panel);
    ofFlorist = await signedInFetch(fonoteka.current.ready.http!, florist.panel);
    const add = async (changes: object) =>
      expect((await get('/recording-rules', post({ ...RULE, ...changes }))).status).toBe(201);
    await add({ name: 'Prywatne', numbers: ['600 100 200'] });
    await add({ name: 'Na żądanie', effect: 'on-demand', numbers: ['0048 600 100 3*'] });
  });

  const callWith = async (number: string) =>
    (await fonoteka.current.calls(bakery.tenantId)).find(({ callee }) => callee === number);
  const recorded = async (number: string) => {
    await until('it is recorded', async () => (await callWith(number))?.recordings.length === 1);
    const { recordings, startedAt } = (await callWith(number))!;
    const recording = recordings[0]!;
    return {
      recording,
      startedAt,
      decoded: await decodeRecording(await fonoteka.current.audio(bakery.tenantId, recording)),
    };
  };
  /** A call that lasts until it is hung up. */
  const begun = async (number: string) => {
    const hangUp = new AbortController();
    const outcome = fonoteka.current.call({ ...between(BAKERY, number), durationMs: 60_000, signal: hangUp.signal });
    return { ...(await liveCall(get, number)), hangUp: () => (hangUp.abort(), outcome) };
  };

  test('the INVITE is refused by a rule of the tenant, and accepted of another one, and of another number', async () => {
    const [refused, others, ours] = await Promise.all([
      fonoteka.current.call({ ...between(BAKERY, NEVER), durationMs: 500 }),
      fonoteka.current.call({ ...between(FLORIST, NEVER), durationMs: 500 }),
      fonoteka.current.call({ ...between(BAKERY, '+48512345678'), durationMs: 500 }),
    ]);
    expect([refused.status, others.status, ours.status]).toEqual([403, 200, 200]);
    await until('all have a row', async () => (await fonoteka.current.calls(bakery.tenantId)).length === 2);
    const calls = await fonoteka.current.calls(bakery.tenantId);
    const unrecorded = calls.find(({ callee }) => callee === NEVER)!;
    expect(unrecorded).toMatchObject({
      noRecordingReason: 'rule',
      recordingRule: { name: 'Prywatne' },
      recordings: [],
    });
    expect(calls.find(({ callee }) => callee !== NEVER)).toMatchObject({
      noRecordingReason: null,
      recordingRule: null,
    });
  });

  test('on demand: a call is kept whole, or from the order on, or leaves a row and nothing else; a pause is silent and says so', async () => {
    const made = await get('/api-keys', post({ name: 'CRM', scopes: ['calls:control'] }));
    const { apiKey } = (await made.json()) as { apiKey: string };
    const [unkept, kept, later] = await Promise.all([begun(UNKEPT), begun(KEPT), begun(FROM_ORDER)]);
    expect([unkept.onDemand, kept.onDemand, later.onDemand]).toEqual(['waiting', 'waiting', 'waiting']);
    expect((await (await ofFlorist('/live-calls')).json()) as object).toMatchObject({ calls: [] });
    // Another tenant orders nothing of it.
    const foreign = await ofFlorist(`/live-calls/${kept.id}/control`, post({ action: 'keep' }));
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([404, 'not-found']);
    await talking();

    // By an integrator's key.
    const url = `${fonoteka.current.ready.http!}/api/v1/live-calls/${later.id}/control`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ action: 'start' }) });
    expect(await answer.json()).toEqual({ kept: 'from-order', paused: false });
    const orderedAt = Date.now();
    expect(await control(get, kept.id, 'keep')).toEqual({ kept: 'all', paused: false });
    expect(await control(get, kept.id, 'pause')).toEqual({ kept: 'all', paused: true });
    await until('it is shown as paused and kept', async () => {
      const { paused, onDemand } = await liveCall(get, KEPT);
      return paused && onDemand === 'kept';
    });
    await talking();
    expect(await control(get, kept.id, 'resume')).toEqual({ kept: 'all', paused: false });
    await talking();
    await Promise.all([unkept.hangUp(), kept.hangUp(), later.hangUp()]);
    const endedAt = Date.now();

    const whole = await recorded(KEPT);
    const pause = whole.recording.pauses.find(({ channel }) => channel === 'caller')!;
    expect(hasTone(whole.decoded.caller, 440, [200, pause.fromMs - 200])).toBe(true);
    expect(hasTone(whole.decoded.caller, 440, [pause.fromMs + 300, pause.untilMs - 300])).toBe(false);
    expect(hasTone(whole.decoded.callee, 1000, [pause.untilMs + 200, whole.decoded.durationMs - 300])).toBe(true);
    expect(await control(get, kept.id, 'keep')).toMatchObject({ code: 'not-found' });
    const { events } = (await (await get('/audit')).json()) as {
      events: { action: string; subject: string; detail: unknown }[];
    };
    const controls = events.filter(({ action, subject }) => action === 'call-controlled' && subject === kept.id);
    expect(controls.map(({ detail }) => detail)).toEqual(
      ['resume', 'pause', 'keep'].map((action) => expect.objectContaining({ action, outcome: 'done' })),
    );

    // What was said before the order is not in it.
    const { recording, startedAt, decoded } = await recorded(FROM_ORDER);
    expect((await callWith(FROM_ORDER))!.id).toBe(later.id);
    const [before] = recording.pauses;
    expect(before!.until).toBeGreaterThan(startedAt + 1_000);
    expect(before!.until).toBeLessThanOrEqual(orderedAt);
    expect(decoded.durationMs - before!.untilMs).toBeLessThan(endedAt - orderedAt + 1_500);
    expect(hasTone(decoded.caller, 440, [before!.untilMs + 200, decoded.durationMs - 200])).toBe(true);
    if (before!.untilMs > 400) expect(hasTone(decoded.caller, 440, [0, before!.untilMs - 200])).toBe(false);

    await until('the call has a row', async () => (await callWith(UNKEPT)) !== undefined);
    expect(await callWith(UNKEPT)).toMatchObject({
      noRecordingReason: 'not-kept',
      recordingRule: { name: 'Na żądanie' },
      recordings: [],
    });
    const segments = join(fonoteka.current.shared.config.data, 'spool', 'segments');
    await until('the spool has nothing of it', async () => readdirSync(segments).length === 0);
  });

  test('a program hears of the recording and of its end, its signature is what openssl says; a mail has a link', async () => {
    const program = await HookReceiver.start();
    onTestFinished(() => program.stop());
    const { db, shared } = fonoteka.current;
    const [user] = await db.selectFrom('users').select('id').where('tenant_id', '=', florist.tenantId).execute();
    await db.updateTable('users').set({ email: 'kwiaty@example.pl' }).where('id', '=', user!.id).execute();
    const hook = { ...CALL_HOOK, url: program.url, withNumbers: true };
    const { secret } = (await (await ofFlorist('/call-hooks', post(hook))).json()) as { secret: string };
    const rule = { ...MAIL_RULE, numbers: [], recipients: [user!.id] };
    expect((await ofFlorist('/mail-rules', post(rule))).status).toBe(201);
    await fonoteka.current.call({ ...between(FLORIST, '+48512345678'), durationMs: 500 });
    await until('the program has heard', async () => program.received.length === 1);

    const [recording] = (await fonoteka.current.calls(florist.tenantId))[0]!.recordings;
    const { headers, body } = program.received[0]!;
    const data = { recordingId: recording!.id, callee: '+48512345678', checksum: recording!.checksum };
    expect(JSON.parse(body)).toMatchObject({ type: 'call.recorded', data });
    const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64').toString('hex');
    const openssl = ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary'];
    const signature = execFileSync('openssl', openssl, { input: signed }).toString('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    const verify = (sent: string) =>
      execFileSync('python3', ['-c', PYTHON, JSON.stringify(headers), secret], { input: sent })
        .toString()
        .trim();
    expect([verify(body), verify(body.replace('call.recorded', 'call.failed'))]).toEqual(['True', 'False']);

    const mails = () => db.selectFrom('mails').select('recipient').where('kind', '=', 'call-recorded').execute();
    expect(await mails()).toEqual([{ recipient: 'kwiaty@example.pl' }]);
    const audit = new AuditLog(db, shared.clock);
    const retention = { ...shared, db, audit, databaseNow: () => databaseNow(db) };
    const monotonicReference = new MonotonicReference(shared.clock);
    const which = { tenantId: florist.tenantId, ids: [recording!.id] };
    await destroyOnRequest({ ...retention, monotonicReference }, which);
    await until('the program has heard of the end', async () => program.received.length === 2);
    expect(JSON.parse(program.received[1]!.body)).toMatchObject({
      type: 'recording.deleted',
      data: { recordingId: recording!.id, reason: 'on-request' },
    });
  });
});
