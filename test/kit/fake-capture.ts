import type { TenantId } from '../../src/base/ids.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import type { ActiveCapture, Capture, CaptureRefusal, CaptureRequest, LegRequest } from '../../src/capture/index.ts';
import {
  type CallDescription,
  type ChannelOverTime,
  type EndReason,
  earliestStarts,
  withChannel,
  type PausedBy,
} from '../../src/recording/index.ts';
import type { SpooledCall } from '../../src/spool/index.ts';

/** No program listens on this port, so RTP sent to it reaches no other test. */
const FIRST_PORT = 902;

/** A capture that receives no RTP and stores every request. */
export class FakeCapture implements Pick<Capture, keyof Capture> {
  readonly calls: FakeActiveCapture[] = [];
  /** Set to refuse every later request. */
  refuses: CaptureRefusal | null = null;

  get refusal(): CaptureRefusal | null {
    return this.refuses;
  }

  get accepting(): boolean {
    return this.refuses === null;
  }

  get activeCalls(): number {
    return this.calls.filter((call) => call.endedBy === null).length;
  }

  maxCalls = Number.POSITIVE_INFINITY;

  readonly runningCalls = [];

  get oldestStarts(): ReadonlyMap<TenantId, number> {
    return earliestStarts(this.calls.filter((call) => call.endedBy === null).map(({ request }) => request.description));
  }

  async start(request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>> {
    if (this.refuses !== null) return fail(this.refuses);
    const call = new FakeActiveCapture(request, this);
    this.calls.push(call);
    return ok(call);
  }

  tap(): void {}

  async measure(): Promise<never[]> {
    return [];
  }

  async close(): Promise<void> {
    this.refuses = 'closed';
  }
}

export class FakeActiveCapture implements ActiveCapture {
  readonly request: CaptureRequest;
  readonly legs: LegRequest[];
  /** Of each leg that has been updated. */
  readonly channels: ChannelOverTime[] = [];
  readonly ports: number[];
  readonly paused: boolean[];
  /** When the last pause or resumption was to apply, Unix ms. */
  pauseChangedAt: number | null = null;
  readonly removed: number[] = [];
  readonly closed: number[] = [];
  readonly descriptions: CallDescription[];
  endedBy: EndReason | null = null;
  readonly #capture: FakeCapture;

  constructor(request: CaptureRequest, capture: FakeCapture) {
    this.request = request;
    this.#capture = capture;
    this.legs = [...request.legs];
    this.ports = request.legs.map((_, leg) => FIRST_PORT + 2 * leg);
    this.paused = request.legs.map(() => false);
    this.descriptions = [request.description];
  }

  get description(): CallDescription {
    return this.descriptions.at(-1)!;
  }

  async addLegs(legs: readonly LegRequest[]): Promise<Result<readonly number[], CaptureRefusal>> {
    if (this.#capture.refuses !== null) return fail(this.#capture.refuses);
    const ports = legs.map((_, index) => FIRST_PORT + 2 * (this.legs.length + index));
    this.legs.push(...legs);
    this.ports.push(...ports);
    return ok(ports);
  }

  updateLeg(leg: number, request: LegRequest): void {
    const { channel, channelSince: since = 0 } = request;
    const known = this.channels[leg] ?? { channel: this.legs[leg]!.channel };
    this.channels[leg] = withChannel(known, { since, channel });
    this.legs[leg] = request;
  }

  updateDescription(description: CallDescription): void {
    this.descriptions.push(description);
  }

  setPaused(leg: number, by: PausedBy | null, at: number): void {
    const paused = by !== null;
    this.pausedBy[leg] = by;
    if ((this.paused[leg] ?? false) === paused) return;
    this.paused[leg] = paused;
    this.pauseChangedAt = at;
  }

  /** By leg. */
  readonly pausedBy: (PausedBy | null)[] = [];

  /** Unix ms. */
  droppedBefore: number | null = null;

  dropBefore(at: number): void {
    this.droppedBefore = at;
  }

  /** Set to false: the disk fails. */
  isWritten = true;

  async synced(): Promise<boolean> {
    return this.isWritten;
  }

  removeLeg(leg: number): void {
    this.removed.push(leg);
  }

  closeLeg(leg: number): void {
    this.closed.push(leg);
  }

  async end(reason: EndReason): Promise<SpooledCall> {
    this.endedBy = reason;
    return {
      recordingId: this.description.recordingId,
      description: this.description,
      legs: this.legs.map(({ channel, codecs, security }, leg) => ({
        leg,
        channel,
        codecs,
        ...(security && { security }),
      })),
      captureStartedAt: this.description.startedAt,
      endedAt: this.description.startedAt,
      endReason: reason,
      spoolKey: null,
      extents: [],
    };
  }
}
