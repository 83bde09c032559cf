import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Timer } from '../../src/base/clock.ts';
import type { RecordingId } from '../../src/base/ids.ts';
import { fail, ok } from '../../src/base/result.ts';
import type { DatagramSink, LegSocket, RtpReceiver } from '../../src/capture/receiver/rtp-receiver.ts';
import { addressWords } from '../../src/capture/receiver/source-address.ts';
import { MediaLoop } from '../../src/capture/worker/media-loop.ts';
import { zeroTraffic } from '../../src/capture/worker/media-requests.ts';
import { readSpooledCall, type SpooledCall, SpoolWriter } from '../../src/spool/index.ts';
import { writeRtp } from '../../src/wire/rtp/index.ts';
import { ManualClock } from './manual-clock.ts';
import { sequenceNumbersByLeg } from './rtp-stream.ts';
import { callDescription, TWO_PCMA_LEGS } from './spooled-call.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const RTP_TIMEOUT_MS = 60_000;
export const SILENCE_MS = 180_000;
export const LONGEST_PAUSE_MS = 3_600_000;

const PBX = addressWords('192.0.2.10')!;
const THIRD_PARTY = addressWords('203.0.113.66')!;

/** A socket whose datagrams a test puts in. `arriving` are still on their way when it settles. */
export class FakeSocket implements LegSocket {
  readonly port: number;
  waiting: Uint8Array[] = [];
  arriving: Uint8Array[] = [];
  /** From another address; passed on first. */
  foreign: Uint8Array[] = [];
  readonly holdsMs = 10_000;
  dropped = 0;
  drains = 0;
  closed = false;

  constructor(port: number) {
    this.port = port;
  }

  drain(sink: DatagramSink, limit: number): number {
    this.drains++;
    const drained = this.waiting.splice(0, limit);
    for (const bytes of this.foreign.splice(0))
      sink.datagram({ bytes, arrivedAtMs: 1, source: THIRD_PARTY, port: 4000 });
    for (const bytes of drained) sink.datagram({ bytes, arrivedAtMs: 1, source: PBX, port: 4000 });
    return drained.length;
  }

  async settle(): Promise<void> {
    this.waiting.push(...this.arriving);
  }

  readonly sent: (readonly [to: number, type: number])[] = [];

  send(bytes: Uint8Array, _: unknown, port: number): void {
    this.sent.push([port, bytes[1]!]);
  }

  close(): void {
    this.closed = true;
  }
}

export const rtp = (sequenceNumber: number, payloadBytes = 160): Uint8Array =>
  writeRtp({ payloadType: 8, sequenceNumber, timestampTicks: 0, ssrc: 1, payload: new Uint8Array(payloadBytes) });

/** Counts the timers that fire. */
export class CountingClock extends ManualClock {
  fired = 0;

  override after(delayMs: number, action: () => void): Timer {
    return super.after(delayMs, () => {
      this.fired += 1;
      action();
    });
  }
}

/** A media loop whose sockets and time are the test's. */
export function loopOn(clock: ManualClock, syncIntervalMs = 1000) {
  const sockets = new Map<number, FakeSocket>();
  const receiver: RtpReceiver = {
    kind: 'portable',
    open: async (port) => {
      // Those of RTCP.
      if (port % 2 === 1) return fail('port-taken');
      const socket = new FakeSocket(port);
      sockets.set(port, socket);
      return ok(socket);
    },
    takeOver: (port) => receiver.open(port),
    closeLeft: () => {},
  };
  const timedOut: RecordingId[] = [];
  const quiet: string[] = [];
  const lossy: RecordingId[] = [];
  const syncs: number[] = [];
  const failures: Error[] = [];
  let reported = 0;
  const traffic = zeroTraffic();
  const spool = new SpoolWriter({
    location: { folder: temporaryFolder(), prefix: 'test-', key: null },
    clock,
    events: {
      segmentClosed: () => {},
      synced: ({ bytes }) => syncs.push(bytes),
      failed: (error) => failures.push(error),
    },
  });
  const loop = new MediaLoop({
    receiver,
    spool,
    quiet: { rtpTimeoutMs: RTP_TIMEOUT_MS, silenceMs: SILENCE_MS, longestPauseMs: LONGEST_PAUSE_MS },
    syncIntervalMs,
    firstSpeaker: true,
    clock,
    traffic,
    onQuiet: (recordingId, what) => (what === 'rtp-timeout' ? timedOut.push(recordingId) : quiet.push(what)),
    onPacketsLost: (recordingId) => lossy.push(recordingId),
    onFlush: () => (reported += 1),
  });
  onTestFinished(() => loop.close());
  const open = async (ports: readonly number[]): Promise<RecordingId> => {
    const description = callDescription();
    const legs = TWO_PCMA_LEGS.slice(0, ports.length);
    const legPorts = ports.map((port, leg) => ({ leg, port, sources: ['192.0.2.10'] }));
    expect(await loop.open({ captureStartedAt: clock.now(), description, legs }, legPorts)).toBe('bound');
    return description.recordingId;
  };
  const end = async (recordingId: RecordingId) => {
    const extents = loop.end(recordingId, { endedAt: 0, endReason: 'hang-up' });
    await nextTurn();
    clock.advance(100);
    expect(failures).toEqual([]);
    const call = { recordingId, extents: (await extents).extents } as unknown as SpooledCall;
    return sequenceNumbersByLeg(readSpooledCall(call));
  };
  return { loop, open, end, sockets, timedOut, quiet, lossy, syncs, traffic, reports: () => reported };
}
