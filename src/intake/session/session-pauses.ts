import type { ActiveCapture } from '../../capture/index.ts';
import type { PausedBy } from '../../recording/index.ts';
import { labelsPaused } from './metadata-pauses.ts';
import type { SessionMedia } from './session-media.ts';
import type { SessionMetadata } from './session-metadata.ts';

type RecordedStream = SessionMedia['recorded'][number];

/** Who pauses the streams of a session: its PBX each by itself, by m-lines and metadata; an order all of them. */
export class SessionPauses {
  /** Somebody has ordered a pause, and nobody has lifted it. */
  byOrder = false;
  readonly #capture: Pick<ActiveCapture, 'setPaused'>;

  constructor(capture: Pick<ActiveCapture, 'setPaused'>) {
    this.#capture = capture;
  }

  /** Pauses and resumes what runs; `at`: when somebody said so, Unix ms. */
  apply(recorded: readonly RecordedStream[], known: SessionMetadata, at: number): void {
    for (const { leg, byPbx } of livePauses(recorded, known)) this.#capture.setPaused(leg, this.#by(byPbx), at);
  }

  /** Whether nothing is recorded, whatever is ordered. */
  isByPbx(recorded: readonly RecordedStream[], known: SessionMetadata): boolean {
    const pauses = livePauses(recorded, known);
    return pauses.length > 0 && pauses.every(({ byPbx }) => byPbx);
  }

  #by(byPbx: boolean): PausedBy | null {
    if (byPbx) return this.byOrder ? 'both' : 'pbx';
    return this.byOrder ? 'order' : null;
  }
}

/** The streams that still run, and whether the PBX has paused each. */
function livePauses(
  recorded: readonly RecordedStream[],
  known: SessionMetadata,
): { readonly leg: number; readonly byPbx: boolean }[] {
  const byMetadata = labelsPaused(known);
  return recorded
    .filter(({ live }) => live)
    .map(({ leg, label, paused }) => ({ leg, byPbx: paused || (label !== null && byMetadata.has(label)) }));
}
