import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, offerOf } from '../../../test/kit/session-request.ts';
import type { SourceId, TenantId } from '../../base/ids.ts';
import type { SpooledCall } from '../../spool/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { SiprecServer } from '../siprec-server.ts';
import type { DialogHandler, IncomingInvite } from '../sip/transaction-user.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OTHER = '01900000-0000-7000-8000-000000000002' as TenantId;
const [PBX, SECOND_PBX, SHARED_PBX] = ['192.0.2.9', '192.0.2.10', '192.0.2.11'];
const OFFER = offerOf(...audioLine('1'));

let capture: FakeCapture;
let archived: SpooledCall[];
let discarded: SpooledCall[];
let clock: ManualClock;
let server: SiprecServer;

beforeEach(() => {
  capture = new FakeCapture();
  [archived, discarded, clock] = [[], [], new ManualClock()];
  const tenants = [FIRMA, OTHER].map((id) => ({ id, numbers: [] }));
  server = new SiprecServer({
    directory: readerOf(
      fakeDirectory(
        tenants,
        [PBX, SECOND_PBX, SHARED_PBX].map((address, index) => ({
          address,
          id: `source-${index}` as SourceId,
          ...(address !== SHARED_PBX && { defaultTenantId: FIRMA }),
        })),
      ),
    ),
    capture,
    onCallEnded: (call) => archived.push(call),
    onCallRefused: async () => undefined,
    onCallDiscarded: async (call) => void discarded.push(call),
    unknownPartiesMs: 5_000,
    clock,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    publicAddress: '198.51.100.7',
  });
});

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};

interface Asked {
  readonly sdp?: string;
  readonly address?: string | undefined;
  readonly tenant?: string;
  readonly callId?: string;
  /** Extensions name no tenant. */
  readonly between?: readonly [string, string];
}

function requestOf(
  side: 'near' | 'far',
  { sdp = OFFER, tenant, callId = 'call-1', between: [near, far] = ['+48221234567', '+48512345678'] }: Asked,
): ReceivedRequest {
  const from = `<sip:+48221234567@192.0.2.9;x-${side}end;x-refci=7;x-nearendaddr=${near};x-farendrefci=8;x-farendaddr=${far}>`;
  const headers = new SipHeaders([
    { name: 'from', value: `${from};tag=${callId}` },
    { name: 'content-type', value: 'application/sdp' },
    ...(tenant === undefined ? [] : [{ name: 'x-tenant', value: tenant }]),
  ]);
  const uri = 'sip:srs@192.0.2.1';
  return {
    kind: 'request',
    method: 'INVITE',
    uri,
    headers,
    callId,
    body: Buffer.from(sdp),
  } as unknown as ReceivedRequest;
}

/** An INVITE of one side, as the PBX sees it. `settle`: waits for what follows. */
function invited(side: 'near' | 'far', asked: Asked = {}) {
  const answered = Promise.withResolvers<number>();
  let handler: DialogHandler | null = null;
  const byes: unknown[] = [];
  const cancelled = new AbortController().signal;
  const peer = { transport: 'udp', address: asked.address ?? PBX, port: 5060 } as const;
  const invite: IncomingInvite = {
    request: requestOf(side, asked),
    peer,
    cancelled,
    accept: (_, session) => {
      handler = session;
      answered.resolve(200);
      return {
        callId: asked.callId ?? 'call-1',
        probe: async () => 'alive',
        requestMetadata: async () => undefined,
        bye: async (reason?: unknown) => void byes.push(reason),
      } as never;
    },
    reject: ({ status }) => answered.resolve(status),
  };
  server.onInvite(invite);
  return {
    status: answered.promise,
    byes,
    bye: () => handler!.onEnd('bye'),
  };
}

async function answered(side: 'near' | 'far', asked: Asked = {}) {
  const session = invited(side, asked);
  expect(await session.status).toBe(200);
  await settled();
  return session;
}

const legsOf = (call: number) => capture.calls[call]?.legs.length;

describe('the second one-way session of a call', () => {
  it('joins the recording of the first, which goes on as long as one of them is open', async () => {
    const [near, far] = [await answered('near'), await answered('far')];
    expect([capture.calls.length, legsOf(0)]).toEqual([1, 2]);
    near.bye();
    await settled();
    expect([archived, capture.calls[0]!.closed]).toEqual([[], [0]]);
    // A half that was silent is no removed stream: the call says so.
    expect(capture.calls[0]!.removed).toEqual([]);
    far.bye();
    await settled();
    expect(archived).toHaveLength(1);
  });

  it.each([
    ['of another source', { address: SECOND_PBX }],
    ['that names another tenant', { tenant: OTHER }],
  ])('%s has a recording of its own', async (_, asked) => {
    await answered('near');
    const other = await answered('far', asked);
    expect([legsOf(0), legsOf(1)]).toEqual([1, 1]);
    expect(capture.calls[1]!.description.tenantId).toBe('tenant' in asked ? OTHER : FIRMA);
    // Its end changes nothing of the pair.
    other.bye();
    await settled();
    await answered('far');
    expect([capture.calls.length, legsOf(0)]).toEqual([2, 2]);
  });

  it('joins the first one also after a session of the same side has come and gone', async () => {
    await answered('near');
    const again = await answered('near', { callId: 'call-2' });
    again.bye();
    await settled();
    await answered('far');
    expect([capture.calls.length, legsOf(0)]).toEqual([2, 2]);
  });

  it('is recorded on its own where the first ends while it joins', async () => {
    const near = await answered('near');
    const far = invited('far');
    const addLegs = capture.calls[0]!.addLegs.bind(capture.calls[0]);
    capture.calls[0]!.addLegs = async (legs) => {
      near.bye();
      return addLegs(legs);
    };
    expect(await far.status).toBe(200);
    await settled();
    expect([archived.length, capture.calls.length, capture.calls[1]?.endedBy]).toEqual([1, 2, null]);
    far.bye();
    await settled();
    expect(archived.map(({ recordingId }) => recordingId)).toEqual(
      capture.calls.map(({ description }) => description.recordingId),
    );
  });

  it('joins one whose tenant is not known yet, and is ended with it, destroyed once, whichever ends first', async () => {
    const asked = { address: SHARED_PBX, between: ['2001', '2002'] } as const;
    const [near, far] = [await answered('near', asked), await answered('far', asked)];
    expect([capture.calls.length, legsOf(0), capture.calls[0]!.description.undecided]).toEqual([1, 2, true]);
    near.bye();
    await settled();
    clock.advance(5_000);
    await settled();
    expect([near.byes.length, far.byes.length, archived, discarded.length]).toEqual([0, 1, [], 1]);
  });

  it('is refused without a stream, and may come again', async () => {
    await answered('near');
    expect(await invited('far', { sdp: offerOf('m=audio 0 RTP/AVP 8') }).status).toBe(488);
    await answered('far');
    expect([capture.calls.length, legsOf(0)]).toEqual([1, 2]);
  });
});
