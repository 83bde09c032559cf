import { AppError } from '../../base/errors.ts';
import type { ReadProgress } from './request-queue.ts';
import type { FileContent, FoundFile, TreeFile } from '../recording-tree.ts';

const EMPTY: Buffer = Buffer.alloc(0);

/** A file that a client has opened. Its content is opened by the first READ, and again where a client goes elsewhere in it. */
export class OpenFile {
  readonly entry: TreeFile;
  readonly #found: FoundFile;
  #content: FileContent | null = null;
  /** What was read and not yet sent; valid until the next read. */
  #piece = EMPTY;
  /** Where the next byte of the open content is in the file. */
  #position = 0;
  #closed = false;

  constructor(found: FoundFile) {
    this.entry = found.entry;
    this.#found = found;
  }

  /** A READ that begins here continues what was read before. */
  get progress(): ReadProgress {
    return { position: this.#position, sizeBytes: this.entry.sizeBytes };
  }

  /** Copies `length` bytes from `offset` on, which must be within the file, to `into`. All of them, or it fails. */
  async read(into: Buffer, { offset, length }: { readonly offset: number; readonly length: number }): Promise<void> {
    if (this.#content === null || offset !== this.#position) await this.#openAt(offset);
    let copied = 0;
    while (copied < length) {
      if (this.#piece.length === 0) this.#piece = await this.#nextPiece();
      const taken = Math.min(this.#piece.length, length - copied);
      this.#piece.copy(into, copied, 0, taken);
      this.#piece = this.#piece.subarray(taken);
      // All of it has been copied.
      if (this.#piece.length === 0) this.#content?.release?.();
      copied += taken;
    }
    this.#position += length;
    if (this.#position === this.entry.sizeBytes) this.rest();
  }

  /** Lets go of what is open; the next READ opens it again. */
  rest(): void {
    this.#content?.close();
    this.#content = null;
    this.#piece = EMPTY;
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  async #openAt(offset: number): Promise<void> {
    this.rest();
    this.#content = await this.#found.open(offset);
    this.#position = offset;
    // It was closed meanwhile: nobody else would close this.
    if (this.#closed) this.rest();
  }

  async #nextPiece(): Promise<Buffer> {
    const piece = (await this.#content?.read()) ?? null;
    if (piece === null) throw new AppError('recording-damaged', 'the content ends before the size of the file');
    return piece;
  }
}
