import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { rtpPorts } from '../../../test/kit/rtp-ports.ts';
import { sequenceNumbersByLeg, upTo } from '../../../test/kit/rtp-stream.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import type { RecordingId } from '../../base/ids.ts';
import { readSpooledCall, type SpooledCall, SpoolWriter } from '../../spool/index.ts';
import { writeRtp } from '../../wire/rtp/index.ts';
import { createBatchReceiver } from '../receiver/batch-receiver.ts';
import { MediaLoop } from './media-loop.ts';
import { zeroTraffic } from './media-requests.ts';

/** Of a packet that takes half a page of the kernel's memory, as those from a network card do, whatever is in them. */
const PAYLOAD_BYTES = 1200;
const PACKETS_PER_SECOND = 50;

/** A call in real sockets, on a loop whose time stands still until the test advances it. */
async function stalledCall() {
  const clock = new ManualClock();
  const lost: RecordingId[] = [];
  const traffic = zeroTraffic();
  const loop = new MediaLoop({
    receiver: createBatchReceiver({ bind: '127.0.0.1', clock }),
    spool: new SpoolWriter({
      location: { folder: temporaryFolder(), prefix: 'test-', key: null },
      clock,
      events: { segmentClosed: () => {}, synced: () => {}, failed: (error) => expect.unreachable(error.message) },
    }),
    quiet: { rtpTimeoutMs: 60_000, silenceMs: 60_000, longestPauseMs: 60_000 },
    syncIntervalMs: 1000,
    firstSpeaker: true,
    clock,
    traffic,
    onQuiet: () => {},
    onPacketsLost: (recordingId) => lost.push(recordingId),
    onFlush: () => {},
  });
  onTestFinished(() => loop.close());
  const { min, max } = rtpPorts();
  const description = callDescription();
  const { recordingId } = description;
  const open = { captureStartedAt: clock.now(), description, legs: TWO_PCMA_LEGS };
  const bind = async (port: number): Promise<readonly [number, number]> => {
    if (port > max) throw new Error('no ports');
    const legs = [0, 1].map((leg) => ({ leg, port: port + 2 * leg, sources: ['127.0.0.1'] }));
    return (await loop.open(open, legs)) === 'bound' ? [port, port + 2] : bind(port + 4);
  };
  const ports = await bind(min);
  const end = async () => {
    const ended = loop.end(recordingId, { endedAt: 0, endReason: 'hang-up' });
    await nextTurn();
    clock.advance(100);
    const { extents, packetsLost } = await ended;
    const kept = sequenceNumbersByLeg(readSpooledCall({ recordingId, extents } as unknown as SpooledCall));
    return { packetsLost, kept };
  };
  return { clock, ports, traffic, lost, recordingId, end };
}

async function send(ports: readonly number[], numbers: readonly number[]): Promise<void> {
  const socket = createSocket('udp4');
  const payload = new Uint8Array(PAYLOAD_BYTES);
  for (const sequenceNumber of numbers) {
    const packet = writeRtp({ payloadType: 8, sequenceNumber, timestampTicks: 0, ssrc: 1, payload });
    for (const port of ports)
      await new Promise<void>((resolve) => socket.send(packet, port, '127.0.0.1', () => resolve()));
  }
  socket.close();
  await once(socket, 'close');
}

test('a media thread that stands still for two seconds, right before a visit, loses nothing', async () => {
  const { clock, ports, traffic, lost, end } = await stalledCall();
  const packets = upTo(2.5 * PACKETS_PER_SECOND);
  await send(ports, packets);
  clock.advance(2500);
  expect(Object.fromEntries((await end()).kept)).toEqual({ 0: packets, 1: packets });
  expect(traffic.dropped).toBe(0);
  expect(lost).toEqual([]);
});

test('what the kernel drops is counted and flags the call while it runs', async () => {
  const { clock, ports, traffic, lost, recordingId } = await stalledCall();
  await send(ports, upTo(500));
  clock.advance(1000);
  await send(ports, [500]);
  clock.advance(1000);
  expect(traffic.dropped).toBeGreaterThan(200);
  clock.advance(1000);
  expect(lost).toEqual([recordingId]);
});

test('what the kernel drops at the very end, too: no later packet says so', async () => {
  const { ports, traffic, end } = await stalledCall();
  await send([ports[0]], upTo(500));
  const { packetsLost, kept } = await end();
  expect(packetsLost).toBe(true);
  expect(kept.get(0)!.length + traffic.dropped).toBe(500);
});
