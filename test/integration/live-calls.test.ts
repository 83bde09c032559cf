import { expect, test } from 'vitest';
import { addUser, changeUser } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { type SignedInFetch, signedInFetch, signedInStaff } from '../kit/api-session.ts';
import { EventStream } from '../kit/event-stream.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const fonoteka = runningFonoteka();

interface Listed {
  readonly id: string;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly paused: boolean;
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

  expect(await events.next<Listed>('change', ({ paused }) => paused)).toMatchObject({ id: begun.id });
  expect(await events.next<Listed>('change', ({ paused }) => !paused)).toMatchObject({ id: begun.id });
  // Who comes later has the full list.
  const later = new EventStream(await admin('/live-calls/events'));
  expect(await later.next<{ calls: Listed[] }>('list')).toMatchObject({ calls: [{ id: begun.id }] });
  await later.close();

  const console = (await (await staff('/operator/live-calls')).json()) as { calls: object[] };
  expect(console.calls).toMatchObject([{ id: begun.id, tenantId: bakery.tenantId }]);
  expect(JSON.stringify(console)).not.toContain('512345678');

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
