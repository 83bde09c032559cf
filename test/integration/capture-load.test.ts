import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Capture } from '../../src/capture/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { Spool, readSpooledCall } from '../../src/spool/index.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { RtpStream, sequenceNumbersByLeg, upTo } from '../kit/rtp-stream.ts';
import { callDescription, TWO_PCMA_LEGS } from '../kit/spooled-call.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CALLS = 50;
const PACKETS = 150;

async function openCalls(receiver: 'batch' | 'portable', count: number) {
  const spool = await Spool.open({ folder: join(temporaryFolder(), 'spool'), log: quietLog });
  const capture = await Capture.start({
    bind: '127.0.0.1',
    ports: rtpPorts(),
    receiver,
    rtpTimeoutMs: 60_000,
    onHung: () => {},
    spool,
    clock: systemClock,
    log: quietLog,
    metrics: createMetrics(),
  });
  const calls = await Promise.all(
    upTo(count).map(async () => {
      const started = await capture.start({
        description: callDescription(),
        legs: TWO_PCMA_LEGS,
        onRtpTimeout: () => {},
      });
      if (!started.ok) throw new Error(started.reason);
      return {
        active: started.value,
        streams: await Promise.all(started.value.ports.map((port) => RtpStream.to(port))),
      };
    }),
  );
  const close = async (): Promise<void> => {
    await capture.close();
    await spool.close();
  };
  return { calls, close };
}

test.each(['batch', 'portable'] as const)('%s: 100 legs for 3 s without losing a packet', async (receiver) => {
  const { calls, close } = await openCalls(receiver, CALLS);
  const streams = calls.flatMap((call) => call.streams);
  await sendPaced(streams, PACKETS);
  const spooled = await Promise.all(calls.map(({ active }) => active.end('hang-up')));
  for (const stream of streams) stream.close();
  for (const call of spooled) {
    const kept = sequenceNumbersByLeg(readSpooledCall(call));
    expect([kept.get(0), kept.get(1)]).toEqual([upTo(PACKETS), upTo(PACKETS)]);
  }
  await close();
});

test.each(['batch', 'portable'] as const)('%s: a flood to one call costs no other call a packet', async (receiver) => {
  const { calls, close } = await openCalls(receiver, 10);
  const [flooded, ...others] = calls;
  const streams = others.flatMap((call) => call.streams);
  const stopFlood = flood(flooded!.active.ports);
  await sendPaced(streams, 50);
  stopFlood();
  for (const stream of calls.flatMap((call) => call.streams)) stream.close();
  for (const { active } of others) {
    const spooled = await active.end('hang-up');
    const kept = sequenceNumbersByLeg(readSpooledCall(spooled));
    expect([kept.get(0), kept.get(1)]).toEqual([upTo(50), upTo(50)]);
    expect(spooled.description.flags).toEqual([]);
  }
  expect((await flooded!.active.end('hang-up')).description.flags).toEqual(['packets-lost']);
  await close();
});

/** Sends 50 times as much as a call to each of the ports until it is stopped. */
function flood(ports: readonly number[]): () => void {
  const socket = createSocket('udp4');
  const packet = new Uint8Array(1000).fill(0x80);
  const tick = systemClock.every(10, () => {
    for (const port of ports) for (const _ of upTo(25)) socket.send(packet, port, '127.0.0.1');
  });
  return () => {
    tick.cancel();
    socket.close();
  };
}

/** Sends a packet of each stream every 20 ms, as a phone does. If late, sends the next ones at once. */
async function sendPaced(streams: readonly RtpStream[], packets: number): Promise<void> {
  const begun = systemClock.monotonicMs();
  const { promise, resolve } = Promise.withResolvers<void>();
  const tick = systemClock.every(10, () => {
    const due = Math.min(packets, Math.floor((systemClock.monotonicMs() - begun) / 20));
    const sent = Promise.all(streams.map((stream) => stream.sendUpTo(due)));
    if (due === packets) void sent.then(() => resolve());
  });
  await promise;
  tick.cancel();
}
