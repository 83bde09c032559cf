import { type Clock, delay } from '../base/clock.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { FileContent, RecordingTree } from './recording-tree.ts';

/** Whose sessions share a budget. */
type BudgetKey = `file-credential:${string}` | `tenant:${string}`;

/** In 1000 bytes a second; null: as fast as it goes. */
type Kilobytes = number | null;

interface SessionBandwidth {
  /** The tree, whose files come no faster than the session's budgets allow. */
  limit(tree: RecordingTree): RecordingTree;
  /** The session has ended. */
  release(): void;
}

interface Budget {
  /** Null: there is no limit. */
  bucket: TokenBucket | null;
  sessions: number;
}

/** Limits how fast files are sent, the same for every door: all sessions of this process that have a key share its budget. */
export class Bandwidth {
  readonly #clock: Clock;
  /** Of open sessions. */
  readonly #budgets = new Map<BudgetKey, Budget>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For a new session. What is given for a key counts for the others that have it, too. */
  open(limits: Readonly<Record<BudgetKey, Kilobytes>>): SessionBandwidth {
    const keys = Object.keys(limits) as BudgetKey[];
    const budgets = keys.map((key) => this.#join(key));
    for (const key of keys) this.change(key, limits[key]!);
    return {
      limit: (tree) => limitedTree(tree, (content) => new LimitedContent(content, budgets, this.#clock)),
      release: () => {
        for (const key of keys.splice(0)) this.#leave(key);
      },
    };
  }

  /** Of the open sessions that have the key. */
  change(key: BudgetKey, kilobytes: Kilobytes): void {
    const budget = this.#budgets.get(key);
    if (budget === undefined) return;
    if (kilobytes === null) budget.bucket = null;
    else if (budget.bucket === null) budget.bucket = new TokenBucket(this.#clock, kilobytes * 1000);
    else budget.bucket.perSecond = kilobytes * 1000;
  }

  #join(key: BudgetKey): Budget {
    const budget = this.#budgets.get(key) ?? { bucket: null, sessions: 0 };
    budget.sessions++;
    this.#budgets.set(key, budget);
    return budget;
  }

  #leave(key: BudgetKey): void {
    const budget = this.#budgets.get(key)!;
    if (--budget.sessions === 0) this.#budgets.delete(key);
  }
}

function limitedTree(tree: RecordingTree, limited: (content: FileContent) => FileContent): RecordingTree {
  return {
    tenantId: tree.tenantId,
    stat: (path) => tree.stat(path),
    list: (path) => tree.list(path),
    find: async (path) => {
      const found = await tree.find(path);
      return found === null ? null : { ...found, open: async (start) => limited(await found.open(start)) };
    },
  };
}

/** A slow client gets something four times a second, so that it does not give up; less than this at once is not worth a packet. */
const PARTS_OF_SECOND = 4;
const MIN_PART_BYTES = 1000;

class LimitedContent implements FileContent {
  readonly #content: FileContent;
  readonly #budgets: readonly Budget[];
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  /** Read, and not yet returned. */
  #rest: Buffer | null = null;

  constructor(content: FileContent, budgets: readonly Budget[], clock: Clock) {
    this.#content = content;
    this.#budgets = budgets;
    this.#clock = clock;
  }

  async read(): Promise<Buffer | null> {
    this.#rest ??= await this.#content.read();
    if (this.#rest === null) return null;
    const buckets = this.#budgets.flatMap(({ bucket }) => bucket ?? []);
    const part = this.#nextPart(Math.min(...buckets.map(({ perSecond }) => perSecond)) / PARTS_OF_SECOND);
    const waitMs = Math.max(0, ...buckets.map((bucket) => bucket.take(part.length)));
    if (waitMs > 0) await delay(this.#clock, waitMs, this.#closed.signal);
    // Or a client that opens files and leaves them would use up what the others share.
    if (this.#closed.signal.aborted) for (const bucket of buckets) bucket.giveBack(part.length);
    return part;
  }

  release(): void {
    if (this.#rest === null) this.#content.release?.();
  }

  close(): void {
    this.#closed.abort('closed');
    this.#content.close();
  }

  #nextPart(maxBytes: number): Buffer {
    const bytes = this.#rest!;
    const length = Math.max(MIN_PART_BYTES, Math.floor(Math.min(maxBytes, bytes.length)));
    this.#rest = bytes.length > length ? bytes.subarray(length) : null;
    return bytes.subarray(0, length);
  }
}
