import type { LegPause, PausedBy } from '../recording/index.ts';
import type { PauseChange } from './worker/pause-state.ts';

/** Spans that a call keeps: its description is written with each change. Later pauses are not listed, and dropped all the same. */
const MAX_SPANS = 500;

/** When which legs of a call were paused. */
export class Pauses {
  readonly #lastChanges = new Map<number, PauseChange>();
  /** Of the legs that are paused. */
  readonly #by = new Map<number, PausedBy>();
  #spans: readonly LegPause[] = [];

  get spans(): readonly LegPause[] {
    return this.#spans;
  }

  /** Of all legs as if paused until then, whatever they were: nobody had ordered what was said. */
  dropBefore(legs: readonly number[], { from, until }: { readonly from: number; readonly until: number }): void {
    const later = this.#spans.filter((span) => (span.until ?? Number.POSITIVE_INFINITY) > until);
    const before = legs.map((leg): LegPause => {
      const isPaused = this.#lastChanges.get(leg)?.paused === true;
      return { leg, from, until: isPaused ? null : until };
    });
    this.#spans = [...before, ...later.filter((span) => span.until !== null)];
  }

  /** Null: the leg was never paused. */
  lastChange(leg: number): PauseChange | null {
    return this.#lastChanges.get(leg) ?? null;
  }

  by(leg: number): PausedBy | null {
    return this.#by.get(leg) ?? null;
  }

  /** Of legs together; not null: all of them are paused. */
  byOfAll(legs: readonly number[]): PausedBy | null {
    const by = legs.map((leg) => this.by(leg));
    if (by.length === 0 || by.includes(null)) return null;
    if (by.includes('order')) return 'order';
    return by.includes('both') ? 'both' : 'pbx';
  }

  /** Pauses a leg, or resumes it (`by` is null). Returns the change; null: it is as it was, whoever pauses it now. */
  change(leg: number, by: PausedBy | null, at: number): PauseChange | null {
    const paused = by !== null;
    if (paused) this.#by.set(leg, by);
    else this.#by.delete(leg);
    if ((this.#lastChanges.get(leg)?.paused ?? false) === paused) return null;
    const change = { paused, at };
    this.#lastChanges.set(leg, change);
    if (!paused) {
      const isOpen = (span: LegPause): boolean => span.leg === leg && span.until === null;
      this.#spans = this.#spans.map((span) => (isOpen(span) ? { ...span, until: Math.max(at, span.from) } : span));
    } else if (this.#spans.length < MAX_SPANS) this.#spans = [...this.#spans, { leg, from: at, until: null }];
    return change;
  }
}
