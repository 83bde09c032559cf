import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { ListedCall } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ClientDialog } from '../../src/test-caller/client-dialog.ts';
import { type SrtpOptions, tone } from '../../src/test-caller/index.ts';
import { readSessionDescription } from '../../src/wire/sdp/index.ts';
import { CRYPTO_SUITES, type CryptoSuiteName } from '../../src/wire/srtp/index.ts';
import { type DecodedRecording, decodeRecording, hasTone, isSilent } from '../kit/decoded-recording.ts';
import { sendByLibsrtp } from '../kit/libsrtp-sender.ts';
import { runningFonoteka } from '../kit/service.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../kit/session-request.ts';
import { rtpStream, tone as samplesOf } from '../kit/synthetic-rtp.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const CALLER = '+48512345678';
const fonoteka = runningFonoteka();

let numbersGiven = 0;
async function newTenant(): Promise<{ own: string; tenantId: TenantId }> {
  const own = `+4822200${String(1000 + numbersGiven++)}`;
  const { tenantId } = await fonoteka.current.tenant(`Firma ${numbersGiven}`, [own]);
  return { own, tenantId };
}

async function recordingOf(tenantId: TenantId): Promise<{ listed: ListedCall; decoded: DecodedRecording }> {
  const running = fonoteka.current;
  await until('the call is listed', async () => (await running.calls(tenantId)).length > 0);
  const [listed] = await running.calls(tenantId);
  return { listed: listed!, decoded: await decodeRecording(await running.audio(tenantId, listed!.recordings[0]!)) };
}

/** Places a call with encrypted media. Returns the answer too. */
async function encryptedCall(srtp: SrtpOptions) {
  const { own, tenantId } = await newTenant();
  const audio = { callerAudio: tone(CALLER_HZ), calleeAudio: tone(CALLEE_HZ) };
  const { status, answer } = await fonoteka.current.call({
    caller: CALLER,
    callee: own,
    durationMs: 2000,
    ...audio,
    srtp,
  });
  expect(status).toBe(200);
  return { answer: answer!, ...(await recordingOf(tenantId)) };
}

function expectTones({ caller, callee }: DecodedRecording, range: readonly [number, number]): void {
  expect([hasTone(caller, CALLER_HZ, range), hasTone(caller, CALLEE_HZ, range)]).toEqual([true, false]);
  expect([hasTone(callee, CALLEE_HZ, range), hasTone(callee, CALLER_HZ, range)]).toEqual([true, false]);
}

describe.concurrent('a call with encrypted media', () => {
  test('is answered with the strongest suite, and each party is heard in its channel', async () => {
    const { answer, decoded, listed } = await encryptedCall({});
    expect(answer.match(/^a=crypto:\d+ \w+/gm)).toEqual(['a=crypto:1 AEAD_AES_256_GCM', 'a=crypto:1 AEAD_AES_256_GCM']);
    expectTones(decoded, [100, 1900]);
    expect(listed.flags).toEqual([]);
  });

  test('whose keys have identifiers and change in the middle is heard without a gap', async () => {
    const suites: CryptoSuiteName[] = ['AES_CM_128_HMAC_SHA1_32', 'AES_CM_128_HMAC_SHA1_80'];
    const { decoded, listed } = await encryptedCall({ suites, mki: '00000001', newKeysAtMs: 1000 });
    for (let at = 100; at < 1900; at += 100) expectTones(decoded, [at, at + 100]);
    expect(listed.flags).toEqual([]);
  });

  test('whose packets cannot be opened is silent, flagged, and they are counted', async () => {
    const { decoded, listed } = await encryptedCall({ wrongKeys: true });
    expect(listed.flags).toEqual(['not-decodable']);
    expect(isSilent(decoded.caller, [0, decoded.durationMs])).toBe(true);
    expect(
      await fonoteka.current.metric('fonoteka_encoding_rtp_packets_total', { kind: 'unauthentic' }),
    ).toBeGreaterThanOrEqual(150);
  });
});

/** What Debian's libsrtp can do, by its names. */
const LIBSRTP = [
  ['AES_CM_128_HMAC_SHA1_80', 'SRTP_PROFILE_AES128_CM_SHA1_80'],
  ['AES_CM_128_HMAC_SHA1_32', 'SRTP_PROFILE_AES128_CM_SHA1_32'],
  ['AEAD_AES_128_GCM', 'SRTP_PROFILE_AEAD_AES_128_GCM'],
  ['AEAD_AES_256_GCM', 'SRTP_PROFILE_AEAD_AES_256_GCM'],
] as const;

test.each(LIBSRTP)('an SRC that encrypts by libsrtp is heard: %s', async (suite, profile) => {
  const { own, tenantId } = await newTenant();
  const [host, port] = fonoteka.current.ready.sip!.replace(/^sip:/, '').split(':') as [string, string];
  const dialog = await ClientDialog.open({
    peer: { host, port: Number(port), transport: 'udp' },
    requestUri: `sip:recorder@${host}`,
    from: 'sip:src@127.0.0.1',
    clock: systemClock,
    onHungUp: () => undefined,
  });
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  const keys = ['1', '2'].map(() => randomBytes(keyBytes + saltBytes).toString('base64'));
  const lines = keys.flatMap((key, index) => [
    ...audioLine(String(index + 1)).map((line) => line.replace('RTP/AVP', 'RTP/SAVP')),
    `a=crypto:1 ${suite} inline:${key}`,
  ]);
  const sdp = offerOf(...lines).replaceAll('192.0.2.9', '127.0.0.1');
  const { contentType: type, body } = sessionBody({ sdp, metadata: metadataOf(`sip:${CALLER}@x`, `sip:${own}@x`) });
  const response = await dialog.invite({ type, body });
  const answer = readSessionDescription(response!.body.toString());
  if (!answer.ok) throw new Error(answer.reason);
  const streams = [CALLER_HZ, CALLEE_HZ].map((frequency, index) => {
    // Across the wrap of the sequence number.
    const packets = rtpStream(samplesOf(frequency, 2000), { startAt: 0, ssrc: 100 + index, sequenceNumber: 65_500 });
    const { port } = answer.value.media[index]!;
    return { port, profile, keySalt: keys[index]!, packets: packets.map(({ bytes }) => Buffer.from(bytes)) };
  });
  await sendByLibsrtp(join(temporaryFolder(), 'streams.json'), streams);
  await dialog.request('BYE');
  dialog.close();
  const { decoded } = await recordingOf(tenantId);
  expect(decoded.durationMs).toBeGreaterThan(1900);
  expectTones(decoded, [100, 1900]);
});
