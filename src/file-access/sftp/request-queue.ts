import type { ReadRequest, SftpRequest } from './request-reader.ts';

/** What a request that waits costs, besides its path: about what V8 takes for it. */
const REQUEST_BYTES = 100;

/** How far an open file has been read. */
export interface ReadProgress {
  /** Where its next byte is. */
  readonly position: number;
  readonly sizeBytes: number;
}

/**
 * The requests of a channel that wait, in the order in which they came. A client that has many READs of a file under way
 * may send them a little out of order (Go's SFTP library does): the one that continues the file goes first, so that the
 * file need not be opened again for each.
 */
export class RequestQueue {
  readonly #waiting: SftpRequest[] = [];
  #bytes = 0;

  /** About how much memory they take. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(request: SftpRequest): void {
    this.#waiting.push(request);
    this.#bytes += cost(request);
  }

  /** The next one. */
  take(progressOf: (handle: number) => ReadProgress | null): SftpRequest | undefined {
    const [first] = this.#waiting;
    const index = first?.kind === 'read' ? this.#continuing(first, progressOf(first.handle)) : 0;
    const [taken] = this.#waiting.splice(Math.max(0, index), 1);
    if (taken !== undefined) this.#bytes -= cost(taken);
    return taken;
  }

  /** Whether the next one is a READ that goes ahead of what was read, and the one in between may still be on its way. */
  hasGap(progressOf: (handle: number) => ReadProgress | null, maxGapBytes: number): boolean {
    const [first] = this.#waiting;
    if (first?.kind !== 'read') return false;
    const progress = progressOf(first.handle);
    // Clients ask for more behind the end: nothing is missing there.
    if (progress === null || first.offset >= progress.sizeBytes) return false;
    const gapBytes = first.offset - progress.position;
    return gapBytes > 0 && gapBytes <= maxGapBytes && this.#continuing(first, progress) === -1;
  }

  #continuing(first: ReadRequest, progress: ReadProgress | null): number {
    if (progress === null || first.offset === progress.position) return 0;
    const { position } = progress;
    return this.#waiting.findIndex(
      (one) => one.kind === 'read' && one.handle === first.handle && one.offset === position,
    );
  }
}

function cost(request: SftpRequest): number {
  return REQUEST_BYTES + ('path' in request ? request.path.length : 0);
}
