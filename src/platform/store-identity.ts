import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { isId } from '../base/ids.ts';
import { makeFolder, nullIfMissing, syncFolder } from './durable-folder.ts';
import { type Database, inTransaction } from './postgres/index.ts';

/** In the folder. No object or key has a name that begins with a dot. */
const ID_NAME = '.store-id';
const FILE_MODE = 0o600;

/** What is kept in folders that may be on disks of their own. */
export const STORE_NAMES = ['recordings', 'keys'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

/** Checks that a folder is the store it is taken for. */
export interface StoreIdentity {
  /** Throws `storage-not-mounted`. */
  check(): Promise<void>;
}

/**
 * The id of a store, in the database and in its folder. A folder with another id, or with none, is not the store: its disk
 * is not mounted, or another one is. What is not in such a folder is not missing, and nothing may be written there.
 */
export class FolderIdentity implements StoreIdentity {
  readonly #db: Database;
  readonly #name: StoreName;
  readonly #folder: string;
  #id: string | null = null;

  constructor(db: Database, { name, folder }: { readonly name: StoreName; readonly folder: string }) {
    this.#db = db;
    this.#name = name;
    this.#folder = folder;
  }

  async check(): Promise<void> {
    this.#id ??= (await storedId(this.#db, this.#name)) ?? (await this.#create());
    const found = await readId(this.#folder);
    if (found !== this.#id) throw this.#notMounted(found);
  }

  /** Makes the folder the store although it does not carry its id: the operator has restored or replaced its disk. */
  async accept(): Promise<void> {
    const id = (await storedId(this.#db, this.#name)) ?? randomUUID();
    await this.#db
      .insertInto('stores')
      .values({ name: this.#name, id })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    await rm(join(this.#folder, ID_NAME), { force: true });
    await writeId(this.#folder, id);
  }

  /** At the first use. Of several processes that start together one makes the id; the others wait for it. */
  #create(): Promise<string> {
    return inTransaction(this.#db, async (transaction) => {
      const lock = `fonoteka store ${this.#name}`;
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction);
      const stored = await storedId(transaction, this.#name);
      if (stored !== null) return stored;
      const found = await readId(this.#folder);
      if (!(await this.#isNew(transaction, found))) throw this.#notMounted(found);
      const id = found ?? (await writeId(this.#folder, randomUUID()));
      await transaction.insertInto('stores').values({ name: this.#name, id }).execute();
      return id;
    });
  }

  /**
   * Whether the folder may become the store of a database that knows none yet. An empty one with recordings in the database is a
   * mount point. One that holds something is the store of another database, whose keys this one would delete as unused; only
   * those of a release that wrote no id are taken.
   */
  async #isNew(db: Database, found: string | null): Promise<boolean> {
    if (await isEmpty(this.#folder)) return !(await hasRecordings(db));
    return found === null && (await hasRecordings(db));
  }

  #notMounted(found: string | null): AppError {
    const known = `${this.#folder} is not the folder of the ${this.#name} that this database knows`;
    const accept = `if you have replaced it, run fonoteka store accept ${this.#name}`;
    const mend = found === null ? 'mount its disk' : 'mount its disk, or check FONOTEKA_DATABASE_URL';
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

/** Null: there is none. What is no id was left by a crash, and is none. */
async function readId(folder: string): Promise<string | null> {
  const id = await readFile(join(folder, ID_NAME), 'utf8').catch(nullIfMissing);
  return id !== null && isId(id) ? id : null;
}

/** Writes an id unless another process has just done so; returns the one that is there. */
async function writeId(folder: string, id: string): Promise<string> {
  await makeFolder(folder);
  const path = join(folder, ID_NAME);
  const temporary = `${path}.${randomUUID()}`;
  if ((await readId(folder)) === null) await rm(path, { force: true });
  try {
    await writeFile(temporary, id, { mode: FILE_MODE, flush: true });
    // Complete or not at all: another process may read it at the same time.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
  return (await readId(folder))!;
}

async function isEmpty(folder: string): Promise<boolean> {
  const names = (await readdir(folder).catch(nullIfMissing)) ?? [];
  // Ext4 creates `lost+found`.
  return names.every((name) => name.startsWith('.') || name === 'lost+found');
}
