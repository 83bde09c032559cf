import { AppError } from '../base/errors.ts';
import {
  type ByteRange,
  MIRROR_PREFIX,
  type ObjectKey,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
  type PutOptions,
} from './object-store.ts';
import type { Database } from './postgres/index.ts';
import {
  isSamePlan,
  type ObjectLocks,
  STORE_PLACES,
  type StorePlace,
  type StorePlan,
  type StorePlans,
} from './store-plan.ts';

/** An object may be moved between the looks at both places. */
const LOOKS = 3;

export interface MovingStoreDeps {
  readonly db: Database;
  readonly locks: ObjectLocks;
  readonly plans: StorePlans;
  /** Null: this process has no settings for it. */
  readonly places: Readonly<Record<StorePlace, ObjectStore | null>>;
}

/**
 * The store at its place, a folder or a bucket; while it is being moved, at both. What is put goes to the new place, what is
 * deleted is deleted at both, what is opened is read on wherever it is.
 */
export class MovingObjectStore implements ObjectStore {
  readonly #deps: MovingStoreDeps;

  constructor(deps: MovingStoreDeps) {
    this.#deps = deps;
  }

  async put(key: ObjectKey, content: string | Uint8Array, options?: PutOptions): Promise<void> {
    if (key.startsWith(MIRROR_PREFIX)) return this.#putMirrored(key, content);
    await this.#underOnePlan(async ({ place, movingTo }) => {
      if (movingTo === null) return this.#at(place).put(key, content, options);
      await this.#deps.locks.with(key, async () => {
        await this.#at(movingTo).put(key, content, options);
        await this.#at(place).delete(key);
        await this.#forgetCopy(key);
      });
    });
  }

  async open(key: ObjectKey, range: ByteRange = { start: 0 }): Promise<OpenObject> {
    const { plans } = this.#deps;
    const before = await plans.recent();
    const open = (from: ByteRange) => this.#look((store) => openIfThere(store, key, from));
    const opened = await open(range);
    if (opened === null) throw new AppError('not-found');
    return new MovedObject(opened, range, async (from) => {
      const now = await plans.now();
      return now.movingTo === null && isSamePlan(now, before) ? null : open(from);
    });
  }

  stat(key: ObjectKey): Promise<ObjectStat | null> {
    return this.#look((store) => store.stat(key));
  }

  async delete(key: ObjectKey): Promise<void> {
    await this.#underOnePlan(async ({ place, movingTo }) => {
      if (movingTo === null) return this.#at(place).delete(key);
      await this.#deps.locks.with(key, async () => {
        for (const each of [place, movingTo]) await this.#at(each).delete(key);
        await this.#forgetCopy(key);
      });
    });
  }

  async *list(prefix: string): AsyncGenerator<ObjectKey> {
    const seen = new Set<ObjectKey>();
    let plan = await this.#deps.plans.now();
    for (let looks = 1; ; looks++) {
      const failure = yield* this.#listUnder(plan, prefix, seen);
      const now = await this.#deps.plans.now();
      if (isSamePlan(now, plan)) {
        if (failure !== null) throw failure.reason;
        return;
      }
      // What was moved meanwhile may have been listed at neither place.
      if (looks === LOOKS) throw new AppError('object-store-unavailable', 'the store is moved to and fro');
      plan = now;
    }
  }

  /** Returns why it stopped: the old place may have refused because the move has ended. */
  async *#listUnder(
    { place, movingTo }: StorePlan,
    prefix: string,
    seen: Set<ObjectKey>,
  ): AsyncGenerator<ObjectKey, { readonly reason: unknown } | null> {
    try {
      for (const each of movingTo === null ? [place] : [place, movingTo]) {
        for await (const key of this.#at(each).list(prefix)) {
          if (seen.has(key)) continue;
          seen.add(key);
          yield key;
        }
      }
      return null;
    } catch (reason) {
      return { reason };
    }
  }

  /** A second of a spool, which must not wait for a database that hangs. Put just as a move ends, it may stay at the old place, where nobody looks. */
  async #putMirrored(key: ObjectKey, content: string | Uint8Array): Promise<void> {
    const { place, movingTo } = await this.#deps.plans.lastKnown();
    await this.#at(movingTo ?? place).put(key, content);
  }

  /** Again if a move has begun or ended meanwhile: then the old place may have refused it. */
  async #underOnePlan(work: (plan: StorePlan) => Promise<void>): Promise<void> {
    for (let plan = await this.#deps.plans.now(); ; ) {
      const [ended] = await Promise.allSettled([work(plan)]);
      const now = await this.#deps.plans.now();
      if (isSamePlan(plan, now)) {
        if (ended.status === 'rejected') throw ended.reason;
        return;
      }
      plan = now;
    }
  }

  /** What the store has, wherever it is; null only if it is at neither place. */
  async #look<T>(lookAt: (store: ObjectStore) => Promise<T | null>): Promise<T | null> {
    let plan = await this.#deps.plans.recent();
    for (let looks = 1; ; looks++) {
      const [found] = await Promise.allSettled([this.#lookUnder(plan, lookAt)]);
      if (found.status === 'fulfilled' && found.value !== null) return found.value;
      const now = await this.#deps.plans.now();
      if (looks === LOOKS || (now.movingTo === null && isSamePlan(now, plan))) {
        if (found.status === 'rejected') throw found.reason;
        return null;
      }
      plan = now;
    }
  }

  async #lookUnder<T>(
    { place, movingTo }: StorePlan,
    lookAt: (store: ObjectStore) => Promise<T | null>,
  ): Promise<T | null> {
    // The folder is asked faster, and does not depend on the bucket's server.
    for (const each of movingTo === null ? [place] : STORE_PLACES) {
      const found = await lookAt(this.#at(each));
      if (found !== null) return found;
    }
    return null;
  }

  async #forgetCopy(key: ObjectKey): Promise<void> {
    await this.#deps.db.deleteFrom('store_copies').where('key', '=', key).execute();
  }

  #at(place: StorePlace): ObjectStore {
    const store = this.#deps.places[place];
    if (store !== null) return store;
    throw new AppError(
      'storage-not-mounted',
      'the recordings are in a bucket, or being moved to one: set FONOTEKA_S3_BUCKET',
    );
  }
}

async function openIfThere(store: ObjectStore, key: ObjectKey, range: ByteRange): Promise<OpenObject | null> {
  try {
    return await store.open(key, range);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}

/** Enough to know an encrypted object from another one. */
const TAIL_BYTES = 64;

/** An object that may be moved while it is read: it is read on at the new place, if it is the same there. */
class MovedObject implements OpenObject {
  readonly #end: number | undefined;
  readonly #open: (range: ByteRange) => Promise<OpenObject | null>;
  #object: OpenObject;
  #position: number;
  /** What was read last. */
  #tail = Buffer.alloc(0);

  constructor(object: OpenObject, { start, end }: ByteRange, open: (range: ByteRange) => Promise<OpenObject | null>) {
    this.#object = object;
    this.#position = start;
    this.#end = end;
    this.#open = open;
  }

  async read(into: Uint8Array): Promise<number> {
    try {
      return this.#passed(into, await this.#object.read(into));
    } catch (error) {
      if (!isGone(error) || !(await this.#openElsewhere())) throw error;
      return this.#passed(into, await this.#object.read(into));
    }
  }

  close(): Promise<void> {
    return this.#object.close();
  }

  async #openElsewhere(): Promise<boolean> {
    const start = this.#position - this.#tail.length;
    const elsewhere = await this.#open({ start, ...(this.#end !== undefined && { end: this.#end }) });
    if (elsewhere === null) return false;
    await this.#object.close();
    this.#object = elsewhere;
    const again = Buffer.alloc(this.#tail.length);
    return (await elsewhere.read(again)) === again.length && again.equals(this.#tail);
  }

  #passed(into: Uint8Array, bytes: number): number {
    this.#position += bytes;
    if (bytes > 0) this.#tail = Buffer.from(into.subarray(Math.max(0, bytes - TAIL_BYTES), bytes));
    return bytes;
  }
}

/** Also what a place says that is not the store any more. */
function isGone(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'not-found' || error.code === 'storage-not-mounted');
}
