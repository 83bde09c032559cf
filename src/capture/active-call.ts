import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import type { CallDescription, EndReason } from '../recording/index.ts';
import { withEndFlag, type SpooledCall, type SpooledLeg } from '../spool/index.ts';
import type { ActiveCapture, CaptureRefusal, LegRequest } from './capture.ts';
import type { BindOutcome } from './worker/media-commands.ts';
import type { MediaThread } from './worker/media-thread.ts';

/** Reserves ports and has `listen` bind them, with others as long as some turn out to be taken. */
type ReservePorts = (
  count: number,
  listen: (ports: readonly number[]) => Promise<BindOutcome>,
) => Promise<Result<readonly number[], CaptureRefusal>>;

export interface ActiveCallParts {
  readonly thread: MediaThread;
  readonly description: CallDescription;
  readonly legs: readonly SpooledLeg[];
  readonly ports: readonly number[];
  readonly captureStartedAt: number;
  readonly clock: Clock;
  readonly reserve: ReservePorts;
  readonly giveBack: (port: number) => void;
  /** Called when the call is on disk, or is lost to this run because its thread is. */
  readonly onEnded: () => void;
}

/** A call being recorded, seen from the main thread: keeps what is known of it, passes on what changes. */
export class ActiveCall implements ActiveCapture {
  readonly #parts: ActiveCallParts;
  readonly #ports: number[];
  /** By leg; those that still listen. */
  readonly #listening: Map<number, number>;
  #description: CallDescription;
  #legs: readonly SpooledLeg[];
  /** Legs are added and removed one after another: each addition needs the numbers of those before. */
  #changes: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;

  constructor(parts: ActiveCallParts) {
    this.#parts = parts;
    this.#ports = [...parts.ports];
    this.#listening = new Map(parts.ports.entries());
    this.#description = parts.description;
    this.#legs = parts.legs;
  }

  get ports(): readonly number[] {
    return this.#ports;
  }

  get listeningLegs(): number {
    return this.#listening.size;
  }

  get #recordingId() {
    return this.#parts.description.recordingId;
  }

  async addLegs(requests: readonly LegRequest[]): Promise<Result<readonly number[], CaptureRefusal>> {
    return this.#inTurn(async () => {
      const first = this.#legs.length;
      const legs = [...this.#legs, ...numberedLegs(requests, first)];
      const reserved = await this.#parts.reserve(requests.length, (ports) => {
        const legPorts = ports.map((port, index) => ({ leg: first + index, port }));
        return this.#parts.thread.ask('addLegs', this.#recordingId, legs, legPorts);
      });
      if (!reserved.ok) return reserved;
      this.#legs = legs;
      for (const [index, port] of reserved.value.entries()) this.#listening.set(first + index, port);
      this.#ports.push(...reserved.value);
      return ok(reserved.value);
    });
  }

  changeLeg(leg: number, request: LegRequest): void {
    this.#legs = this.#legs.map((known) => (known.leg === leg ? { ...request, leg } : known));
    this.#tell((thread) => thread.ask('updateLegs', this.#recordingId, this.#legs));
  }

  describe(description: CallDescription): void {
    this.#description = description;
    this.#tell((thread) => thread.ask('describe', this.#recordingId, description));
  }

  setPaused(leg: number, paused: boolean): void {
    this.#tell((thread) => thread.ask('setPaused', this.#recordingId, leg, paused));
  }

  removeLeg(leg: number): void {
    const port = this.#listening.get(leg);
    this.#listening.delete(leg);
    if (port === undefined) return;
    this.#tell(async (thread) => {
      await thread.ask('removeLeg', this.#recordingId, leg);
      this.#parts.giveBack(port);
    });
  }

  end(reason: EndReason): Promise<SpooledCall> {
    this.#ended ??= this.#end(reason).finally(this.#parts.onEnded);
    return this.#ended;
  }

  /** Resolves when the thread has been asked all that was asked of this call so far. */
  async passedOn(): Promise<void> {
    await this.#changes;
  }

  async #end(endReason: EndReason): Promise<SpooledCall> {
    const endedAt = this.#parts.clock.now();
    const asked = await this.#inTurn(async () => ({
      extents: this.#parts.thread.ask('end', this.#recordingId, { endedAt, endReason }),
    }));
    const extents = await asked.extents;
    for (const port of this.#listening.values()) this.#parts.giveBack(port);
    this.#listening.clear();
    return {
      recordingId: this.#recordingId,
      description: withEndFlag(this.#description, endReason),
      legs: this.#legs,
      captureStartedAt: this.#parts.captureStartedAt,
      endedAt,
      endReason,
      extents,
    };
  }

  /** What comes after the end comes too late. A thread that is broken has been told of already. */
  #tell(action: (thread: MediaThread) => Promise<void>): void {
    if (this.#ended !== null) return;
    void this.#inTurn(() => action(this.#parts.thread)).catch(() => {});
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(action);
    this.#changes = result.catch(() => {});
    return result;
  }
}

export function numberedLegs(requests: readonly LegRequest[], first = 0): SpooledLeg[] {
  return requests.map(({ channel, codecs }, index) => ({ leg: first + index, channel, codecs }));
}
