import { open } from 'node:fs/promises';
import { exponentialBackoff } from '../../base/backoff.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { RecorderId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { ObjectKey, ObjectStore } from '../../platform/object-store.ts';
import type { SpoolObserver } from '../spool-observer.ts';
import type { SyncedFile } from '../spool-writer.ts';
import { MAX_OBJECT_BYTES, mirrorKey, mirrorPrefix, pathInPrefix, readMirrorKey } from './mirror-keys.ts';
import { type MirrorMetrics, mirrorMetrics } from './mirror-metrics.ts';

/** Requests of a kind at once: a store that takes seconds for each still takes what 1,000 calls write. */
const CONCURRENT_REQUESTS = 4;
/** What no flush of a media worker announces is put after so long: refused calls, what is left of a failure. */
const INTERVAL_MS = 1_000;
/** While the store fails. The longest is also how long the mirror stays behind once it is back. */
const RETRY_DELAY = exponentialBackoff({ firstMs: 500, maxMs: 10_000 });

export interface SpoolMirrorOptions {
  readonly objects: Pick<ObjectStore, 'put' | 'delete' | 'list'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** A segment on disk, and how much of it is in the object store. */
interface MirroredSegment {
  readonly file: string;
  synced: number;
  mirrored: number;
  /** Also those of puts without an answer. */
  readonly objects: Set<ObjectKey>;
  /** Monotonic ms since when bytes wait; null: none does. */
  waitingSince: number | null;
  isBusy: boolean;
  /** How much of it was on disk when the lease began. */
  readonly hadSynced: number;
}

/**
 * Copies the spool's segments into the object store while they are written: each second of a media worker as one object, encrypted as it is
 * on disk. What waits is only noted, and read from the disk when its turn has come, so that a store that is slow or away takes no memory and
 * holds up nothing. The objects of a segment are deleted when the segment is.
 */
export class SpoolMirror implements SpoolObserver {
  readonly #options: SpoolMirrorOptions;
  readonly #metrics: MirrorMetrics;
  readonly #segments = new Map<string, MirroredSegment>();
  readonly #garbage = new Set<ObjectKey>();
  readonly #running = new Set<Promise<void>>();
  readonly #deleting = new Set<ObjectKey>();
  /** Deleted when all that was on disk has been put under this lease: until then they may be all that there is. */
  #ofEarlierLeases: readonly ObjectKey[] = [];
  #recorderId: RecorderId | null = null;
  /** Of the lease under which objects are put; null: until the recorder has one. */
  #prefix: string | null = null;
  /** Whether it is known which objects are there. */
  #isListed = false;
  #timer: Timer | null = null;
  /** Apart: a store that does not delete still takes what is put. */
  readonly #delays = { put: new RetryDelay(), delete: new RetryDelay() };
  #isStopped = false;

  constructor(options: SpoolMirrorOptions) {
    this.#options = options;
    this.#metrics = mirrorMetrics(options.metrics, this);
  }

  /**
   * Begins to mirror under a lease, or goes on under another one: then all that is on disk is put again, and what was put under the lease
   * before is deleted, because the recorder that took this one's place may have deleted any of it.
   */
  useLease(recorderId: RecorderId, fence: number): void {
    const prefix = mirrorPrefix(recorderId, fence);
    if (prefix === this.#prefix || this.#isStopped) return;
    this.#recorderId = recorderId;
    this.#prefix = prefix;
    this.#isListed = false;
    const now = this.#options.clock.monotonicMs();
    for (const segment of this.#segments.values()) {
      // A new one: a put under the lease before may be under way.
      this.#segments.set(segment.file, { ...newSegment(segment.file, segment.synced, now), hadSynced: segment.synced });
    }
    this.#timer ??= this.#options.clock.every(INTERVAL_MS, () => this.#startRequests(INTERVAL_MS));
    this.#startRequests();
  }

  synced({ file, length }: SyncedFile): void {
    const now = this.#options.clock.monotonicMs();
    const segment = this.#segments.get(file);
    if (segment === undefined) {
      this.#segments.set(file, newSegment(file, length, now));
    } else if (length > segment.synced) {
      segment.synced = length;
      segment.waitingSince ??= now;
    }
  }

  flushed(): void {
    this.#startRequests();
  }

  deleted(file: string): void {
    const segment = this.#segments.get(file);
    this.#segments.delete(file);
    for (const key of segment?.objects ?? []) this.#garbage.add(key);
  }

  get behindBytes(): number {
    return [...this.#segments.values()].reduce((sum, { synced, mirrored }) => sum + synced - mirrored, 0);
  }

  get behindMs(): number {
    const now = this.#options.clock.monotonicMs();
    return Math.max(0, ...[...this.#segments.values()].map(({ waitingSince }) => now - (waitingSince ?? now)));
  }

  get toDelete(): number {
    return this.#garbage.size + this.#deleting.size + this.#ofEarlierLeases.length;
  }

  /** Waits for the requests under way. What is not mirrored stays on disk. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await Promise.all(this.#running);
  }

  /** `waitingMs`: only what has waited for so long. */
  #startRequests(waitingMs = 0): void {
    const now = this.#options.clock.monotonicMs();
    if (this.#prefix === null || this.#isStopped) return;
    if (this.#isListed) {
      if (this.#delays.put.isOver(now)) this.#startPuts(now, waitingMs);
      if (this.#delays.delete.isOver(now)) this.#startDeletes();
    } else if (this.#running.size === 0 && this.#delays.put.isOver(now)) {
      this.#start('list', () => this.#list());
    }
  }

  #startPuts(now: number, waitingMs: number): void {
    const busy = [...this.#segments.values()].filter(({ isBusy }) => isBusy).length;
    const waiting = [...this.#segments.values()].filter(
      ({ isBusy, waitingSince }) => !isBusy && waitingSince !== null && now - waitingSince >= waitingMs,
    );
    for (const segment of waiting.slice(0, Math.max(0, CONCURRENT_REQUESTS - busy))) {
      this.#start('put', () => this.#put(segment));
    }
  }

  #startDeletes(): void {
    for (const key of this.#garbage) {
      if (this.#deleting.size >= CONCURRENT_REQUESTS) return;
      this.#start('delete', () => this.#delete(key));
    }
  }

  #start(request: 'list' | 'put' | 'delete', work: () => Promise<void>): void {
    const running = work()
      .then(
        () => {
          const failures = this.#delayOf(request).succeeded();
          if (failures > 0) this.#options.log.info({ request, failures }, 'spool: the mirror works again');
        },
        (error: unknown) => this.#failed(request, error),
      )
      .finally(() => {
        this.#running.delete(running);
        this.#startRequests(INTERVAL_MS);
      });
    this.#running.add(running);
  }

  #failed(request: 'list' | 'put' | 'delete', error: unknown): void {
    this.#metrics.failures.inc({ request });
    const isFirst = this.#delayOf(request).failed(this.#options.clock.monotonicMs());
    const details = { request, behindBytes: this.behindBytes, error: String(error) };
    if (isFirst) this.#options.log.warn(details, 'spool: the mirror is behind; trying again until it is not');
  }

  #delayOf(request: 'list' | 'put' | 'delete'): RetryDelay {
    return this.#delays[request === 'delete' ? 'delete' : 'put'];
  }

  /** What is there of this lease goes on; the rest is of segments that are deleted, or of leases before this one. */
  async #list(): Promise<void> {
    const prefix = this.#prefix!;
    const files = new Map([...this.#segments.keys()].map((file) => [pathInPrefix(file), file]));
    const known = new Map<string, number[]>();
    const others: ObjectKey[] = [];
    for await (const key of this.#options.objects.list(mirrorPrefix(this.#recorderId!))) {
      const part = readMirrorKey(key);
      const isCurrent = part !== null && key.startsWith(prefix);
      const file = isCurrent ? files.get(`${part.folder}/${part.name}`) : undefined;
      if (file === undefined) others.push(key);
      else
        known
          .set(file, known.get(file) ?? [])
          .get(file)!
          .push(part!.offset);
    }
    if (prefix !== this.#prefix) return;
    for (const [file, offsets] of known) this.#continue(file, offsets, prefix);
    this.#ofEarlierLeases = others;
    this.#isListed = true;
    this.#leaveEarlierLeases();
  }

  #leaveEarlierLeases(): void {
    const segments = [...this.#segments.values()];
    if (segments.some(({ mirrored, hadSynced }) => mirrored < hadSynced)) return;
    for (const key of this.#ofEarlierLeases) this.#garbage.add(key);
    this.#ofEarlierLeases = [];
  }

  /** A segment's objects are without gaps. How long the last one is, is not known: it is put again. */
  #continue(file: string, offsets: readonly number[], prefix: string): void {
    const segment = this.#segments.get(file);
    const keys = offsets.map((offset) => mirrorKey(prefix, file, offset));
    if (segment === undefined) {
      for (const key of keys) this.#garbage.add(key);
      return;
    }
    const last = offsets.reduce((greatest, offset) => Math.max(greatest, offset));
    segment.mirrored = Math.min(segment.synced, last);
    for (const key of keys) segment.objects.add(key);
  }

  async #put(segment: MirroredSegment): Promise<void> {
    const { file, mirrored, synced } = segment;
    const end = Math.min(synced, mirrored + MAX_OBJECT_BYTES);
    const key = mirrorKey(this.#prefix!, file, mirrored);
    const begunAt = this.#options.clock.monotonicMs();
    segment.isBusy = true;
    try {
      const bytes = await readPart(file, mirrored, end);
      if (!this.#isCurrent(segment)) return;
      segment.objects.add(key);
      await this.#options.objects.put(key, bytes);
      segment.mirrored = end;
      if (segment.synced === end) segment.waitingSince = null;
      else if (end === synced) segment.waitingSince = begunAt;
      if (this.#ofEarlierLeases.length > 0) this.#leaveEarlierLeases();
      this.#metrics.objects.inc();
      this.#metrics.bytes.inc(bytes.length);
    } catch (error) {
      // Deleted while it was read: its calls are archived.
      if (this.#isCurrent(segment)) throw error;
    } finally {
      segment.isBusy = false;
      // It may have come after the segment's other objects were deleted.
      if (!this.#isCurrent(segment)) this.#garbage.add(key);
    }
  }

  #isCurrent(segment: MirroredSegment): boolean {
    return this.#segments.get(segment.file) === segment;
  }

  async #delete(key: ObjectKey): Promise<void> {
    this.#garbage.delete(key);
    this.#deleting.add(key);
    try {
      await this.#options.objects.delete(key);
      this.#metrics.deleted.inc();
    } catch (error) {
      this.#garbage.add(key);
      throw error;
    } finally {
      this.#deleting.delete(key);
    }
  }
}

function newSegment(file: string, synced: number, now: number): MirroredSegment {
  const waitingSince = synced > 0 ? now : null;
  return { file, synced, mirrored: 0, objects: new Set(), waitingSince, isBusy: false, hadSynced: 0 };
}

/** When a request that failed is due again. */
class RetryDelay {
  #failures = 0;
  #until = 0;

  /** Monotonic ms. */
  isOver(now: number): boolean {
    return now >= this.#until;
  }

  /** Whether it is the first failure in a row. */
  failed(now: number): boolean {
    this.#until = now + RETRY_DELAY(this.#failures);
    return this.#failures++ === 0;
  }

  /** How many had failed in a row. */
  succeeded(): number {
    const failures = this.#failures;
    this.#failures = 0;
    this.#until = 0;
    return failures;
  }
}

async function readPart(file: string, start: number, end: number): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const bytes = Buffer.allocUnsafe(end - start);
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error(`${file} is shorter than it was`);
    filled += bytesRead;
  }
  return bytes;
}
