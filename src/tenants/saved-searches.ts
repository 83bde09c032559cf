import { AppError } from '../base/errors.ts';
import { newId, type SavedSearchId, type TenantId, type UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Filters of the history of calls that a user has given a name. */
export interface SavedSearch {
  readonly id: SavedSearchId;
  readonly name: string;
  readonly search: Readonly<Record<string, string | number>>;
}

/** They are one menu. */
const MAX_SAVED_SEARCHES = 30;

interface Owner {
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** What a user has saved. */
export class SavedSearches {
  readonly #db: Database;
  readonly #owner: Owner;

  constructor(db: Database, owner: Owner) {
    this.#db = db;
    this.#owner = owner;
  }

  /** By name. */
  async list(): Promise<SavedSearch[]> {
    const rows = await this.#db
      .selectFrom('saved_searches')
      .select(['id', 'name', 'search'])
      .where('tenant_id', '=', this.#owner.tenantId)
      .where('user_id', '=', this.#owner.userId)
      .orderBy('name')
      .execute();
    return rows.map((row) => ({ ...row, search: row.search as SavedSearch['search'] }));
  }

  /** Throws `saved-search-exists`, `too-many-saved-searches`. */
  async add({ name, search }: Omit<SavedSearch, 'id'>, nowMs: number): Promise<SavedSearch> {
    const known = await this.list();
    if (known.length >= MAX_SAVED_SEARCHES) throw new AppError('too-many-saved-searches');
    if (known.some((one) => one.name === name)) throw new AppError('saved-search-exists');
    const saved = { id: newId<SavedSearchId>(nowMs), name, search };
    const { tenantId, userId } = this.#owner;
    await this.#db
      .insertInto('saved_searches')
      .values({ tenant_id: tenantId, user_id: userId, id: saved.id, name, search: JSON.stringify(search) })
      .execute();
    return saved;
  }

  /** Throws `not-found`. */
  async remove(id: SavedSearchId): Promise<void> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('saved_searches')
      .where('tenant_id', '=', this.#owner.tenantId)
      .where('user_id', '=', this.#owner.userId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (numDeletedRows !== 1n) throw new AppError('not-found');
  }
}
