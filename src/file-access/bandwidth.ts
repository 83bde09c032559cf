import { type Clock, delay, type Timer } from '../base/clock.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Logger } from '../platform/logging.ts';
import type { BandwidthShares, Shares } from './bandwidth-shares.ts';
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
  readonly key: BudgetKey;
  /** Of all processes together. */
  kilobytes: Kilobytes;
  /** Of this process. Null: there is no limit. */
  bucket: TokenBucket | null;
  /** The part of the limit that is this process's. Null: not known, as nothing was sent lately. */
  share: number | null;
  /** Files that are read now, or were since the shares were last exchanged. */
  readonly reading: Set<LimitedContent>;
  readonly read: Set<LimitedContent>;
  sessions: number;
}

/** How soon what another process begins to send makes room for it. */
const EXCHANGE_EVERY_MS = 1_000;

interface BandwidthOptions {
  /** Missing: no other process sends files. */
  readonly shares?: Pick<BandwidthShares, 'exchange'>;
  readonly log?: Logger;
}

/**
 * Limits how fast files are sent, the same for every door: all sessions that have a key share its budget, those of other processes
 * too: each has the part that belongs to the files it sends, renewed each second.
 */
export class Bandwidth {
  readonly #clock: Clock;
  readonly #options: BandwidthOptions;
  /** Of open sessions. */
  readonly #budgets = new Map<BudgetKey, Budget>();
  #exchanging: Promise<void> | null = null;
  #timer: Timer | null = null;

  constructor(clock: Clock, options: BandwidthOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** For a new session. What is given for a key counts for the others that have it, too. */
  open(limits: Readonly<Record<BudgetKey, Kilobytes>>): SessionBandwidth {
    const keys = Object.keys(limits) as BudgetKey[];
    const budgets = keys.map((key) => this.#join(key));
    for (const key of keys) this.change(key, limits[key]!);
    const by: LimitedBy = {
      budgets,
      prepare: this.#options.shares === undefined ? null : () => this.#prepare(budgets),
      clock: this.#clock,
    };
    return {
      limit: (tree) => limitedTree(tree, (content) => new LimitedContent(content, by)),
      release: () => {
        for (const key of keys.splice(0)) this.#leave(key);
      },
    };
  }

  /** Of the open sessions that have the key. */
  change(key: BudgetKey, kilobytes: Kilobytes): void {
    const budget = this.#budgets.get(key);
    if (budget === undefined) return;
    budget.kilobytes = kilobytes;
    this.#apply(budget);
  }

  /** Exchanges the shares now. While the database is away, the last ones hold. */
  exchange(): Promise<void> {
    this.#exchanging ??= this.#exchange().finally(() => (this.#exchanging = null));
    return this.#exchanging;
  }

  /** Before something is sent. The first exchange may have begun before this was counted. */
  async #prepare(budgets: readonly Budget[]): Promise<void> {
    const isUnknown = (): boolean => budgets.some(({ bucket, share }) => bucket !== null && share === null);
    for (let tries = 0; tries < 2 && isUnknown(); tries++) await this.exchange();
  }

  async #exchange(): Promise<void> {
    const limited = [...this.#budgets.values()].filter(({ bucket }) => bucket !== null);
    const counted = limited.map((budget) => ({ budget, transfers: takeTransfers(budget) }));
    // Also those that send nothing any more: the others have their room at once.
    const reported = counted.filter(({ budget, transfers }) => transfers > 0 || budget.share !== null);
    this.#schedule(reported.some(({ transfers }) => transfers > 0));
    if (reported.length === 0) return;
    const shares = await this.#ask(new Map(reported.map(({ budget, transfers }) => [budget.key, transfers])));
    for (const { budget, transfers } of reported) {
      budget.share = transfers === 0 ? null : (shares.get(budget.key) ?? budget.share ?? 1);
      this.#apply(budget);
    }
  }

  async #ask(transfers: ReadonlyMap<string, number>): Promise<Shares> {
    try {
      return await this.#options.shares!.exchange(transfers);
    } catch (error) {
      this.#options.log?.warn(
        { err: error },
        'files: the shares of the bandwidth could not be renewed; the last ones hold',
      );
      return new Map();
    }
  }

  #schedule(isSending: boolean): void {
    this.#timer?.cancel();
    this.#timer = isSending ? this.#clock.after(EXCHANGE_EVERY_MS, () => void this.exchange()) : null;
  }

  #apply(budget: Budget): void {
    const { kilobytes, bucket, share } = budget;
    const perSecond = (kilobytes ?? 0) * 1000 * (share ?? 1);
    if (kilobytes === null) budget.bucket = null;
    else if (bucket === null) budget.bucket = new TokenBucket(this.#clock, perSecond);
    else bucket.perSecond = perSecond;
  }

  #join(key: BudgetKey): Budget {
    const budget = this.#budgets.get(key) ?? newBudget(key);
    budget.sessions++;
    this.#budgets.set(key, budget);
    return budget;
  }

  #leave(key: BudgetKey): void {
    const budget = this.#budgets.get(key)!;
    if (--budget.sessions === 0) this.#budgets.delete(key);
  }
}

function newBudget(key: BudgetKey): Budget {
  return { key, kilobytes: null, bucket: null, share: null, reading: new Set(), read: new Set(), sessions: 0 };
}

/** How many files were sent since it was last asked. */
function takeTransfers({ reading, read }: Budget): number {
  const { size } = new Set([...reading, ...read]);
  read.clear();
  return size;
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

interface LimitedBy {
  readonly budgets: readonly Budget[];
  /** To be waited for before something is sent. Null: no other process sends files. */
  readonly prepare: (() => Promise<void>) | null;
  readonly clock: Clock;
}

class LimitedContent implements FileContent {
  readonly #content: FileContent;
  readonly #by: LimitedBy;
  readonly #closed = new AbortController();
  /** Read, and not yet returned. */
  #rest: Buffer | null = null;

  constructor(content: FileContent, by: LimitedBy) {
    this.#content = content;
    this.#by = by;
  }

  async read(): Promise<Buffer | null> {
    if (this.#by.prepare === null) return this.#read();
    const limiting = this.#by.budgets.filter(({ bucket }) => bucket !== null);
    for (const { reading } of limiting) reading.add(this);
    try {
      if (limiting.length > 0) await this.#by.prepare();
      return await this.#read();
    } finally {
      for (const { reading, read } of limiting) {
        reading.delete(this);
        read.add(this);
      }
    }
  }

  async #read(): Promise<Buffer | null> {
    this.#rest ??= await this.#content.read();
    if (this.#rest === null) return null;
    const buckets = this.#by.budgets.flatMap(({ bucket }) => bucket ?? []);
    const part = this.#nextPart(Math.min(...buckets.map(({ perSecond }) => perSecond)) / PARTS_OF_SECOND);
    const waitMs = Math.max(0, ...buckets.map((bucket) => bucket.take(part.length)));
    if (waitMs > 0) await delay(this.#by.clock, waitMs, this.#closed.signal);
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
