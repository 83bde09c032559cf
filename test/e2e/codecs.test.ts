import { describe, expect, test } from 'vitest';
import { tone, type PreparedCodec, type TestCall } from '../../src/test-caller/index.ts';
import { type DecodedRecording, decodeRecording, hasTone, isSilent } from '../kit/decoded-recording.ts';
import {
  AMR,
  AMR_WB_OCTET_ALIGNED,
  G722,
  G729,
  GSM,
  L16,
  OPUS,
  PCMA,
  type PacketCodec,
  wideTone,
} from '../kit/encoded-packets.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const fonoteka = runningFonoteka();

/** The packets of both parties' tones. */
function prepared(codec: PacketCodec, durationMs = 2000): PreparedCodec {
  const { payloadType, name, clockRateHz, ticks, channels } = codec;
  return {
    payloadType,
    rtpmap: [name === 'OPUS' ? 'opus' : name, clockRateHz, ...(channels === undefined ? [] : [channels])].join('/'),
    ...(codec.octetAligned && { fmtp: 'octet-align=1' }),
    frameTicks: ticks,
    caller: codec.encode(wideTone(CALLER_HZ, durationMs)),
    callee: codec.encode(wideTone(CALLEE_HZ, durationMs)),
  };
}

let numbersGiven = 0;

interface Recorded {
  readonly decoded: DecodedRecording;
  readonly mp3: Buffer;
  readonly answer: string;
}

async function recorded(call: Partial<TestCall>): Promise<Recorded> {
  const running = fonoteka.current;
  const own = `+4822101${String(1000 + numbersGiven++)}`;
  const { tenantId } = await running.tenant(`Firma ${numbersGiven}`, [own]);
  const outcome = await running.call({ caller: '+48512345678', callee: own, durationMs: 2000, ...call });
  expect(outcome.status).toBe(200);
  await until('the call is listed', async () => (await running.calls(tenantId)).length > 0);
  const [listed] = await running.calls(tenantId);
  expect(listed!.flags).toEqual([]);
  const mp3 = await running.audio(tenantId, listed!.recordings[0]!);
  return { decoded: await decodeRecording(mp3), mp3, answer: outcome.answer! };
}

/** Of the first frame after an ID3 tag that we do not write: MPEG-2 at 16000 Hz or MPEG-2.5 at 8000 Hz. */
const rateOf = (mp3: Buffer): number => (((mp3[1]! >> 3) & 3) === 2 ? 16_000 : 8000);

function expectTones({ caller, callee }: DecodedRecording, range: readonly [number, number]): void {
  expect(hasTone(caller, CALLER_HZ, range)).toBe(true);
  expect(hasTone(caller, CALLEE_HZ, range)).toBe(false);
  expect(hasTone(callee, CALLEE_HZ, range)).toBe(true);
  expect(hasTone(callee, CALLER_HZ, range)).toBe(false);
}

describe.concurrent('a call over SIPREC and RTP', () => {
  test.each([
    { codec: G722, rtpmap: 'a=rtpmap:9 G722/8000', rateHz: 16_000 },
    { codec: OPUS, rtpmap: 'a=rtpmap:111 opus/48000/2', rateHz: 16_000 },
    { codec: L16, rtpmap: 'a=rtpmap:97 L16/16000', rateHz: 16_000 },
    { codec: GSM, rtpmap: 'a=rtpmap:3 GSM/8000', rateHz: 8000 },
    { codec: G729, rtpmap: 'a=rtpmap:18 G729/8000', rateHz: 8000 },
    { codec: AMR, rtpmap: 'a=rtpmap:104 AMR/8000', rateHz: 8000 },
    { codec: AMR_WB_OCTET_ALIGNED, rtpmap: 'a=fmtp:105 octet-align=1', rateHz: 16_000 },
  ])('in $codec.name is heard, each party in its channel', async ({ codec, rtpmap, rateHz }) => {
    const { decoded, mp3, answer } = await recorded({ codec: prepared(codec) });
    expect(answer).toContain(rtpmap);
    expect(rateOf(mp3)).toBe(rateHz);
    expect(Math.abs(decoded.durationMs - 2000)).toBeLessThanOrEqual(60);
    expectTones(decoded, [150, 1850]);
  });

  test.each([
    { from: 'PCMA' as const, to: prepared(OPUS, 4000), name: 'from PCMA to Opus' },
    { from: prepared(G722, 4000), to: 'PCMU' as const, name: 'from G.722 to PCMU' },
    { from: prepared(L16, 4000), to: prepared(G722, 4000), name: 'from L16 to G.722' },
  ])('that changes its codec by re-INVITE, $name, is heard before and after', async ({ from, to }) => {
    const { decoded, mp3 } = await recorded({
      durationMs: 4000,
      codec: from,
      codecChange: { atMs: 1500, codec: to },
      callerAudio: tone(CALLER_HZ),
      calleeAudio: tone(CALLEE_HZ),
    });
    expect(rateOf(mp3)).toBe(16_000);
    expectTones(decoded, [200, 1400]);
    // The answer to the re-INVITE may take its time on a busy machine.
    expectTones(decoded, [3300, 3800]);
  });

  test('with silence of one party at 8000 Hz stays narrowband', async () => {
    const { decoded, mp3 } = await recorded({
      codec: { ...prepared(PCMA), callee: PCMA.encode(new Int16Array(32_000)) },
    });
    expect(rateOf(mp3)).toBe(8000);
    expect(isSilent(decoded.callee, [100, 1900])).toBe(true);
  });
});
