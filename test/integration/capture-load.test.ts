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

test.each(['batch', 'portable'] as const)('%s: 100 legs for 3 s without losing a packet', async (receiver) => {
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
    upTo(CALLS).map(async () => {
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
  const streams = calls.flatMap((call) => call.streams);
  await sendPaced(streams);
  const spooled = await Promise.all(calls.map(({ active }) => active.end('hang-up')));
  for (const stream of streams) stream.close();
  for (const call of spooled) {
    const kept = sequenceNumbersByLeg(readSpooledCall(call));
    expect([kept.get(0), kept.get(1)]).toEqual([upTo(PACKETS), upTo(PACKETS)]);
  }
  await capture.close();
  await spool.close();
});

/** Sends a packet of each stream every 20 ms, as a phone does. If late, sends the next ones at once. */
async function sendPaced(streams: readonly RtpStream[]): Promise<void> {
  const begun = systemClock.monotonicMs();
  const { promise, resolve } = Promise.withResolvers<void>();
  const tick = systemClock.every(10, () => {
    const due = Math.min(PACKETS, Math.floor((systemClock.monotonicMs() - begun) / 20));
    const sent = Promise.all(streams.map((stream) => stream.sendUpTo(due)));
    if (due === PACKETS) void sent.then(() => resolve());
  });
  await promise;
  tick.cancel();
}
