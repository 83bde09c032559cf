import type { SourceId } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ForkedEnd, type ForkedSide, readForkedSide } from '../derivation/forked-side.ts';
import type { RecordingSession } from './recording-session.ts';
import { type Refusal, refusedBy } from './refusal.ts';
import type { SessionMedia } from './session-media.ts';
import type { IncomingInvite } from '../sip/transaction-user.ts';

/** A session, and the media of one of its dialogs. */
export interface OpenedMedia {
  readonly session: RecordingSession;
  readonly media: SessionMedia;
}

type Opening = Promise<Result<OpenedMedia, Refusal>>;

interface Pair {
  readonly ends: Set<ForkedEnd>;
  /** Null: it was not opened. */
  readonly session: Promise<RecordingSession | null>;
  /** Once it is open. */
  opened: RecordingSession | null;
}

/**
 * Recording sessions that come as two one-way sessions (Cisco CUCM), by source and pair. The first one is recorded at once, the other joins it
 * whenever it comes, as long as one of them is open.
 */
export class PairedSessions {
  readonly #pairs = new Map<string, Pair>();

  /** A one-way session becomes part of the recording of the other one of its call, if that is open or being opened; any other session is opened by `open`. */
  openOrJoin({ request, peer }: IncomingInvite, source: SourceId | null, open: () => Opening): Opening {
    const side = readForkedSide(request);
    if (side === null || source === null) return open();
    const key = keyOf(source, side);
    const other = this.#find(key, side);
    // Registered before anything is waited for: both sides come within the same millisecond.
    const opening = other.then(async (session) => {
      if (session === null) return open();
      const joined = await session.join(request, peer);
      if (joined.ok) return ok({ session, media: joined.value });
      this.#freeSide(key, side, session);
      return joined.reason === null ? open() : fail(refusedBy(joined.reason));
    });
    this.#register(
      key,
      side,
      opening.then((opened) => (opened.ok ? opened.value.session : null)),
    );
    return opening;
  }

  /** A dialog has ended: its side may come again and join. `isWhole`: the recording has ended. */
  left({ session, media: { forked } }: OpenedMedia, isWhole: boolean): void {
    if (forked === null) return;
    const key = keyOf(session.sourceId, forked);
    if (!isWhole) this.#freeSide(key, forked, session);
    else if (this.#pairs.get(key)?.opened === session) this.#pairs.delete(key);
  }

  /** The session that another side of the same call has opened, or is opening; null: there is none. */
  async #find(key: string, { end }: ForkedSide): Promise<RecordingSession | null> {
    const pair = this.#pairs.get(key);
    if (pair === undefined || pair.ends.has(end)) return null;
    pair.ends.add(end);
    const session = await pair.session.catch(() => null);
    return session === null || session.hasEnded ? null : session;
  }

  /** A pair that is open stays the one to join. */
  #register(key: string, { end }: ForkedSide, session: Promise<RecordingSession | null>): void {
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

  /** A side of `session` has ended, or did not join it. Of a session that is not the one to join nothing changes. */
  #freeSide(key: string, { end }: ForkedSide, session: RecordingSession): void {
    const pair = this.#pairs.get(key);
    if (pair?.opened === session) pair.ends.delete(end);
  }

  #remove(key: string, pair: Pair): void {
    if (this.#pairs.get(key) === pair) this.#pairs.delete(key);
  }
}

function keyOf(source: SourceId, { pairId }: ForkedSide): string {
  return `${source} ${pairId}`;
}
