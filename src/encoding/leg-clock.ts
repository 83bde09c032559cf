import { unwrapSerial32 } from '../wire/rtp/index.ts';
import { ClockDrift, lowQuantile } from './clock-drift.ts';
import { MAX_BRIDGED } from './loss-concealment.ts';
import { lengthOf, SAMPLE_RATE_HZ, SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/** Jitter between RTP time and arrival time; beyond it one of them has jumped. */
const DISAGREEMENT_LIMIT = 200 * SAMPLES_PER_MS;
/** How long packets that disagree with the anchor are held before the stream gets a new anchor by their arrival. */
const HOLD_SPAN = 1000 * SAMPLES_PER_MS;
/** When this many packets agree with the anchor again, the held ones were only late or misplaced. */
const AGREEING_PACKETS = 3;
/** The longest delay of a stalled network or recorder (the kernel's buffer holds 5.5 s). */
const LATE_LIMIT = 6000 * SAMPLES_PER_MS;
/**
 * The same for the last packets of a sender: a recorder that stood still reads them when it goes on, and no later packet shows how late they are. A
 * machine that is paused for longer than a minute has lost its calls.
 */
const LATE_AT_END_LIMIT = 60_000 * SAMPLES_PER_MS;
/** 40 s of a stream that a stalled network delivers all at once. */
const MAX_HELD = 2048;

interface LegClockEvents {
  /** `position` of the packet's first sample, in samples after `captureStartedAt`, with a fraction; may be negative. */
  placed(packet: TimedAudio, position: number): void;
  /** The packet's timestamp does not fit the stream. */
  misplaced(packet: TimedAudio): void;
  /** From here to the packet that is placed next a few were lost. */
  missing(position: number, samples: number, sampleRateHz: number): void;
}

interface PacketTiming {
  readonly packet: TimedAudio;
  /** The RTP timestamp as samples since the stream's first. */
  readonly time: number;
  readonly unwrappedTicks: number;
  /** Arrival minus RTP time: constant for a perfect sender on a perfect path. */
  readonly offset: number;
}

/**
 * Places a leg's packets on the call's time line: by RTP timestamp relative to an anchor. The anchor comes from arrival
 * times, so that legs of unrelated senders are aligned as they were spoken. The first anchor, a new SSRC, a jump of the
 * timestamps, a pause during which they did not advance are one case: packets that disagree with the anchor are held for
 * a second, then they define a new anchor. After a change to a codec of another clock the timestamps mean something else
 * (RFC 7160 §3): a new anchor, too.
 */
export class LegClock {
  readonly #events: LegClockEvents;
  readonly #drift = new ClockDrift();
  /** The expected offset of the stream; null before the first anchor. */
  #reference: number | null = null;
  /** Position = time + anchor. Equals the reference, except where a clock set back would overlap sound. */
  #anchor = 0;
  #lastTicks: number | null = null;
  #firstTicks = 0;
  #clockRateHz: number | null = null;
  /** End of the sound placed so far. */
  #end = Number.NEGATIVE_INFINITY;
  /** Whether that was sound, no comfort noise. */
  #endsInSound = false;
  #held: PacketTiming[] = [];
  #agreeing = 0;

  constructor(events: LegClockEvents) {
    this.#events = events;
  }

  push(packet: TimedAudio): void {
    if (this.#clockRateHz !== null && packet.clockRateHz !== this.#clockRateHz) this.restart();
    this.#clockRateHz = packet.clockRateHz;
    this.#lastTicks ??= this.#firstTicks = packet.timestampTicks;
    const unwrappedTicks = unwrapSerial32(this.#lastTicks, packet.timestampTicks);
    const time = (unwrappedTicks - this.#firstTicks) * (SAMPLE_RATE_HZ / packet.clockRateHz);
    const timing = { packet, time, unwrappedTicks, offset: packet.arrivedAt - time };
    if (this.#reference !== null && agrees(timing.offset, this.#reference))
      this.#placeAgreeing(timing, this.#reference);
    else this.#hold(timing);
  }

  /** Another sender follows, with unrelated timestamps. */
  restart(): void {
    this.end();
    this.#reference = null;
    this.#lastTicks = null;
    this.#drift.reset();
  }

  /** No more packets of this sender follow: held ones are the backlog of a stalled stream, or are placed by their arrival. */
  end(): void {
    // How fast they came is not seen of one or two: they may be the first after a hold.
    const lateLimit = this.#held.length < AGREEING_PACKETS ? LATE_LIMIT : LATE_AT_END_LIMIT;
    if (this.#reference !== null && isBacklog(this.#held, this.#reference, lateLimit))
      this.#resolveHeld(this.#reference, lateLimit);
    while (this.#held.length > 0) this.#reanchor();
  }

  #placeAgreeing(timing: PacketTiming, reference: number): void {
    this.#drift.add(timing.packet.arrivedAt, timing.offset - reference);
    const gap = timing.time + this.#anchor - this.#end;
    this.#shift(this.#drift.correctionBefore(timing.packet, gap), reference);
    this.#place(timing);
    if (this.#held.length === 0) return;
    this.#agreeing += 1;
    if (this.#agreeing >= AGREEING_PACKETS) this.#resolveHeld(reference);
  }

  #shift(correction: number, reference: number): void {
    this.#anchor += correction;
    this.#reference = reference + correction;
  }

  #hold(timing: PacketTiming): void {
    this.#held.push(timing);
    this.#agreeing = 0;
    const span = timing.packet.arrivedAt - this.#held[0]!.packet.arrivedAt;
    if (span >= HOLD_SPAN || this.#held.length >= MAX_HELD) this.#reanchor();
  }

  /**
   * The first held packets that agree with each other define the new anchor; the others are checked again. In the burst
   * after a stall the last packets have the true delay: those before them were late. Where the timestamps jump during the stall, none of
   * those before the jump has it: they belong to the old anchor.
   */
  #reanchor(): void {
    const held = this.#held;
    const runLength = held.findIndex(({ offset }, index) => index > 0 && !agrees(offset, held[index - 1]!.offset));
    const run = runLength < 0 ? held : held.slice(0, runLength);
    this.#held = [];
    this.#agreeing = 0;
    if (this.#reference === null || !isBacklog(run, this.#reference)) this.#anchorAt(run);
    for (const timing of run) this.#place(timing);
    for (const { packet } of held.slice(run.length)) this.push(packet);
  }

  #anchorAt(run: readonly PacketTiming[]): void {
    const latest = run.at(-1)!.offset;
    const reference = lowQuantile(run.map(({ offset }) => offset).filter((offset) => agrees(offset, latest)));
    const overlap = this.#end - (run[0]!.time + reference);
    this.#reference = reference;
    this.#anchor = reference + (overlap > DISAGREEMENT_LIMIT ? overlap : 0);
    this.#drift.reset();
  }

  /** The anchor is right: the held packets were late or misplaced. */
  #resolveHeld(reference: number, lateLimit = LATE_LIMIT): void {
    const held = this.#held;
    this.#held = [];
    this.#agreeing = 0;
    for (const timing of held) {
      const lateness = timing.offset - reference;
      if (lateness < 0 || lateness > lateLimit) this.#events.misplaced(timing.packet);
      else this.#place(timing);
    }
  }

  #place({ packet, time, unwrappedTicks }: PacketTiming): void {
    const position = time + this.#anchor;
    this.#lastTicks = unwrappedTicks;
    if (packet.lostBefore > 0) this.#reportMissing(packet, position - this.#end);
    const end = position + lengthOf(packet);
    if (end >= this.#end) {
      this.#end = end;
      this.#endsInSound = packet.pcm.length > 0;
    }
    this.#events.placed(packet, position);
  }

  #reportMissing(packet: TimedAudio, gap: number): void {
    const samples = Math.round(Math.min(gap, packet.lostBefore * lengthOf(packet)));
    if (this.#endsInSound && gap <= MAX_BRIDGED && samples > 0)
      this.#events.missing(this.#end, samples, packet.sampleRateHz);
  }
}

/**
 * Late packets that arrived faster than they were spoken: a stalled network has delivered them at once. After a pause
 * with standing timestamps they would arrive at the speed of speech. What was not sent between them (discontinuous transmission) counts
 * for neither: several stalls in a row may have delayed all that was.
 */
function isBacklog(held: readonly PacketTiming[], reference: number, lateLimit = LATE_LIMIT): boolean {
  let spoken = 0;
  let arrived = 0;
  let before: PacketTiming | null = null;
  for (const timing of held) {
    spoken += lengthOf(timing.packet);
    const follows = before !== null && timing.time - before.time <= 2 * lengthOf(before.packet);
    if (follows) arrived += timing.packet.arrivedAt - before!.packet.arrivedAt;
    before = timing;
  }
  return 2 * arrived < spoken && held.every(({ offset }) => offset > reference && offset - reference <= lateLimit);
}

function agrees(offset: number, reference: number): boolean {
  return Math.abs(offset - reference) <= DISAGREEMENT_LIMIT;
}
