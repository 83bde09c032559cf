import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { tone } from '../../src/test-caller/index.ts';
import { RULE } from '../kit/api-bodies.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
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
const ON_DEMAND = '+48600100300';

type Fetch = Awaited<ReturnType<typeof signedInFetch>>;
const post = (body: unknown) => ({ method: 'POST', body });

interface LiveCall {
  readonly id: string;
  readonly paused: boolean;
  readonly onDemand: string | null;
}

async function liveCalls(get: Fetch): Promise<LiveCall[]> {
  return ((await (await get('/live-calls')).json()) as { calls: LiveCall[] }).calls;
}

/** The call that runs, as the API lists it. */
async function liveCall(get: Fetch): Promise<LiveCall> {
  await until('the call is listed', async () => (await liveCalls(get)).length > 0);
  return (await liveCalls(get))[0]!;
}

async function control(get: Fetch, id: string, action: string): Promise<unknown> {
  const answer = await get(`/live-calls/${id}/control`, post({ action }));
  return answer.json();
}

/** The call goes on: with what is said meanwhile the recording is compared. */
const talking = () => new Promise((resolve) => systemClock.after(1_200, () => resolve(null)));

describe('recording rules', () => {
  const fonoteka = runningFonoteka();
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

  const lastCall = async (tenant: AddedTenant) => (await fonoteka.current.calls(tenant.tenantId))[0]!;
  /** A call that lasts until it is hung up, when those before are no longer listed. */
  const begun = async (own: string, other: string) => {
    await until('no call is listed', async () => (await liveCalls(get)).length === 0);
    const hangUp = new AbortController();
    const outcome = fonoteka.current.call({ ...between(own, other), durationMs: 60_000, signal: hangUp.signal });
    return { hangUp: () => (hangUp.abort(), outcome) };
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

  test('on demand: not ordered, the call leaves a row and nothing else', async () => {
    const call = await begun(BAKERY, ON_DEMAND);
    expect(await liveCall(get)).toMatchObject({ onDemand: 'waiting' });
    expect((await (await ofFlorist('/live-calls')).json()) as object).toMatchObject({ calls: [] });
    await call.hangUp();
    const isLast = async () => (await lastCall(bakery)).callee === ON_DEMAND;
    await until('the call has a row', isLast);
    expect(await lastCall(bakery)).toMatchObject({
      noRecordingReason: 'not-kept',
      recordingRule: { name: 'Na żądanie' },
      recordings: [],
    });
    const segments = join(fonoteka.current.shared.config.data, 'spool', 'segments');
    await until('the spool has nothing of it', async () => readdirSync(segments).length === 0);
  });

  test('on demand: kept whole, with a pause that is silent and says so; another tenant cannot order it', async () => {
    const call = await begun(BAKERY, ON_DEMAND);
    const { id } = await liveCall(get);
    const foreign = await ofFlorist(`/live-calls/${id}/control`, post({ action: 'keep' }));
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([404, 'not-found']);
    await talking();
    expect(await control(get, id, 'keep')).toEqual({ kept: 'all', paused: false });
    expect(await control(get, id, 'pause')).toEqual({ kept: 'all', paused: true });
    await until('it is shown as paused and kept', async () => {
      const { paused, onDemand } = await liveCall(get);
      return paused && onDemand === 'kept';
    });
    await talking();
    expect(await control(get, id, 'resume')).toEqual({ kept: 'all', paused: false });
    await talking();
    await call.hangUp();
    await until('it is recorded', async () => (await lastCall(bakery)).recordings.length === 1);
    const { recordings } = await lastCall(bakery);
    const decoded = await decodeRecording(await fonoteka.current.audio(bakery.tenantId, recordings[0]!));
    const pause = recordings[0]!.pauses.find(({ channel }) => channel === 'caller')!;
    expect(hasTone(decoded.caller, 440, [200, pause.fromMs - 200])).toBe(true);
    expect(hasTone(decoded.caller, 440, [pause.fromMs + 200, pause.untilMs - 200])).toBe(false);
    expect(hasTone(decoded.callee, 1000, [pause.untilMs + 200, decoded.durationMs - 300])).toBe(true);
    expect(await control(get, id, 'keep')).toMatchObject({ code: 'not-found' });
    const { events } = (await (await get('/audit')).json()) as { events: { action: string; detail: unknown }[] };
    const controls = events.filter(({ action }) => action === 'call-controlled').map(({ detail }) => detail);
    expect(controls).toEqual(
      ['resume', 'pause', 'keep'].map((action) => expect.objectContaining({ action, outcome: 'done' })),
    );
  });

  test('on demand: kept from the order on, by an integrator’s key', async () => {
    const made = await get('/api-keys', post({ name: 'CRM', scopes: ['calls:control'] }));
    const { apiKey } = (await made.json()) as { apiKey: string };
    const call = await begun(BAKERY, ON_DEMAND);
    const { id } = await liveCall(get);
    await talking();
    const url = `${fonoteka.current.ready.http!}/api/v1/live-calls/${id}/control`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ action: 'start' }) });
    expect(await answer.json()).toEqual({ kept: 'from-order', paused: false });
    const orderedAt = Date.now();
    await talking();
    await call.hangUp();
    await until('it is recorded', async () => {
      const last = await lastCall(bakery);
      return last.id === id && last.recordings.length === 1;
    });
    const { recordings, startedAt } = await lastCall(bakery);
    const decoded = await decodeRecording(await fonoteka.current.audio(bakery.tenantId, recordings[0]!));
    // What was said before the order is not in it.
    const [pause] = recordings[0]!.pauses;
    expect(pause!.until).toBeGreaterThan(startedAt + 1_000);
    expect(pause!.until).toBeLessThanOrEqual(orderedAt);
    const heard = decoded.durationMs - pause!.untilMs;
    expect(heard).toBeLessThan(Date.now() - orderedAt + 1_500);
    expect(hasTone(decoded.caller, 440, [pause!.untilMs + 200, decoded.durationMs - 200])).toBe(true);
    if (pause!.untilMs > 400) expect(hasTone(decoded.caller, 440, [0, pause!.untilMs - 200])).toBe(false);
  });
});
