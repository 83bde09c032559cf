import type { RecordingId } from '../base/ids.ts';
import type { ClosedSegment } from './spool-writer.ts';

/** Which closed segments hold records of a call. */
interface RetainedCall {
  readonly files: Set<string>;
  /** Whether its last record is in one of them, so that no more of it will come. */
  ended: boolean;
}

/** The closed segments and the calls in them. A segment is deleted when the last of its calls is released. */
export class RetainedSegments {
  readonly #segments = new Map<string, { readonly sizeBytes: number; readonly waiting: Set<RecordingId> }>();
  readonly #calls = new Map<RecordingId, RetainedCall>();
  /** Released while the segment with their last record is still being written. */
  readonly #releasedEarly = new Set<RecordingId>();
  readonly #deleteFile: (file: string) => void;

  constructor(deleteFile: (file: string) => void) {
    this.#deleteFile = deleteFile;
  }

  /** Disk space of the segments. */
  get bytes(): number {
    return [...this.#segments.values()].reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  has(recordingId: RecordingId): boolean {
    return this.#calls.has(recordingId);
  }

  hasSegment(file: string): boolean {
    return this.#segments.has(file);
  }

  /** The closed segments with records of a call. */
  filesOf(recordingId: RecordingId): Iterable<string> {
    return this.#calls.get(recordingId)?.files ?? [];
  }

  add({ file, sizeBytes, recordingIds, endedIds }: ClosedSegment): void {
    const waiting = new Set(recordingIds.filter((id) => !this.#releasedEarly.has(id)));
    this.#segments.set(file, { sizeBytes, waiting });
    for (const id of waiting) this.#call(id).files.add(file);
    for (const id of endedIds) {
      if (!this.#releasedEarly.delete(id)) this.#call(id).ended = true;
    }
    this.#deleteIfEmpty(file);
  }

  release(recordingId: RecordingId): void {
    const call = this.#calls.get(recordingId);
    this.#calls.delete(recordingId);
    if (call === undefined || !call.ended) this.#releasedEarly.add(recordingId);
    for (const file of call?.files ?? []) {
      this.#segments.get(file)?.waiting.delete(recordingId);
      this.#deleteIfEmpty(file);
    }
  }

  #call(recordingId: RecordingId): RetainedCall {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = { files: new Set(), ended: false };
      this.#calls.set(recordingId, call);
    }
    return call;
  }

  #deleteIfEmpty(file: string): void {
    if (this.#segments.get(file)?.waiting.size !== 0) return;
    this.#segments.delete(file);
    this.#deleteFile(file);
  }
}
