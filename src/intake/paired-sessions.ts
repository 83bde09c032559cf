import type { ForkedEnd, ForkedSide } from './derivation/forked-side.ts';
import type { RecordingSession } from './recording-session.ts';

interface Pair {
  readonly ends: Set<ForkedEnd>;
  /** Null: it was not opened. */
  readonly session: Promise<RecordingSession | null>;
  /** Once it is open. */
  opened: RecordingSession | null;
}

interface ClosedSide {
  readonly session: RecordingSession;
  readonly isWhole: boolean;
}

/**
 * Recording sessions that come as two one-way sessions (Cisco CUCM), by source and pair. The first one is recorded at once, the other joins it
 * whenever it comes, as long as one of them is open.
 */
export class PairedSessions {
  readonly #pairs = new Map<string, Pair>();

  /**
   * The session that another side of the same call has opened, or is opening; null: there is none. Then `open` is what the next side
   * joins. Called at once when the INVITE comes: both sides come within the same millisecond.
   */
  async find(key: string, { end }: ForkedSide): Promise<RecordingSession | null> {
    const pair = this.#pairs.get(key);
    if (pair === undefined || pair.ends.has(end)) return null;
    pair.ends.add(end);
    const session = await pair.session.catch(() => null);
    return session === null || session.hasEnded ? null : session;
  }

  /** Until `closed`. A pair that is open stays the one to join. */
  opens(key: string, { end }: ForkedSide, session: Promise<RecordingSession | null>): void {
    // A failure is the caller's.
    session.catch(() => undefined);
    if (this.#pairs.has(key)) return;
    const pair: Pair = { ends: new Set([end]), session, opened: null };
    this.#pairs.set(key, pair);
    void session.then(
      (opened) => {
        pair.opened = opened;
        if (opened === null) this.#remove(key, pair);
      },
      () => this.#remove(key, pair),
    );
  }

  /**
   * A side of `session` has ended, or did not join it: one that comes again may. `isWhole`: the recording has ended. Of a session that is not the
   * one to join nothing changes.
   */
  closed(key: string, { end }: ForkedSide, { session, isWhole }: ClosedSide): void {
    const pair = this.#pairs.get(key);
    if (pair === undefined || pair.opened !== session) return;
    if (isWhole) this.#pairs.delete(key);
    else pair.ends.delete(end);
  }

  #remove(key: string, pair: Pair): void {
    if (this.#pairs.get(key) === pair) this.#pairs.delete(key);
  }
}
