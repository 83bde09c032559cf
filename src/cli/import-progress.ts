import { type Clock, type Repeating, repeat } from '../base/clock.ts';
import { type ImportedFile, walkFolder } from '../intake/index.ts';

/** What an import has done; with `dryRun`, what it would do. */
export interface ImportSummary {
  readonly dryRun: boolean;
  /** False: it was ended by a signal. */
  readonly complete: boolean;
  readonly files: number;
  readonly stored: number;
  /** Stored before, as the same recording. */
  readonly repeated: number;
  /** Of a dry run: they would be stored. */
  readonly new: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the files stored, now or before. */
  readonly megabytes: number;
  /** Links, which are not followed. */
  readonly links: number;
  /** How many were refused or failed, by error code. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly seconds: number;
}

interface ImportProgressOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

const PRINT_INTERVAL_MS = 10_000;
const HOUR_S = 3600;

/** Counts what an import does, and says so from time to time. */
export class ImportProgress {
  readonly #options: ImportProgressOptions;
  readonly #startedMs: number;
  readonly #results = new Map<ImportedFile['result'], number>();
  readonly #reasons = new Map<string, number>();
  readonly #printing: Repeating;
  readonly #counting: Promise<void>;
  readonly #ending = new AbortController();
  /** Keeps the process alive while all that it waits for is away. */
  readonly #keepAlive = setInterval(() => {}, PRINT_INTERVAL_MS);
  #files = 0;
  #bytes = 0;
  /** In the folder; null: not counted yet. */
  #total: number | null = null;
  #waitingFor: string | null = null;

  constructor(options: ImportProgressOptions) {
    const { clock, print } = options;
    this.#options = options;
    this.#startedMs = clock.monotonicMs();
    this.#printing = repeat(clock, { intervalMs: PRINT_INTERVAL_MS }, async () => print(this.#line()));
    this.#counting = this.#count();
  }

  add(file: ImportedFile): void {
    this.#files += 1;
    this.#waitingFor = null;
    increment(this.#results, file.result);
    if (file.result === 'stored' || file.result === 'repeated') this.#bytes += file.sizeBytes;
    if (file.result === 'refused' || file.result === 'failed') increment(this.#reasons, file.code);
  }

  /** Said once for each time of waiting. */
  waiting(reason: string): void {
    if (this.#waitingFor !== reason) this.#options.print(`waiting: ${reason}`);
    this.#waitingFor = reason;
  }

  async stop(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.#ending.abort();
    await this.#printing.stop();
    await this.#counting;
  }

  summary(how: Pick<ImportSummary, 'dryRun' | 'complete'>): ImportSummary {
    const count = (result: ImportedFile['result']): number => this.#results.get(result) ?? 0;
    return {
      ...how,
      files: this.#files,
      stored: count('stored'),
      repeated: count('repeated'),
      new: count('new'),
      refused: count('refused'),
      failed: count('failed'),
      megabytes: this.#megabytes(),
      links: count('link'),
      reasons: Object.fromEntries(this.#reasons),
      seconds: Math.round(this.#elapsedS()),
    };
  }

  #megabytes(): number {
    return Math.round(this.#bytes / 1e6);
  }

  #elapsedS(): number {
    return (this.#options.clock.monotonicMs() - this.#startedMs) / 1000;
  }

  /** Beside the import: an archive of millions of files takes minutes to count. */
  async #count(): Promise<void> {
    const { root } = this.#options;
    let total = 0;
    for await (const _ of walkFolder(root, { signal: this.#ending.signal })) total += 1;
    if (!this.#ending.signal.aborted) this.#total = total;
  }

  #line(): string {
    const perSecond = this.#files / this.#elapsedS();
    const left = this.#total === null ? null : Math.max(0, this.#total - this.#files);
    const refused = (this.#results.get('refused') ?? 0) + (this.#results.get('failed') ?? 0);
    return [
      `${this.#files} of ${this.#total ?? 'not yet counted'} files`,
      `${this.#megabytes()} MB`,
      `${perSecond.toFixed(1)} files a second`,
      ...(left === null || perSecond === 0 ? [] : [`${duration(left / perSecond)} left`]),
      ...(refused === 0 ? [] : [`${refused} refused`]),
      ...(this.#waitingFor === null ? [] : [`waiting: ${this.#waitingFor}`]),
    ].join(', ');
  }
}

export function summaryText(summary: ImportSummary): string {
  const { dryRun, complete, files, stored, repeated, refused, failed, links, seconds } = summary;
  return [
    `${files} files in ${duration(seconds)}${complete ? '' : ', ended by a signal: run it again to go on'}`,
    dryRun ? `${summary.new} would be stored` : `${stored} stored`,
    `${repeated} stored before`,
    `${refused} refused, ${failed} failed`,
    ...Object.entries(summary.reasons).map(([reason, count]) => `  ${count} ${reason}`),
    ...(links === 0 ? [] : [`${links} links not followed`]),
  ].join('\n');
}

function duration(seconds: number): string {
  if (seconds >= HOUR_S) return `${(seconds / HOUR_S).toFixed(1)} h`;
  return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`;
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
