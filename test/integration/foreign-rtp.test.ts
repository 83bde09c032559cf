import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { tone } from '../../src/test-caller/index.ts';
import { encodeG711 } from '../../src/wire/g711.ts';
import { writeRtp } from '../../src/wire/rtp/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 500;
const CALLEE_HZ = 1_100;
const FOREIGN_HZ = 1_900;
const FRAME_SAMPLES = 160;
/** As many as the PBX sends, several times over: enough to be the stream with most packets. */
const FOREIGN_PACKETS_EACH_5_MS = 2;

/** So few that a third party finds them all. */
const RTP_PORTS = rtpPorts(8);
const fonoteka = runningFonoteka({ rtpPorts: RTP_PORTS });

/** Sends a tone from 127.0.0.2 to every RTP port until the test has finished. */
async function startForeignSender(): Promise<void> {
  const socket = createSocket('udp4').bind(0, '127.0.0.2');
  await once(socket, 'listening');
  const audio = tone(FOREIGN_HZ);
  const frame = new Int16Array(FRAME_SAMPLES);
  let sequenceNumber = 0;
  const timer = setInterval(() => {
    for (let packet = 0; packet < FOREIGN_PACKETS_EACH_5_MS; packet++, sequenceNumber++) {
      audio.read(frame, sequenceNumber * FRAME_SAMPLES);
      const payload = encodeG711('PCMA', frame);
      const timestampTicks = sequenceNumber * FRAME_SAMPLES;
      const rtp = writeRtp({
        payloadType: 8,
        sequenceNumber: sequenceNumber & 0xffff,
        timestampTicks,
        ssrc: 666,
        payload,
      });
      for (let port = RTP_PORTS.min; port <= RTP_PORTS.max; port += 2) socket.send(rtp, port, '127.0.0.1');
    }
  }, 5);
  onTestFinished(() => {
    clearInterval(timer);
    socket.close();
  });
}

test('a third party that sends to the ports of a call is not heard, counted, and no reason for a flag', async () => {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant('Call center', ['+48221234567']);
  await startForeignSender();
  await running.call({
    caller: '+48512000001',
    callee: '+48221234567',
    durationMs: 3_000,
    callerAudio: tone(CALLER_HZ),
    calleeAudio: tone(CALLEE_HZ),
  });
  await until('the call is listed', async () => (await running.calls(tenantId)).length === 1);
  const [call] = await running.calls(tenantId);
  const heard = await decodeRecording(await running.audio(tenantId, call!.recordings[0]!));
  for (const from of [300, 1_000, 2_000]) {
    const range = [from, from + 500] as const;
    expect(hasTone(heard.caller, CALLER_HZ, range)).toBe(true);
    expect(hasTone(heard.callee, CALLEE_HZ, range)).toBe(true);
    for (const channel of [heard.caller, heard.callee]) expect(hasTone(channel, FOREIGN_HZ, range)).toBe(false);
  }
  expect(call!.flags).toEqual([]);
  await until(
    'the foreign packets are counted',
    async () => (await running.metric('fonoteka_capture_discarded_total', { reason: 'foreign-source' })) > 100,
  );
});
