import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawSipPeer, rawRequest } from '../kit/raw-sip-peer.ts';
import { audioLine, offerOf } from '../kit/session-request.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OWN = '+48221234567';
const OUTSIDE = '+48512345678';
const directory = fakeDirectory([{ id: FIRMA, numbers: [OWN] }], [{ address: '127.0.0.1' }]);

/** Cisco CUCM as the PBX, over real sockets; the capture is a fake. */
let capture: FakeCapture;
let finished: SpooledCall[];
let siprec: SiprecServer;
let sip: SipServer;
let cucm: RawSipPeer;

beforeEach(async () => {
  capture = new FakeCapture();
  finished = [];
  const common = { clock: systemClock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  siprec = new SiprecServer({
    ...common,
    directory: readerOf(directory),
    capture,
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async () => undefined,
  });
  sip = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
  cucm = await RawSipPeer.open('tcp', sip.port);
});

afterEach(async () => {
  cucm.close();
  await siprec.stop();
  await sip.stop();
});

interface Side {
  readonly end: 'near' | 'far';
  readonly callId: string;
  readonly from: string;
  toTag: string;
}

function sideOf(end: 'near' | 'far', { refci = '100', far = OUTSIDE, callId = '' } = {}): Side {
  const ids = `x-refci=${refci};x-nearendclusterid=A;x-nearendaddr=${OWN};x-farendrefci=99;x-farendclusterid=A`;
  return {
    end,
    callId: callId || `${end}-${refci}`,
    from: `sip:${OWN}@127.0.0.1;x-${end}end;${ids};x-farendaddr=${far}`,
    toTag: '',
  };
}

/** Sends the INVITEs at once, and the ACKs with the answers. */
async function open(...sides: readonly Side[]): Promise<void> {
  for (const { callId, from } of sides) cucm.send(rawRequest(cucm, { method: 'INVITE', callId, from }));
  for (let open = 0; open < sides.length; ) {
    const response = await cucm.next();
    if (response.kind !== 'response' || response.status === 100) continue;
    expect(response.status).toBe(200);
    const side = sides.find(({ callId }) => callId === response.callId)!;
    side.toTag = response.to.parameters.get('tag')!;
    expect(response.body.toString().match(/m=audio [1-9]\d* .*\r\n/g)).toHaveLength(1);
    const body = offerOf(...audioLine('x', 6000)).replace('a=label:x\r\n', '');
    const headers = ['Content-Type: application/sdp'];
    cucm.send(rawRequest(cucm, { method: 'ACK', ...side, body, headers }));
    open += 1;
  }
}

async function hangUp(side: Side, cseq = 2): Promise<void> {
  expect(await cucm.ask(rawRequest(cucm, { method: 'BYE', ...side, cseq }))).toBe(200);
}

test('the two sessions of a call are one recording, each voice on its channel, whichever comes first', async () => {
  for (const [index, ends] of ([['near', 'far'] as const, ['far', 'near'] as const] as const).entries()) {
    const sides = ends.map((end) => sideOf(end, { refci: String(index) }));
    await open(...sides);
    await until('the answers', () => capture.calls[index]!.legs.every(({ codecs }) => codecs.length === 2));
    const call = capture.calls[index]!;
    expect(call.legs.map(({ channel }) => channel)).toEqual(ends.map((end) => (end === 'near' ? 'callee' : 'caller')));
    expect(call.description).toMatchObject({ tenantId: FIRMA, caller: OUTSIDE, callee: OWN });
    expect(call.description.flags).toEqual(['direction-guessed', 'parties-guessed']);
    for (const side of sides) await hangUp(side);
    await until('it is passed on', () => finished.length === index + 1);
    expect(finished[index]!.endReason).toBe('hang-up');
  }
  expect([capture.calls.length, siprec.activeSessions]).toEqual([2, 0]);
});

test('a session whose other side does not come is recorded, says so, and has its voice on its own channel', async () => {
  const near = sideOf('near');
  await open(near);
  await hangUp(near);
  await until('it is passed on', () => finished.length === 1);
  expect(finished[0]!.description.flags).toContain('leg-silent');
  expect(finished[0]!.legs.map(({ channel }) => channel)).toEqual(['callee']);
});

test('the sides end one after another; one that comes again joins, and the last one ends the recording', async () => {
  const near = sideOf('near');
  const far = sideOf('far');
  await open(near);
  await open(far);
  await hangUp(near);
  const again = sideOf('near', { callId: 'near-again' });
  await open(again);
  expect(capture.calls).toHaveLength(1);
  expect(capture.calls[0]!.legs.map(({ channel }) => channel)).toEqual(['callee', 'caller', 'callee']);
  await hangUp(far);
  expect(finished).toEqual([]);
  await hangUp(again);
  await until('it is passed on', () => finished.length === 1);
  expect(finished[0]!.description.flags).not.toContain('leg-silent');
});

test('sessions of other calls, and a second one of the same side, do not join', async () => {
  await open(sideOf('near'));
  await open(sideOf('far', { refci: '200' }));
  await open(sideOf('near', { callId: 'another' }));
  expect(capture.calls.map(({ legs }) => legs.length)).toEqual([1, 1, 1]);
});

test('silence ends both sessions', async () => {
  await open(sideOf('near'), sideOf('far'));
  capture.calls[0]!.request.onRtpTimeout();
  const byes = [await cucm.next(), await cucm.next()];
  expect(byes.map((request) => request.kind === 'request' && request.method)).toEqual(['BYE', 'BYE']);
  await until('it is passed on', () => finished.length === 1);
  expect(finished[0]!.endReason).toBe('rtp-timeout');
});

test('after a transfer an UPDATE names the new party, who is heard where the one before was', async () => {
  const near = sideOf('near');
  await open(near, sideOf('far'));
  const { from } = sideOf('near', { far: '+48600100200' });
  expect(await cucm.ask(rawRequest(cucm, { method: 'UPDATE', ...near, from, cseq: 2 }))).toBe(200);
  const { caller, parties } = capture.calls[0]!.description;
  expect(caller).toBe(OUTSIDE);
  expect(parties?.map(({ number, side, until }) => [number, side, until === null])).toEqual([
    [OUTSIDE, 'caller', false],
    [OWN, 'callee', true],
    ['+48600100200', 'caller', true],
  ]);
  expect(capture.calls[0]!.legs.map(({ channel }) => channel)).toEqual(['callee', 'caller']);
});
