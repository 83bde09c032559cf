import { unwrapSerial32 } from '../wire/rtp/index.ts';
import { DriftWatch } from './drift-watch.ts';
import { lowQuantile } from './low-quantile.ts';
import { SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/** RTP time and arrival time may disagree so far by jitter; beyond it one of them has jumped. */
const DISAGREEMENT_LIMIT = 200 * SAMPLES_PER_MS;
/** How long packets in doubt are watched before the stream is anchored anew by their arrival. */
const DOUBT_SPAN = 1000 * SAMPLES_PER_MS;
/** So many packets in agreement again, and the doubtful ones were only late or astray. */
const AGREEING_AGAIN = 3;
/** A stalled path or recorder delivers packets so late at the most (the kernel's buffer holds 5.5 s). */
const LATE_LIMIT = 6000 * SAMPLES_PER_MS;
/** Held back at the most: 40 s of a stream that a stalled path delivers all at once. */
const MAX_DOUBTFUL = 2048;

export interface LegClockEvents {
  /** Where a packet's first sample belongs, in samples after `captureStartedAt`; may be negative. */
  placed(packet: TimedAudio, position: number): void;
  /** A packet whose timestamp fits nothing. */
  astray(packet: TimedAudio): void;
}

interface Sighting {
  readonly packet: TimedAudio;
  /** The RTP timestamp, unwrapped. */
  readonly ticks: number;
  /** Arrival minus RTP time: constant for a perfect sender on a perfect path. */
  readonly offset: number;
}

/**
 * Places a leg's packets on the call's time line: by RTP timestamp relative to an anchor, the anchor by
 * arrival, so that legs of unrelated senders stand side by side as they were spoken. A first anchor, a new
 * SSRC, a jump of the timestamps, a pause during which they stood still: all are one case, packets that do
 * not agree with the anchor, watched for a second and then believed.
 */
export class LegClock {
  readonly #events: LegClockEvents;
  readonly #drift = new DriftWatch();
  /** The offset that the stream is expected to keep; null before the first anchor. */
  #reference: number | null = null;
  /** Position = ticks + anchor. The reference, except where a clock set back would put sound over sound. */
  #anchor = 0;
  #lastTicks: number | null = null;
  /** Where the sound placed so far ends. */
  #end = Number.NEGATIVE_INFINITY;
  #doubtful: Sighting[] = [];
  #agreeing = 0;

  constructor(events: LegClockEvents) {
    this.#events = events;
  }

  push(packet: TimedAudio): void {
    this.#lastTicks ??= packet.timestampTicks;
    const ticks = unwrapSerial32(this.#lastTicks, packet.timestampTicks);
    const sighting = { packet, ticks, offset: packet.arrivedAt - ticks };
    if (this.#reference !== null && agrees(sighting.offset, this.#reference)) this.#follow(sighting, this.#reference);
    else this.#doubt(sighting);
  }

  /** Another sender follows: its timestamps have nothing to do with those before. */
  restart(): void {
    this.end();
    this.#reference = null;
    this.#lastTicks = null;
    this.#drift.restart();
  }

  /** No more packets come: what is in doubt is the rest of a stream that stalled, or is placed by its arrival. */
  end(): void {
    if (this.#reference !== null && isBacklog(this.#doubtful, this.#reference)) this.#settleDoubts(this.#reference);
    while (this.#doubtful.length > 0) this.#anchorAnew();
  }

  #follow(sighting: Sighting, reference: number): void {
    this.#drift.note(sighting.packet.arrivedAt, sighting.offset - reference);
    const room = sighting.ticks + this.#anchor - this.#end;
    this.#shift(this.#drift.correctionBefore(sighting.packet, room), reference);
    this.#place(sighting);
    if (this.#doubtful.length === 0) return;
    this.#agreeing += 1;
    if (this.#agreeing >= AGREEING_AGAIN) this.#settleDoubts(reference);
  }

  #shift(correction: number, reference: number): void {
    this.#anchor += correction;
    this.#reference = reference + correction;
  }

  #doubt(sighting: Sighting): void {
    this.#doubtful.push(sighting);
    this.#agreeing = 0;
    const span = sighting.packet.arrivedAt - this.#doubtful[0]!.packet.arrivedAt;
    if (span >= DOUBT_SPAN || this.#doubtful.length >= MAX_DOUBTFUL) this.#anchorAnew();
  }

  /**
   * Believes the first packets in doubt that go with one another, and looks at the others again. Of a stall's
   * burst the last ones tell the delay: those before them were late, not wrong.
   */
  #anchorAnew(): void {
    const doubtful = this.#doubtful;
    const runLength = doubtful.findIndex(
      ({ offset }, index) => index > 0 && !agrees(offset, doubtful[index - 1]!.offset),
    );
    const run = runLength < 0 ? doubtful : doubtful.slice(0, runLength);
    this.#doubtful = [];
    this.#agreeing = 0;
    this.#anchorAt(run);
    for (const sighting of run) this.#place(sighting);
    for (const { packet } of doubtful.slice(run.length)) this.push(packet);
  }

  #anchorAt(run: readonly Sighting[]): void {
    const latest = run.at(-1)!.offset;
    const reference = lowQuantile(run.map(({ offset }) => offset).filter((offset) => agrees(offset, latest)));
    const overlap = this.#end - (run[0]!.ticks + reference);
    this.#reference = reference;
    this.#anchor = reference + (overlap > DISAGREEMENT_LIMIT ? overlap : 0);
    this.#drift.restart();
  }

  /** The stream is where it was: what was in doubt came late, or belongs nowhere. */
  #settleDoubts(reference: number): void {
    const settled = this.#doubtful;
    this.#doubtful = [];
    this.#agreeing = 0;
    for (const sighting of settled) {
      const lateness = sighting.offset - reference;
      if (lateness < 0 || lateness > LATE_LIMIT) this.#events.astray(sighting.packet);
      else this.#place(sighting);
    }
  }

  #place({ packet, ticks }: Sighting): void {
    const position = Math.round(ticks + this.#anchor);
    this.#lastTicks = ticks;
    this.#end = Math.max(this.#end, position + packet.pcm.length);
    this.#events.placed(packet, position);
  }
}

/**
 * Late packets that came closer together than they were spoken: a path that was stuck let them go. After a pause with
 * standing timestamps they would come as fast as they are spoken.
 */
function isBacklog(doubtful: readonly Sighting[], reference: number): boolean {
  const [first, last] = [doubtful[0], doubtful.at(-1)];
  if (first === undefined || last === undefined) return false;
  const spoken = last.ticks + last.packet.pcm.length - first.ticks;
  const arrived = last.packet.arrivedAt - first.packet.arrivedAt;
  return 2 * arrived < spoken && doubtful.every(({ offset }) => offset > reference && offset - reference <= LATE_LIMIT);
}

function agrees(offset: number, reference: number): boolean {
  return Math.abs(offset - reference) <= DISAGREEMENT_LIMIT;
}
