import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { audioLine, metadataOf, offerOf, sessionBody } from '../kit/session-request.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { expectWholeCall } from '../kit/whole-call.ts';

const SESSIONS = 10_000;
/** Threads and buffers have their size after the first sessions. What a session would leave is multiplied by all of them. */
const FIRST_SESSIONS = 2_000;
const MAX_MEMORY_GROWTH_BYTES = 150 * 1024 ** 2;
const TIMEOUT_MS = 600_000;
const fonoteka = runningFonoteka({ rtpPorts: rtpPorts() });

/** Each is opened by an INVITE and never acknowledged: 500 at once, the others get 503. */
test('10,000 half-open sessions of a PBX beside a call: it is whole, and nothing is left of them', {
  timeout: TIMEOUT_MS,
}, async () => {
  const running = fonoteka.current;
  await running.tenant('Zalew', ['+48228888888']);
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  await beside(socket, FIRST_SESSIONS, 'first');
  const memory = process.memoryUsage.rss();
  await beside(socket, SESSIONS, 'second');
  expect(process.memoryUsage.rss() - memory).toBeLessThan(MAX_MEMORY_GROWTH_BYTES);
});

/** A call beside so many half-open sessions; resolves when they are gone. */
async function beside(socket: Socket, sessions: number, name: string): Promise<void> {
  const running = fonoteka.current;
  await expectWholeCall(running, async () => {
    const port = Number(/:(\d+)$/.exec(running.ready.sip!)![1]);
    for (let session = 0; session < sessions; session++) {
      socket.send(invite(port, socket.address().port, `${name}-${session}`), port, '127.0.0.1');
      if (session % 20 === 0) await nextTurn();
    }
    expect(await running.metric('fonoteka_recording_sessions_active')).toBeGreaterThan(1);
  });
  await until('they have ended', async () => (await running.metric('fonoteka_recording_sessions_active')) === 0);
  await until('they are archived', async () => (await running.metric('fonoteka_archive_calls_waiting')) === 0);
  expect(await running.metric('fonoteka_capture_active_legs')).toBe(0);
}

function invite(port: number, ownPort: number, id: string): Buffer {
  const { contentType, body } = sessionBody({
    sdp: offerOf(...audioLine('1'), ...audioLine('2', 4002)),
    metadata: metadataOf('sip:+48512345678@pbx', 'sip:+48228888888@pbx'),
  });
  const head = [
    `INVITE sip:recorder@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${ownPort};branch=z9hG4bK-half-open-${id}`,
    'Max-Forwards: 70',
    `From: <sip:src@127.0.0.1>;tag=${id}`,
    'To: <sip:recorder@127.0.0.1>',
    `Call-ID: half-open-${id}`,
    'CSeq: 1 INVITE',
    'Contact: <sip:src@127.0.0.1:9>;+sip.src',
    'Require: siprec',
    `Content-Type: ${contentType}`,
    `Content-Length: ${body.length}`,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}
