import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { Capture } from '../../src/capture/index.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import type { ReceivedRequest } from '../../src/wire/sip/index.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { openCapture } from '../kit/open-capture.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawSipPeer, rawRequest, responseTo } from '../kit/raw-sip-peer.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../kit/session-request.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');

/** SIP on a clock of the test, the capture on that of the machine: a paused session is silent after 1 s there. */
let clock: ManualClock;
let capture: Capture;
let siprec: SiprecServer;
let sip: SipServer;
let pbx: RawSipPeer;
let finished: SpooledCall[];

beforeEach(async () => {
  clock = new ManualClock();
  finished = [];
  ({ capture } = await openCapture({ silenceMs: 1_000, longestPauseMs: 3_600_000, rtpTimeoutMs: 1_000 }));
  const common = { clock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  siprec = new SiprecServer({
    ...common,
    directory: readerOf(fakeDirectory([{ id: FIRMA, numbers: ['+48221234567'] }], [{ address: '127.0.0.1' }])),
    capture,
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async () => {},
  });
  sip = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
  pbx = await RawSipPeer.open('udp', sip.port);
});

afterEach(async () => {
  pbx.close();
  void siprec.stop();
  await until('no session', () => (clock.advance(32_000), siprec.activeSessions === 0));
  await sip.stop();
});

/** Opens a session whose streams are paused from the start. */
async function openPaused(): Promise<void> {
  const sdp = offerOf(...audioLine('1', 4000, 'a=inactive'), ...audioLine('2', 4002, 'a=inactive'));
  const { contentType, body } = sessionBody({ sdp, metadata: METADATA });
  const content = { headers: [`Content-Type: ${contentType}`], body: body.toString() };
  pbx.send(rawRequest(pbx, { method: 'INVITE', ...content }));
  let answer = await pbx.next();
  while (answer.kind !== 'response' || answer.status !== 200) answer = await pbx.next();
  const toTag = answer.to.parameters.get('tag')!;
  pbx.send(rawRequest(pbx, { method: 'ACK', toTag, branch: 'z9hG4bK-ack' }));
}

/** The next request of ours that is not a retransmission. */
async function nextRequest(after = 0): Promise<ReceivedRequest> {
  for (;;) {
    const message = await pbx.next();
    if (message.kind === 'request' && message.cseq.number > after) return message;
  }
}

it('a paused session whose PBX has died is asked twice, then ended; its ports are free', async () => {
  await openPaused();
  // The daily packages of other tenants do not wait for it (`make-packages.test.ts`: only those of these tenants do).
  expect([...capture.oldestStarts.keys()]).toEqual([FIRMA]);
  const first = await nextRequest();
  expect(first.method).toBe('OPTIONS');
  clock.advance(32_000);
  const second = await nextRequest(first.cseq.number);
  expect(second.method).toBe('OPTIONS');
  expect(finished).toEqual([]);
  clock.advance(32_000);
  expect((await nextRequest(second.cseq.number)).method).toBe('BYE');
  await until('the call is passed on', () => finished.length === 1);
  expect(finished[0]).toMatchObject({ endReason: 'peer-gone', description: { tenantId: FIRMA } });
  expect([capture.activeCalls, capture.oldestStarts.size, siprec.activeSessions]).toEqual([0, 0, 0]);
});

it('one whose PBX answers, even with 405, goes on; 481 ends it at once', async () => {
  await openPaused();
  let after = 0;
  for (const status of [200, 405, 500]) {
    const options = await nextRequest(after);
    pbx.send(responseTo(options, status));
    after = options.cseq.number;
  }
  const last = await nextRequest(after);
  expect([last.method, siprec.activeSessions]).toEqual(['OPTIONS', 1]);
  pbx.send(responseTo(last, 481));
  await until('the call is passed on', () => finished.length === 1);
  expect(finished[0]!.endReason).toBe('peer-gone');
});
