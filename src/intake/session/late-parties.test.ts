import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, type FakeTenant, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { RecordingRuleId, TenantId } from '../../base/ids.ts';
import type { UnrecordedCall } from '../../calls/index.ts';
import { type ControlAction, NO_TENANT } from '../../recording/index.ts';
import type { SpooledCall } from '../../spool/index.ts';
import type { RecordingRule } from '../../tenants/recording-rules.ts';
import type { TenantName } from '../../tenants/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { SiprecServer } from '../siprec-server.ts';
import type { SiprecServerOptions } from '../siprec-server-options.ts';
import type { DialogHandler, IncomingInvite } from '../sip/transaction-user.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OTHER = '01900000-0000-7000-8000-000000000002' as TenantId;
const PEER = { transport: 'udp', address: '192.0.2.9', port: 5060 } as const;
const TWO_LEGS = offerOf(...audioLine('1'), ...audioLine('2', 4002));
const DUMMIES = metadataOf('sip:conference@dummy.example', 'sip:conference@dummy.example');
const REAL = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');
const OF_NOBODY = metadataOf('sip:+48600100200@pbx', 'sip:+48600100300@pbx');

const requestOf = (method: string, parts: { sdp?: string; metadata: string }): ReceivedRequest => {
  const { contentType, body } = sessionBody(parts);
  const headers = new SipHeaders([{ name: 'Content-Type', value: contentType }]);
  return { kind: 'request', method, uri: 'sip:srs@192.0.2.1', headers, body } as unknown as ReceivedRequest;
};

let capture: FakeCapture;
let clock: ManualClock;
let metrics: Registry;
let archived: SpooledCall[];
let discarded: SpooledCall[];
let unrecorded: UnrecordedCall[];
let names: string[];

beforeEach(() => {
  [capture, clock, metrics] = [new FakeCapture(), new ManualClock(), new Registry()];
  [archived, discarded, unrecorded, names] = [[], [], [], []];
});

function serverOf(
  tenant: Partial<FakeTenant> = {},
  more: Partial<SiprecServerOptions> = {},
  defaultTenantId?: TenantId,
) {
  const tenants = [
    { id: FIRMA, numbers: ['+48221234567'], ...tenant },
    { id: OTHER, numbers: [] },
  ];
  const directory = fakeDirectory(tenants, [{ address: PEER.address, ...(defaultTenantId && { defaultTenantId }) }]);
  return new SiprecServer({
    directory: readerOf(directory),
    capture,
    onCallEnded: (call) => archived.push(call),
    onCallDiscarded: async (call) => void discarded.push(call),
    onCallRefused: async (call) => void unrecorded.push(call),
    onUnknownNames: (_, seen: readonly TenantName[]) => names.push(...seen.map(({ name }) => name)),
    unknownPartiesMs: 5_000,
    clock,
    log: pino({ level: 'silent' }),
    metrics,
    publicAddress: '198.51.100.7',
    ...more,
  });
}

/** An INVITE's session as the PBX sees it. */
async function invited(server: SiprecServer, metadata = DUMMIES) {
  const answered = Promise.withResolvers<number>();
  let handler: DialogHandler | null = null;
  const byes: unknown[] = [];
  const cancelled = new AbortController().signal;
  const invite: IncomingInvite = {
    request: requestOf('INVITE', { sdp: TWO_LEGS, metadata }),
    peer: PEER,
    cancelled,
    accept: (_, session) => {
      handler = session;
      answered.resolve(200);
      return {
        callId: 'call-1',
        probe: async () => 'alive',
        requestMetadata: async () => undefined,
        bye: async (reason?: unknown) => void byes.push(reason),
      } as never;
    },
    reject: ({ status }) => answered.resolve(status),
  };
  server.onInvite(invite);
  const status = await answered.promise;
  await settled();
  return {
    status,
    byes,
    update: async (document: string) => {
      const response = Promise.withResolvers<number>();
      const respond = ({ status: given }: { status: number }) => (response.resolve(given), true);
      handler!.onChange({ request: requestOf('UPDATE', { metadata: document }), peer: PEER, cancelled, respond });
      const given = await response.promise;
      await settled();
      return given;
    },
    bye: async () => {
      handler!.onEnd('bye');
      await settled();
    },
  };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};
const pass = async (ms: number) => {
  clock.advance(ms);
  await settled();
};
const valueOf = async (name: string, labels: Record<string, string> = {}) => {
  const { values } = await metrics.getSingleMetric(`fonoteka_recording_sessions_${name}`)!.get();
  return values.find((one) => Object.entries(labels).every(([key, label]) => one.labels[key] === label))?.value ?? 0;
};

describe('parties that come late', () => {
  it('are recorded from the first packet, under the tenant that the UPDATE names', async () => {
    const session = await invited(serverOf());
    expect(session.status).toBe(200);
    expect(capture.calls[0]!.description).toMatchObject({ tenantId: NO_TENANT, undecided: true });
    expect(await valueOf('undecided')).toBe(1);
    expect(await session.update(DUMMIES)).toBe(200);
    expect(await session.update(REAL)).toBe(200);
    expect(await valueOf('undecided')).toBe(0);
    await pass(60_000);
    await session.bye();
    expect([session.byes, discarded]).toEqual([[], []]);
    expect(archived).toHaveLength(1);
    expect(archived[0]!.description).toMatchObject({ tenantId: FIRMA, caller: '+48221234567', direction: 'outbound' });
    expect(archived[0]!.description).not.toHaveProperty('undecided');
    expect(archived[0]!.legs.map(({ channel }) => channel)).toEqual(['caller', 'callee']);
  });

  it('that do not come end the session: destroyed, counted, its names shown', async () => {
    const session = await invited(serverOf());
    await pass(4_999);
    expect(session.byes).toEqual([]);
    await pass(1);
    expect(session.byes).toEqual([{ cause: 403, text: 'Not recorded' }]);
    expect([archived, discarded.length, unrecorded]).toEqual([[], 1, []]);
    expect(discarded[0]!.description.undecided).toBe(true);
    expect(await valueOf('refused_total', { reason: 'tenant-unknown' })).toBe(1);
    expect(await valueOf('discarded_total')).toBe(1);
    expect(await valueOf('undecided')).toBe(0);
    expect(names).toContain('dummy.example');
  });

  it('of a tenant that does not record end the session at once, with a row that says why', async () => {
    const session = await invited(serverOf({ recordingEnabled: false }));
    expect(await session.update(REAL)).toBe(200);
    expect([session.byes.length, archived, discarded.length]).toEqual([1, [], 1]);
    expect(capture.calls[0]!.description.undecided).toBe(true);
    expect(unrecorded).toMatchObject([{ tenantId: FIRMA, reason: 'recording-off', metadata: [] }]);
    expect(unrecorded[0]).not.toHaveProperty('undecided');
  });

  it.each(['the PBX', 'the shutdown'])('are not waited for when %s ends the session before', async (who) => {
    const server = serverOf();
    const session = await invited(server);
    if (who === 'the PBX') await session.bye();
    else await server.stop();
    expect([archived, discarded.length]).toEqual([[], 1]);
    await pass(10_000);
    expect(discarded).toHaveLength(1);
  });

  it('move a call from the source’s default tenant, but not after their time', async () => {
    const server = serverOf({}, {}, OTHER);
    const [early, late] = [await invited(server), await invited(server)];
    await early.update(REAL);
    await pass(5_000);
    await late.update(REAL);
    await early.bye();
    await late.bye();
    expect(archived.map(({ description }) => description.tenantId)).toEqual([FIRMA, OTHER]);
  });

  it('move a call from the default tenant to one that does not record: destroyed, in the spool too', async () => {
    const session = await invited(serverOf({ entitled: false }, {}, OTHER));
    expect(capture.calls[0]!.description).toMatchObject({ tenantId: OTHER });
    expect(capture.calls[0]!.description).not.toHaveProperty('undecided');
    await session.update(REAL);
    expect(capture.calls[0]!.description).toMatchObject({ tenantId: FIRMA, undecided: true });
    expect([session.byes.length, archived, discarded.length]).toEqual([1, [], 1]);
  });

  it.each(['by default', 'by name'])(
    'that are both of the tenant, known %s, which records no internal calls: destroyed',
    async (known) => {
      const tenant = {
        numbers: ['+48221234567', '+48221234568'],
        aliases: [{ kind: 'domain', name: 'dummy.example' }],
      } as const;
      const session = await invited(serverOf(tenant, {}, known === 'by default' ? FIRMA : undefined));
      expect(session.status).toBe(200);
      await session.update(metadataOf('sip:+48221234567@pbx', 'sip:+48221234568@pbx'));
      expect(capture.calls[0]!.description).toMatchObject({ tenantId: FIRMA, undecided: true });
      expect([session.byes.length, archived, discarded.length]).toEqual([1, [], 1]);
      expect(unrecorded).toMatchObject([{ tenantId: FIRMA, direction: 'internal', reason: 'internal-off' }]);
    },
  );

  it('are not waited for where two parties are named', async () => {
    const server = serverOf();
    expect((await invited(server, OF_NOBODY)).status).toBe(403);
    expect(capture.calls).toEqual([]);
    const session = await invited(server);
    await session.update(OF_NOBODY);
    expect([session.byes.length, archived, discarded.length]).toEqual([1, [], 1]);
  });

  it('are not waited for by a setting of 0', async () => {
    expect((await invited(serverOf({}, { unknownPartiesMs: 0 }))).status).toBe(403);
    expect(capture.calls).toEqual([]);
  });

  it('are waited for in a bounded number of sessions', async () => {
    const server = serverOf();
    for (let n = 0; n < 500; n++) expect((await invited(server)).status).toBe(200);
    const more = await invited(server);
    expect(more.status).toBe(403);
    await pass(5_000);
    expect((await invited(server)).status).toBe(200);
  });
});

const rule = (changes: Partial<RecordingRule>): RecordingRule => ({
  id: 'rule-1' as RecordingRuleId,
  name: 'Reguła',
  effect: 'never',
  percent: 100,
  numbers: null,
  extensions: null,
  directions: [],
  days: [],
  hours: null,
  ...changes,
});
const APPLIED = { id: 'rule-1', name: 'Reguła' };
const REAL_CALLER = new Set(['+48221234567']);
const NAMED = [{ kind: 'domain', name: 'dummy.example' }] as const;

/** A call on demand of which something is ordered after ten seconds. */
async function ordered(action: ControlAction, isWritten = true) {
  const server = serverOf({ rules: [rule({ effect: 'on-demand' })] });
  const session = await invited(server, REAL);
  const call = capture.calls.at(-1)!;
  const { tenantId, callId } = call.description;
  call.isWritten = isWritten;
  await pass(10_000);
  const outcome = await server.control({ tenantId, callId }, action);
  return { server, session, call, outcome, ids: { tenantId, callId } };
}

describe('a recording rule', () => {
  it('refuses the INVITE, with a row that names it; the next rule records', async () => {
    const server = serverOf({ rules: [rule({ numbers: REAL_CALLER })] });
    expect((await invited(server, REAL)).status).toBe(403);
    expect(capture.calls).toEqual([]);
    expect(unrecorded).toMatchObject([{ tenantId: FIRMA, reason: 'rule', rule: APPLIED, metadata: [] }]);
    metrics = new Registry();
    const recorded = await invited(serverOf({ rules: [rule({ effect: 'always' })] }), REAL);
    expect(recorded.status).toBe(200);
    await recorded.bye();
    expect(archived[0]!.description).toMatchObject({ rule: APPLIED });
    expect(archived[0]!.description).not.toHaveProperty('undecided');
  });

  it('is of no effect where the tenant does not record at all', async () => {
    const server = serverOf({ recordingEnabled: false, rules: [rule({ effect: 'always' })] });
    expect((await invited(server, REAL)).status).toBe(403);
    expect(unrecorded).toMatchObject([{ reason: 'recording-off' }]);
    expect(unrecorded[0]).not.toHaveProperty('rule');
  });

  it('about numbers that come late: nothing is kept until they have come', async () => {
    const server = serverOf({ aliases: NAMED, rules: [rule({ numbers: REAL_CALLER })] });
    const [never, always] = [await invited(server), await invited(server)];
    expect(capture.calls.map(({ description }) => description)).toMatchObject([
      { tenantId: FIRMA, undecided: true },
      { tenantId: FIRMA, undecided: true },
    ]);
    await never.update(REAL);
    expect([never.byes.length, archived, discarded.length]).toEqual([1, [], 1]);
    expect(unrecorded).toMatchObject([{ reason: 'rule', rule: APPLIED, caller: '+48221234567' }]);
    await always.update(metadataOf('sip:+48512345678@pbx', 'sip:+48600100200@pbx'));
    expect(capture.calls[1]!.description).not.toHaveProperty('undecided');
    await always.bye();
    expect([always.byes, archived.length]).toEqual([[], 1]);
  });

  it.each(['numbers', 'directions'] as const)(
    'about %s that do not come: decided by what is known then',
    async (by) => {
      const about = by === 'numbers' ? { numbers: REAL_CALLER } : { directions: ['inbound', 'outbound'] as const };
      const session = await invited(serverOf({ aliases: NAMED, rules: [rule(about)] }));
      expect(capture.calls[0]!.description).toMatchObject({ undecided: true });
      await pass(5_000);
      if (by === 'directions') return expect([session.byes.length, discarded.length]).toEqual([1, 1]);
      expect(capture.calls[0]!.description).not.toHaveProperty('undecided');
      await session.bye();
      expect(archived).toHaveLength(1);
    },
  );

  it('on demand, of a call that nobody ordered: destroyed at its end, with a row', async () => {
    const session = await invited(serverOf({ rules: [rule({ effect: 'on-demand' })] }), REAL);
    expect(session.status).toBe(200);
    expect(capture.calls[0]!.description).toMatchObject({ rule: APPLIED, onDemand: true, undecided: true });
    await session.update(REAL);
    await pass(60_000);
    expect(session.byes).toEqual([]);
    await session.bye();
    expect([archived, discarded.length]).toEqual([[], 1]);
    expect(unrecorded).toMatchObject([{ reason: 'not-kept', rule: APPLIED, metadata: [] }]);
    expect(unrecorded[0]).not.toHaveProperty('onDemand');
  });

  it.each(['keep', 'start'] as const)('on demand, of a call that is ordered by “%s”: kept', async (action) => {
    const { server, session, call, outcome, ids } = await ordered(action);
    const kept = action === 'keep' ? 'all' : 'from-order';
    expect(outcome).toEqual({ ok: true, value: { kept, paused: false } });
    expect(call.droppedBefore).toBe(action === 'keep' ? null : clock.now());
    expect(call.description).toMatchObject({ onDemand: true, rule: APPLIED });
    expect(call.description).not.toHaveProperty('undecided');
    // What was ordered first holds, also through a re-INVITE.
    expect(await server.control(ids, 'keep')).toEqual(outcome);
    await session.update(REAL);
    await session.bye();
    expect([archived.length, discarded.length, unrecorded]).toEqual([1, 0, []]);
    expect(archived[0]!.description).not.toHaveProperty('undecided');
    expect(await server.control(ids, 'keep')).toBeNull();
  });

  it('on demand: a pause is no order; what a failing disk does not confirm is said', async () => {
    const paused = await ordered('pause');
    expect(paused.outcome).toEqual({ ok: true, value: { kept: 'nothing', paused: true } });
    expect(paused.call.paused).toEqual([true, true]);
    // The PBX resumes its streams: the order stays.
    await paused.session.update(REAL);
    expect(paused.call.paused).toEqual([true, true]);
    await paused.server.control(paused.ids, 'resume');
    expect(paused.call.paused).toEqual([false, false]);
    await paused.session.bye();
    expect([archived.length, discarded.length]).toEqual([0, 1]);
    metrics = new Registry();
    expect((await ordered('keep', false)).outcome).toEqual({ ok: false, reason: 'disk-failing' });
  });

  it('on demand: neither another tenant nor another call is controlled; one that is recorded anyhow stays so', async () => {
    const { server, ids } = await ordered('resume');
    expect(await server.control({ ...ids, tenantId: OTHER }, 'keep')).toBeNull();
    metrics = new Registry();
    const always = serverOf({});
    const session = await invited(always, REAL);
    const { tenantId, callId } = capture.calls.at(-1)!.description;
    expect(await always.control({ tenantId, callId }, 'start')).toEqual({
      ok: true,
      value: { kept: 'all', paused: false },
    });
    expect(capture.calls.at(-1)!.droppedBefore).toBeNull();
    await session.bye();
    expect(archived).toHaveLength(1);
  });

  it('about numbers that are not known yet is decided by what is known when somebody orders something', async () => {
    const server = serverOf({ aliases: NAMED, rules: [rule({ effect: 'on-demand', numbers: new Set(['+49*']) })] });
    const session = await invited(server);
    const { tenantId, callId } = capture.calls[0]!.description;
    const kept = await server.control({ tenantId, callId }, 'keep');
    expect(kept).toEqual({ ok: true, value: { kept: 'all', paused: false } });
    expect(capture.calls[0]!.description).not.toHaveProperty('undecided');
    await session.bye();
    expect(archived).toHaveLength(1);
  });
});
