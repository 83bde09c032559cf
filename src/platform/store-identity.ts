import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type Database, inTransaction } from './postgres/index.ts';

/** What is kept in folders that may be on disks of their own, or in buckets. */
export const STORE_NAMES = ['recordings', 'keys'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

/** Checks that a folder or bucket is the store it is taken for. */
export interface StoreIdentity {
  /** Throws `storage-not-mounted`. */
  check(): Promise<void>;
}

/** Where a store keeps its id: in itself. */
export interface IdPlace {
  /** Of places that a store can be moved between. */
  readonly kind?: 'folder' | 's3';
  /** For messages: the folder or bucket. */
  readonly name: string;
  /** What the operator does if it is not the store: `mount its disk`. */
  readonly mount: string;
  /** Null: there is none. What is no id was left by a crash, and is none. */
  read(): Promise<string | null>;
  /** Writes an id unless another process has just done so; returns the one that is there. */
  write(id: string): Promise<string>;
  /** Removes the id. */
  clear(): Promise<void>;
  /** Removes the id, and what is left of a store that holds no objects any more. */
  retire?(): Promise<void>;
  /** Whether it holds nothing of a store. */
  isEmpty(): Promise<boolean>;
}

/**
 * The id of a store, in the database and in its folder or bucket. One with another id, or with none, is not the store: its disk
 * is not mounted, or another one is. What is not there is not missing, and nothing may be written there.
 */
export class RegisteredIdentity implements StoreIdentity {
  readonly #db: Database;
  readonly #name: StoreName;
  readonly #place: IdPlace;
  #id: string | null = null;

  constructor(db: Database, { name, place }: { readonly name: StoreName; readonly place: IdPlace }) {
    this.#db = db;
    this.#name = name;
    this.#place = place;
  }

  async check(): Promise<void> {
    this.#id ??= (await storedId(this.#db, this.#name)) ?? (await this.#create());
    const found = await this.#place.read();
    if (found !== this.#id) throw this.#notMounted(found);
  }

  /**
   * Throws `storage-not-mounted` if the place is the store of another database: its settings are wrong, and waiting does not help. One
   * without an id, or that cannot be read now, may be mounted later.
   */
  async refuseOther(): Promise<void> {
    const id = await storedId(this.#db, this.#name);
    const found = id === null ? null : await this.#place.read().catch(() => null);
    if (found !== null && found !== id) throw this.#notMounted(found);
  }

  /** Makes the place the store although it does not carry its id: the operator has restored or replaced it. */
  async accept(): Promise<void> {
    const id = (await storedId(this.#db, this.#name)) ?? randomUUID();
    await this.#db
      .insertInto('stores')
      .values({ name: this.#name, id, place: this.#place.kind ?? null })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    await this.#place.clear();
    await this.#place.write(id);
  }

  /** Lets an empty place, or one that carries the id already, be the store, too: it is being moved there. */
  async extend(): Promise<void> {
    const id = (await storedId(this.#db, this.#name)) ?? (await this.#create());
    const found = await this.#place.read();
    if (found === id) return;
    if (found !== null || !(await this.#place.isEmpty())) {
      throw new AppError('storage-not-mounted', `${this.#place.name} holds something else: give an empty one`);
    }
    await this.#place.write(id);
  }

  /** The place is not the store any more. One that is the store of another database, or of none, is left as it is. */
  async retire(): Promise<void> {
    const id = await storedId(this.#db, this.#name);
    if (id !== null && (await this.#place.read()) === id) await this.#place.retire?.();
  }

  /** At the first use. Of several processes that start together one makes the id; the others wait for it. */
  #create(): Promise<string> {
    return inTransaction(this.#db, async (transaction) => {
      const lock = `fonoteka store ${this.#name}`;
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction);
      const stored = await storedId(transaction, this.#name);
      if (stored !== null) return stored;
      const found = await this.#place.read();
      if (!(await this.#isNew(transaction, found))) throw this.#notMounted(found);
      const id = found ?? (await this.#place.write(randomUUID()));
      await transaction
        .insertInto('stores')
        .values({ name: this.#name, id, place: this.#place.kind ?? null })
        .execute();
      return id;
    });
  }

  /**
   * Whether the place may become the store of a database that knows none yet. An empty one with recordings in the database is a
   * mount point. One that holds something is the store of another database, whose keys this one would delete as unused; only
   * those of a release that wrote no id are taken.
   */
  async #isNew(db: Database, found: string | null): Promise<boolean> {
    if (await this.#place.isEmpty()) return !(await hasRecordings(db));
    return found === null && (await hasRecordings(db));
  }

  #notMounted(found: string | null): AppError {
    const known = `${this.#place.name} is not the store of the ${this.#name} that this database knows`;
    const accept = `if you have replaced it, run fonoteka store accept ${this.#name}`;
    const { mount } = this.#place;
    const mend = found === null ? mount : `${mount}, or check FONOTEKA_DATABASE_URL`;
    return new AppError('storage-not-mounted', `${known}: ${mend}; ${accept}`);
  }
}

async function storedId(db: Database, name: StoreName): Promise<string | null> {
  const row = await db.selectFrom('stores').select('id').where('name', '=', name).executeTakeFirst();
  return row?.id ?? null;
}

async function hasRecordings(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom('recordings')
    .select('id')
    .where('destroying_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
