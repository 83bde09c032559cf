import type { RecordingId } from '../base/ids.ts';
import type { ClosedSegment } from './segment-log.ts';

/** A call as far as closed segments hold records of it. */
interface HeldCall {
  readonly files: Set<string>;
  /** Whether its last record is in one of them, so that no more of it will come. */
  ended: boolean;
}

/** Knows which closed segments still hold a call that is not done, and lets go of the others. */
export class SegmentsHeld {
  readonly #segments = new Map<string, { readonly sizeBytes: number; readonly waiting: Set<RecordingId> }>();
  readonly #calls = new Map<RecordingId, HeldCall>();
  /** Done, but the segment with their last record is still written to. */
  readonly #doneEarly = new Set<RecordingId>();
  readonly #release: (file: string) => void;

  constructor(release: (file: string) => void) {
    this.#release = release;
  }

  /** Disk space of the segments held. */
  get bytes(): number {
    return [...this.#segments.values()].reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  holds(recordingId: RecordingId): boolean {
    return this.#calls.has(recordingId);
  }

  add({ file, sizeBytes, recordingIds, endedIds }: ClosedSegment): void {
    const waiting = new Set(recordingIds.filter((id) => !this.#doneEarly.has(id)));
    this.#segments.set(file, { sizeBytes, waiting });
    for (const id of waiting) this.#call(id).files.add(file);
    for (const id of endedIds) {
      if (!this.#doneEarly.delete(id)) this.#call(id).ended = true;
    }
    this.#releaseIfEmpty(file);
  }

  done(recordingId: RecordingId): void {
    const call = this.#calls.get(recordingId);
    this.#calls.delete(recordingId);
    if (call === undefined || !call.ended) this.#doneEarly.add(recordingId);
    for (const file of call?.files ?? []) {
      this.#segments.get(file)?.waiting.delete(recordingId);
      this.#releaseIfEmpty(file);
    }
  }

  #call(recordingId: RecordingId): HeldCall {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = { files: new Set(), ended: false };
      this.#calls.set(recordingId, call);
    }
    return call;
  }

  #releaseIfEmpty(file: string): void {
    if (this.#segments.get(file)?.waiting.size !== 0) return;
    this.#segments.delete(file);
    this.#release(file);
  }
}
