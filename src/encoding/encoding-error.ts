/**
 * Who is to blame that a call was not encoded: the `call` (or our code meeting it), which will fail the same
 * way again; or the machine, for the moment: `try-again`.
 */
export type EncodingBlame = 'call' | 'try-again';

/** What a disk or a process that is full answers; it passes. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

export class EncodingError extends Error {
  readonly blame: EncodingBlame;

  constructor(blame: EncodingBlame, message: string) {
    super(message);
    this.name = 'EncodingError';
    this.blame = blame;
  }

  /** By the code of a system error; null: it was none. */
  static blameFor(systemCode: string | null): EncodingBlame {
    return systemCode !== null && PASSING.has(systemCode) ? 'try-again' : 'call';
  }
}
