import type { ReadRequest, SftpRequest } from './request-reader.ts';

/** What a request that waits costs, besides its path: about what V8 takes for it. */
const REQUEST_BYTES = 100;

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

  /** The next one. `positionOf`: where the next byte of an open file is. */
  take(positionOf: (handle: number) => number | null): SftpRequest | undefined {
    const [first] = this.#waiting;
    const index = first?.kind === 'read' ? this.#continuing(first, positionOf(first.handle)) : 0;
    const [taken] = this.#waiting.splice(Math.max(0, index), 1);
    if (taken !== undefined) this.#bytes -= cost(taken);
    return taken;
  }

  /** Whether the next one is a READ that goes ahead of what was read, and the one in between may still be on its way. */
  hasGap(positionOf: (handle: number) => number | null, maxGapBytes: number): boolean {
    const [first] = this.#waiting;
    if (first?.kind !== 'read') return false;
    const position = positionOf(first.handle);
    if (position === null || first.offset <= position || first.offset - position > maxGapBytes) return false;
    return this.#continuing(first, position) === -1;
  }

  #continuing(first: ReadRequest, position: number | null): number {
    if (position === null || first.offset === position) return 0;
    return this.#waiting.findIndex(
      (one) => one.kind === 'read' && one.handle === first.handle && one.offset === position,
    );
  }
}

function cost(request: SftpRequest): number {
  return REQUEST_BYTES + ('path' in request ? request.path.length : 0);
}
