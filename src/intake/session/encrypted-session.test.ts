import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { FakeCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { SourceId, TenantId } from '../../base/ids.ts';
import { createLogger } from '../../platform/logging.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { EncryptedMedia } from './encrypted-media.ts';
import { openSession } from './open-session.ts';

const PBX = '192.0.2.9';
const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');

const newKey = (): string => randomBytes(30).toString('base64');
const encryptedLine = (label: string, key: string): string[] => [
  ...audioLine(label).map((line) => line.replace('RTP/AVP', 'RTP/SAVP')),
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`,
];

function requestOf(sdp: string): ReceivedRequest {
  const { contentType, body } = sessionBody({ sdp, metadata: METADATA });
  const headers = new SipHeaders([{ name: 'Content-Type', value: contentType }]);
  return { kind: 'request', method: 'INVITE', uri: 'sip:srs@192.0.2.1', headers, body } as unknown as ReceivedRequest;
}

async function opened(sdp: string) {
  const [capture, clock] = [new FakeCapture(), new ManualClock('2026-03-10T10:00:00Z')];
  const firma = { id: '01900000-0000-7000-8000-000000000001' as TenantId, numbers: ['+48221234567'] };
  const session = await openSession({
    invite: requestOf(sdp),
    peer: { transport: 'udp', address: PBX, port: 5060 },
    directory: readerOf(fakeDirectory([firma], [{ address: PBX }])),
    capture,
    clock,
    publicAddress: '198.51.100.7',
    draining: false,
    onQuiet: { onRtpTimeout: () => undefined },
  });
  if (!session.ok) throw new Error(session.reason.reason);
  return { session: session.value, call: capture.calls[0]!, clock };
}

it('an encrypted offer is answered with the chosen suite, and capture gets the keys of each leg', async () => {
  const [one, two] = [newKey(), newKey()];
  const { session, call } = await opened(offerOf(...encryptedLine('1', one), ...encryptedLine('2', two)));
  expect(call.legs.map(({ security }) => security?.map(({ keys }) => keys?.keys[0]?.keySalt))).toEqual([[one], [two]]);
  const answers = session.media.description.split('\r\n').filter((line) => line.startsWith('a=crypto'));
  expect(answers).toHaveLength(2);
  for (const line of answers) expect(line).toMatch(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}$/);
  expect(session.media.description).toContain('RTP/SAVP 8 101');
});

it('of an offer with one encrypted line that cannot be opened the other one is recorded', async () => {
  const unknown = encryptedLine('2', newKey()).map((line) => line.replace('AES_CM', 'F8'));
  const { session, call } = await opened(offerOf(...encryptedLine('1', newKey()), ...unknown));
  expect(call.legs).toHaveLength(1);
  expect(session.media.description).toContain('m=audio 0 RTP/SAVP');
});

it('new keys in a re-INVITE reach the capture with their time; metadata alone changes none', async () => {
  const [first, second] = [newKey(), newKey()];
  const { session, call, clock } = await opened(offerOf(...encryptedLine('1', first)));
  clock.advance(5000);
  await session.change(requestOf(offerOf(...encryptedLine('1', second))));
  const keys = [
    { since: 0, keys: { suite: 'AES_CM_128_HMAC_SHA1_80', keys: [{ keySalt: first, mki: '' }] } },
    { since: clock.now(), keys: { suite: 'AES_CM_128_HMAC_SHA1_80', keys: [{ keySalt: second, mki: '' }] } },
  ];
  expect(call.legs[0]!.security).toEqual(keys);
  clock.advance(5000);
  await session.change(requestOf(offerOf(...encryptedLine('1', second))));
  expect(call.legs[0]!.security).toEqual(keys);
});

it('keys in unencrypted SIP are logged once for each source, without the keys', async () => {
  const lines: string[] = [];
  const metrics = createMetrics();
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const media = new EncryptedMedia({ log, metrics });
  const clear = { transport: 'udp', address: PBX, port: 5060 } as const;
  for (const id of ['a', 'a', 'b']) media.opened({ sourceId: id as SourceId, peer: clear });
  expect(lines).toHaveLength(2);
  expect(await metrics.metrics()).toContain('fonoteka_recording_sessions_srtp_total{signalling="clear"} 3');
});
