import type { KeyObject } from 'node:crypto';
import { hashOf, LOG_START, type LogEnd, type SignedEntry } from './log-entry.ts';
import { isSignedBy, readPublicKey } from './log-signature.ts';

/** What a check found wrong, told of at most so many; all are counted. */
const MAX_TOLD = 100;

export type LogProblemKind =
  /** The file, or a line of it, is not of the form of a log. */
  | 'unreadable'
  /** An entry does not follow the one before: something was taken out, put in or changed place. */
  | 'broken-chain'
  /** An entry does not have its hash: it was changed. */
  | 'wrong-hash'
  | 'wrong-signature'
  /** The database has a destroyed recording that the log does not tell of. */
  | 'not-in-log'
  /** Of a recording the log calls destroyed there is still a row that is not, its bytes, or a key. */
  | 'row-left'
  | 'object-left'
  | 'key-left';

export interface LogProblem {
  readonly kind: LogProblemKind;
  /** The entry's place, the recording's id or the key's. */
  readonly where: string;
}

export interface LogVerdict {
  /** Nothing is wrong. */
  readonly sound: boolean;
  readonly entries: number;
  /** The last entry. A log whose last entries were cut off ends before what an earlier check saw. */
  readonly end: LogEnd;
  /** Whose signatures they are, as in the log's first line. */
  readonly publicKey: string;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly LogProblem[];
}

/** Follows a log from its first entry and gathers what is wrong with it. */
export class LogCheck {
  readonly #publicKey: string;
  readonly #key: KeyObject | null;
  readonly #problems: LogProblem[] = [];
  #problemCount = 0;
  #entries = 0;
  #end: LogEnd = LOG_START;

  constructor(publicKey: string) {
    this.#publicKey = publicKey;
    this.#key = readPublicKey(publicKey);
    if (this.#key === null) this.note('unreadable', 'the public key');
  }

  /** After a broken link it goes on from the entry found, so that one fault is told of once. */
  follow(entry: SignedEntry): void {
    const where = String(entry.seq);
    if (entry.seq !== this.#end.seq + 1 || entry.previousHash !== this.#end.hash) this.note('broken-chain', where);
    if (hashOf(entry) !== entry.hash) this.note('wrong-hash', where);
    if (this.#key !== null && !isSignedBy(this.#key, entry)) this.note('wrong-signature', where);
    this.#entries += 1;
    this.#end = { seq: entry.seq, hash: entry.hash };
  }

  note(kind: LogProblemKind, where: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_TOLD) this.#problems.push({ kind, where });
  }

  verdict(): LogVerdict {
    return {
      sound: this.#problemCount === 0,
      entries: this.#entries,
      end: this.#end,
      publicKey: this.#publicKey,
      problemCount: this.#problemCount,
      problems: this.#problems,
    };
  }
}
