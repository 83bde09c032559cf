import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { Turns } from '../base/turns.ts';
import { type Database, inTransaction } from './postgres/index.ts';
import type { StoreName } from './store-identity.ts';

/** What a store can be in. */
export const STORE_PLACES = ['folder', 's3'] as const;
export type StorePlace = (typeof STORE_PLACES)[number];

/** Where the objects of a store are, and where they are being moved to. */
export interface StorePlan {
  readonly place: StorePlace;
  readonly movingTo: StorePlace | null;
}

/** A reader may look at the old place for so long; what is not there is looked for with a new plan. */
const RECENT_MS = 5_000;
/** A transaction that says nothing for 30 s is ended by the database. */
const STILL_HERE_MS = 10_000;

/** Where a store is, by the database. */
export class StorePlans {
  readonly #db: Database;
  readonly #name: StoreName;
  readonly #unless: StorePlace;
  readonly #clock: Clock;
  #known: { readonly plan: StorePlan; readonly at: number } | null = null;
  #isAsking = false;

  /** `unless`: where it is if the database knows no store yet. */
  constructor(
    db: Database,
    { name, unless, clock }: { readonly name: StoreName; readonly unless: StorePlace; readonly clock: Clock },
  ) {
    this.#db = db;
    this.#name = name;
    this.#unless = unless;
    this.#clock = clock;
  }

  /** As it is now. Fails while the database is away: what is put or missing depends on it. */
  async now(): Promise<StorePlan> {
    const at = this.#clock.monotonicMs();
    const row = await this.#db
      .selectFrom('stores')
      .select(['place', 'moving_to'])
      .where('name', '=', this.#name)
      .executeTakeFirst();
    const plan = {
      place: row === undefined ? this.#unless : (row.place ?? 'folder'),
      movingTo: row?.moving_to ?? null,
    };
    this.#known = { plan, at };
    return plan;
  }

  /** As it is, or was a few seconds ago; while the database is away, as it was last. For readers: what they find is right wherever it is. */
  async recent(): Promise<StorePlan> {
    const known = this.#known;
    if (known === null) return this.now();
    if (this.#clock.monotonicMs() - known.at < RECENT_MS) return known.plan;
    return this.now().catch(() => known.plan);
  }

  /** As it was last, without waiting for a database that hangs; it is asked again after some seconds. */
  async lastKnown(): Promise<StorePlan> {
    if (this.#known === null) return this.now();
    if (!this.#isAsking && this.#clock.monotonicMs() - this.#known.at >= RECENT_MS) {
      this.#isAsking = true;
      void this.now()
        .catch(() => null)
        .finally(() => (this.#isAsking = false));
    }
    return this.#known.plan;
  }
}

export function isSamePlan(one: StorePlan, other: StorePlan): boolean {
  return one.place === other.place && one.movingTo === other.movingTo;
}

/**
 * Each work holds a connection of the database and needs others beside it: more at once than there are connections would wait for
 * each other for ever.
 */
const MAX_LOCKED = 2;

/** Works on one object of a store that is being moved, while nobody else does: putting, moving and deleting it exclude each other. */
export class ObjectLocks {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #turns = new Turns<'all'>({ atOnce: MAX_LOCKED, waiting: Number.POSITIVE_INFINITY });

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** `stillHere` fails if it is no longer certain that nobody else works on the object. */
  with<T>(key: string, work: (stillHere: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.#turns.take('all', () => this.#locked(key, work))!;
  }

  #locked<T>(key: string, work: (stillHere: () => Promise<void>) => Promise<T>): Promise<T> {
    return inTransaction(this.#db, async (transaction) => {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka object ${key}`}, 0))`.execute(transaction);
      const stillHere = async (): Promise<void> => {
        await sql`SELECT 1`.execute(transaction);
      };
      const timer = this.#clock.every(STILL_HERE_MS, () => void stillHere().catch(() => {}));
      try {
        const done = await work(stillHere);
        await stillHere();
        return done;
      } finally {
        timer.cancel();
      }
    });
  }
}
