import type { Result } from '../base/result.ts';
import type { CallDescription, Channel, EndReason } from '../recording/index.ts';
import type { LegCodec, SpooledCall } from '../spool/index.ts';

/** Receives the RTP of recorded calls into the spool. One for a recorder; owns its media worker threads. */
export interface Capture {
  /**
   * Reserves a UDP port for each leg and begins to record; the ports listen when this resolves.
   * `no-ports`: the range is used up; `disk-failing`: the spool cannot be written, what comes is kept in memory for
   * the calls that already run; `closed`: the recorder is shutting down. The caller answers 503 to each of them.
   */
  start(request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>>;
  /** Calls being recorded now. */
  readonly activeCalls: number;
  /** When the oldest of them began, Unix ms; null: there is none. */
  readonly oldestStart: number | null;
  /** Whether a new call would be taken, ports aside: not closed, and the spool can be written. */
  readonly accepting: boolean;
  /**
   * Ends every call that is still open with `shutdown`, writes all to disk, frees all ports. What ended is
   * handed over as usual or found by the next start's recovery.
   */
  close(): Promise<void>;
}

export type CaptureRefusal = 'no-ports' | 'disk-failing' | 'closed';

export interface CaptureRequest {
  readonly description: CallDescription;
  readonly legs: readonly LegRequest[];
  /** Called once if no packet came on any leg for the configured RTP timeout while not paused. */
  readonly onSilence: () => void;
}

export interface LegRequest {
  readonly channel: Channel;
  readonly codecs: readonly LegCodec[];
}

/** A call being recorded. */
export interface ActiveCapture {
  /** The local UDP port of each leg, by its number. */
  readonly ports: readonly number[];
  /** Adds legs to the call (re-INVITE with a new m-line); resolves with their ports. */
  addLegs(legs: readonly LegRequest[]): Promise<Result<readonly number[], CaptureRefusal>>;
  /** Changes what a leg carries (new payload types, a corrected channel). */
  changeLeg(leg: number, request: LegRequest): void;
  /** Takes note of better knowledge about the call; the last one counts. */
  describe(description: CallDescription): void;
  /** While every leg is paused the RTP timeout does not run. Packets that come are kept all the same. */
  setPaused(leg: number, paused: boolean): void;
  /** Stops a leg for good (its m-line got port 0) and frees its port after the cool-down. */
  removeLeg(leg: number): void;
  /** Drains what still waits in the sockets, closes them, and hands the call over to encoding. */
  end(reason: EndReason): Promise<SpooledCall>;
}
