import { expect, test } from 'vitest';
import { addUser, changeUser } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { decodeG711 } from '../../src/wire/g711.ts';
import { type SignedInFetch, signedInFetch, signedInStaff } from '../kit/api-session.ts';
import { EventStream } from '../kit/event-stream.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const fonoteka = runningFonoteka();

/** Reads a WAV file of µ-law while it comes. */
class HeardWav {
  ended = false;
  #bytes = Buffer.alloc(0);

  constructor(response: Response) {
    expect(response.status).toBe(200);
    void this.#read(response.body!.getReader());
  }

  /** Of the last half second, left and right, in Hz, in steps of 20; 0: silence. */
  frequencies(): number[] {
    // Both channels begin together, whatever has been cut off before.
    const sound = this.#bytes.subarray(46);
    const tail = sound.subarray(-8_000 - (sound.length % 2), sound.length % 2 === 0 ? undefined : -1);
    return [0, 1].map((channel) => {
      const codes = tail.filter((_, at) => at % 2 === channel);
      const pcm = decodeG711('PCMU', codes);
      let crossings = 0;
      for (let at = 1; at < pcm.length; at++) if (pcm[at - 1]! < 0 && pcm[at]! >= 0) crossings++;
      return pcm.length < 4_000 ? 0 : Math.round((crossings * 2) / 20) * 20;
    });
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        this.#bytes = Buffer.concat([this.#bytes, value]);
      }
    } catch {
      // The connection was cut.
    }
    this.ended = true;
  }
}

interface Listed {
  readonly id: string;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly paused: boolean;
  readonly pausedBy: string | null;
}
interface Party {
  readonly dbfs: number | null;
  readonly isLevelUnknown: boolean;
  readonly codec: string | null;
  readonly packets: number;
  readonly lost: number;
}
interface Levels {
  readonly calls: readonly { readonly id: string; readonly caller: Party; readonly callee: Party }[];
}

const listed = async (fetch: SignedInFetch): Promise<readonly Listed[]> =>
  ((await (await fetch('/live-calls')).json()) as { calls: Listed[] }).calls;

test('who looks sees calls begin, pause and end, how loud the parties are, and only calls that he may see', async () => {
  const { current } = fonoteka;
  const origin = current.ready.http!;
  const [bakery, garage] = [
    await current.tenant('Piekarnia', ['48221234567']),
    await current.tenant('Warsztat', ['48221234568']),
  ];
  const now = Date.now();
  const agent = await addUser(
    current.db,
    { tenantId: bakery.tenantId, name: 'Ewa', role: 'agent', extensions: ['102'] },
    now,
  );
  const [admin, other, limited] = [
    await signedInFetch(origin, bakery.panel),
    await signedInFetch(origin, garage.panel),
    await signedInFetch(origin, agent),
  ];
  const staff = await signedInStaff({ db: current.db, ready: current.ready }, 'Jan', 'operator-support');
  const streams = await Promise.all(
    [admin, other, limited].map(async (fetch) => new EventStream(await fetch('/live-calls/events'))),
  );
  const [events, foreign, ofAgent] = streams as [EventStream, EventStream, EventStream];
  expect(await events.next<{ calls: Listed[] }>('list')).toMatchObject({ calls: [] });
  await foreign.next('list');
  await ofAgent.next('list');

  const hangUp = new AbortController();
  const call = current.call({
    caller: '+48512345678',
    callee: '+48221234567',
    durationMs: 60_000,
    callerAudio: tone(440, 0.5),
    calleeAudio: tone(1000, 0.05),
    pauses: [{ fromMs: 4_000, untilMs: 6_000 }],
    signal: hangUp.signal,
  });
  const begun = await events.next<Listed>('begin');
  expect(begun).toMatchObject({ caller: '+48512345678', callee: '+48221234567', direction: 'inbound', paused: false });
  expect(await listed(admin)).toMatchObject([{ id: begun.id, caller: '+48512345678' }]);
  const isMeasured = ({ calls }: Levels): boolean => calls[0]?.caller.dbfs !== null && calls[0]?.callee.dbfs !== null;
  const { calls } = await events.next<Levels>('levels', isMeasured);
  // A sine of amplitude 0.5 is 9 dB below full scale.
  expect(calls).toMatchObject([{ id: begun.id, caller: { codec: 'PCMA', lost: 0, isLevelUnknown: false } }]);
  expect(calls[0]!.caller.dbfs!).toBeGreaterThan(-12);
  expect(calls[0]!.caller.dbfs!).toBeLessThan(-7);
  expect(calls[0]!.callee.dbfs! - calls[0]!.caller.dbfs!).toBeLessThan(-15);
  expect(calls[0]!.caller.packets).toBeGreaterThan(10);

  const byStaff = new EventStream(await staff(`/operator/tenants/${bakery.tenantId}/live-calls/events`));
  expect(await byStaff.next<{ calls: Listed[] }>('list')).toMatchObject({ calls: [{ id: begun.id, pausedBy: null }] });
  expect(await byStaff.next<Levels>('levels', isMeasured)).toMatchObject({ calls: [{ id: begun.id }] });

  const paused = await events.next<Listed>('change', ({ paused }) => paused);
  expect(paused).toMatchObject({ id: begun.id, pausedBy: 'pbx' });
  const control = async (action: string) =>
    admin(`/live-calls/${begun.id}/control`, { method: 'POST', body: { action } });
  expect(await (await control('pause')).json()).toMatchObject({ paused: true, pausedByPbx: true });
  await events.next<Listed>('change', ({ pausedBy }) => pausedBy === 'both');
  await events.next<Listed>('change', ({ pausedBy }) => pausedBy === 'order');
  await control('resume');
  expect(await events.next<Listed>('change', ({ paused }) => !paused)).toMatchObject({ id: begun.id });
  // Who comes later has the full list.
  const later = new EventStream(await admin('/live-calls/events'));
  expect(await later.next<{ calls: Listed[] }>('list')).toMatchObject({ calls: [{ id: begun.id }] });
  await later.close();

  const console = (await (await staff('/operator/live-calls')).json()) as { calls: object[]; tenants: object[] };
  expect(console.calls).toMatchObject([{ id: begun.id, tenantId: bakery.tenantId }]);
  expect(console).toMatchObject({
    tenants: [{ id: bakery.tenantId, name: 'Piekarnia', calls: 1, paused: 0 }],
    recorders: [{ name: null, calls: 1 }],
    sources: [{ name: 'Test PBX', calls: 1 }],
  });
  const bothForStaff = JSON.stringify([console, byStaff.events]);
  expect(bothForStaff).not.toMatch(/512345678|221234567/);
  await byStaff.close();

  hangUp.abort();
  await call;
  expect(await events.next<{ id: string }>('end')).toEqual({ id: begun.id });
  await until('the list is empty', async () => (await listed(admin)).length === 0);
  expect(await listed(other)).toEqual([]);
  for (const stream of [foreign, ofAgent]) expect(stream.events.map(({ event }) => event)).toEqual(['list']);

  // An agent who is disabled, and a session that ends, see nothing more.
  await current.db
    .transaction()
    .execute((all) => changeUser(all, agent.id, () => ({ disabled: true }), { by: 'operator', now }));
  await until('the stream of the agent has ended', () => ofAgent.ended);
  await other('/session', { method: 'DELETE' });
  await until('the stream of the session has ended', () => foreign.ended);
  expect(events.ended).toBe(false);
  await events.close();
});

test('encrypted calls have no level, and say so; a person has a few streams at a time', async () => {
  const { current } = fonoteka;
  const tenant = await current.tenant('Kwiaciarnia', ['48221234569']);
  const admin = await signedInFetch(current.ready.http!, tenant.panel);
  const open = async (): Promise<Response> => admin('/live-calls/events');
  const streams = [];
  for (let count = 0; count < 5; count++) streams.push(new EventStream(await open()));
  const refused = await open();
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too-many-live-streams' }]);
  const [events] = streams as [EventStream];
  const hangUp = new AbortController();
  const call = current.call({
    caller: '+48512345678',
    callee: '+48221234569',
    durationMs: 60_000,
    callerAudio: tone(440),
    srtp: {},
    signal: hangUp.signal,
  });
  const { calls } = await events.next<Levels>('levels', (levels) => levels.calls[0]?.caller.isLevelUnknown === true);
  expect(calls[0]!.caller).toMatchObject({ dbfs: null, codec: 'PCMA' });
  hangUp.abort();
  await call;
  await events.next('end');
  await Promise.all(streams.map((stream) => stream.close()));
  await until('there is room again', async () => {
    const again = await open();
    await again.body!.cancel();
    return again.status === 200;
  });
});

test('who has the right listens to a call while it runs, audited from and until; not others, and not after the call or the right', async () => {
  const { current } = fonoteka;
  const origin = current.ready.http!;
  const tenant = await current.tenant('Cukiernia', ['48221234570']);
  const foreign = await current.tenant('Stolarnia', ['48221234571']);
  const supervisor = await addUser(
    current.db,
    { tenantId: tenant.tenantId, name: 'Ola', role: 'supervisor' },
    Date.now(),
  );
  const agent = await addUser(
    current.db,
    { tenantId: tenant.tenantId, name: 'Jan', role: 'agent', extensions: ['102'] },
    Date.now(),
  );
  const [admin, other, ola, jan] = [
    await signedInFetch(origin, tenant.panel),
    await signedInFetch(origin, foreign.panel),
    await signedInFetch(origin, supervisor),
    await signedInFetch(origin, agent),
  ];
  const rightsOf = (id: string, given: readonly string[]) =>
    admin(`/users/${id}`, { method: 'PATCH', body: { rights: ['listen', 'download', ...given] } });
  const rights = (given: readonly string[]) => rightsOf(supervisor.id, given);
  const hangUp = new AbortController();
  const call = current.call({
    caller: '+48512345678',
    callee: '+48221234570',
    durationMs: 120_000,
    callerAudio: tone(440, 0.5),
    calleeAudio: tone(1000, 0.5),
    srtp: {},
    signal: hangUp.signal,
  });
  await until('the call is listed', async () => (await listed(admin)).length === 1);
  const [{ id }] = (await listed(admin)) as [Listed];
  const path = `/live-calls/${id}/audio`;
  expect((await ola(path)).status).toBe(403);
  expect((await other(path)).status).toBe(404);
  // He has the right, and sees other numbers only.
  expect((await rightsOf(agent.id, ['listenLive'])).status).toBe(200);
  expect((await jan(path)).status).toBe(404);

  const answer = await admin(path);
  expectDeclared('GET /api/v1/live-calls/{id}/audio', answer);
  const heard = new HeardWav(answer);
  // Encrypted media are opened for who listens.
  await until('both parties are heard', () => heard.frequencies().join() === '440,1000');
  expect((await rights(['listenLive'])).status).toBe(200);
  const byOla = new HeardWav(await ola(path));
  await until('both hear', () => byOla.frequencies().join() === '440,1000');
  const takenAt = performance.now();
  expect((await rights([])).status).toBe(200);
  await until('who lost the right hears nothing more', () => byOla.ended);
  // Not by its silence, which ends it after five seconds.
  expect(performance.now() - takenAt).toBeLessThan(5_000);
  expect(heard.ended).toBe(false);
  hangUp.abort();
  await call;
  await until('the sound ends with the call', () => heard.ended);
  expect((await admin(path)).status).toBe(404);

  const events = async () => {
    const { events } = (await (await admin('/audit')).json()) as {
      events: { action: string; subject: string; actorLogin: string; detail: Record<string, unknown> | null }[];
    };
    return events.filter(({ action }) => action.startsWith('live-listening'));
  };
  await until('the ends are audited', async () => (await events()).length === 4);
  expect((await events()).map(({ action, subject }) => [action, subject])).toEqual(
    expect.arrayContaining([
      ['live-listening-begun', id],
      ['live-listening-ended', id],
    ]),
  );
  const ended = (await events()).filter(({ action }) => action === 'live-listening-ended');
  expect(ended).toHaveLength(2);
  for (const { detail } of ended) {
    expect(detail).toMatchObject({ seconds: expect.any(Number), since: expect.stringMatching(/^\d{4}-.*Z$/) });
  }
});
