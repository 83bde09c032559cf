import { sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { type PhoneNumber, readNumber } from '../../base/phone-number.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';

/** A name that a tenant gives to a number, its own extensions included. */
export interface PhoneBookEntry {
  readonly number: PhoneNumber;
  readonly name: string;
}

/** A search by a name reads them all: some 10 ms. */
export const MAX_PHONE_BOOK_ENTRIES = 10_000;
/** As many as one list of the panel shows. */
const ENTRIES_PER_STATEMENT = 1000;

/** Letters, at least two: what is typed may be a part of a name. */
export function isName(typed: string): boolean {
  return /\p{L}.*\p{L}/u.test(typed);
}

/** In small letters without marks: `Łódź` is found by `lodz`. */
function foldedName(name: string): string {
  return name.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replaceAll(/\p{M}/gu, '');
}

/** As calls have it. Throws `number-invalid`: withheld, or no number at all. */
function readEntryNumber(typed: string): PhoneNumber {
  const { number, kind } = readNumber(typed);
  if (number === null || kind === 'code') throw new AppError('number-invalid');
  return number;
}

/** The names of those of the numbers that have one. */
export async function namesOf(
  db: Database,
  tenantId: TenantId,
  numbers: readonly PhoneNumber[],
): Promise<ReadonlyMap<PhoneNumber, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('phone_book')
    .select(['number', 'name'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`number = ANY (${[...new Set(numbers)]}::text[])`)
    .execute();
  return new Map(rows.map(({ number, name }) => [number, name]));
}

/** The numbers with a name that contains the text, whatever its case and marks. */
export async function numbersNamed(
  db: Database,
  tenantId: TenantId,
  text: string,
  limit: number,
): Promise<PhoneNumber[]> {
  const rows = await db
    .selectFrom('phone_book')
    .select('number')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`strpos(folded_name, ${foldedName(text.trim())}) > 0`)
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
}

interface EntryList {
  readonly entries: readonly PhoneBookEntry[];
  /** Of all names. */
  readonly total: number;
  /** Of those that match. */
  readonly found: number;
}

/** What an import does, or would do. */
interface ImportOutcome {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** The names of a tenant's numbers. */
export class PhoneBook {
  readonly #db: Database;
  readonly #tenantId: TenantId;

  /** `db`: a transaction, for changes with their audit event. */
  constructor(db: Database, tenantId: TenantId) {
    this.#db = db;
    this.#tenantId = tenantId;
  }

  /** By name; those with a part of the name or the number. */
  async list({ text, offset, limit }: { text: string; offset: number; limit: number }): Promise<EntryList> {
    const digits = text.replace(/[^0-9*#]/g, '');
    const matches = sql<boolean>`(strpos(folded_name, ${foldedName(text.trim())}) > 0 OR (${digits} <> '' AND strpos(number, ${digits}) > 0))`;
    const { rows } = await sql<{ total: number; found: number }>`
      SELECT count(*)::int AS total, count(*) FILTER (WHERE ${matches})::int AS found
      FROM phone_book WHERE tenant_id = ${this.#tenantId}`.execute(this.#db);
    const entries = await this.#entries()
      .where(matches)
      .orderBy('folded_name')
      .orderBy('number')
      .offset(offset)
      .limit(limit)
      .execute();
    return { ...rows[0]!, entries };
  }

  /** Names a number, or gives it another name. Throws `number-invalid`, `phone-book-full`. */
  async set(typed: string, name: string, nowMs: number): Promise<PhoneBookEntry> {
    const entry = { number: readEntryNumber(typed), name: name.trim() };
    await this.#write([entry], nowMs);
    return entry;
  }

  /** Throws `number-invalid`, `not-found`. */
  async remove(typed: string): Promise<void> {
    const number = readEntryNumber(typed);
    const { numDeletedRows } = await this.#db
      .deleteFrom('phone_book')
      .where('tenant_id', '=', this.#tenantId)
      .where('number', '=', number)
      .executeTakeFirst();
    if (numDeletedRows !== 1n) throw new AppError('not-found');
  }

  /** `replace`: names that are not among the entries go. `dryRun`: only says what would be done. Throws `phone-book-full`. */
  async import(
    entries: readonly PhoneBookEntry[],
    { replace, dryRun, nowMs }: { replace: boolean; dryRun: boolean; nowMs: number },
  ): Promise<ImportOutcome> {
    return inTransaction(this.#db, async (transaction) => {
      const book = new PhoneBook(transaction, this.#tenantId);
      const known = new Map((await book.#entries().execute()).map(({ number, name }) => [number, name]));
      const added = entries.filter(({ number }) => !known.has(number));
      const changed = entries.filter(({ number, name }) => known.has(number) && known.get(number) !== name);
      const listed = new Set(entries.map(({ number }) => number));
      const removed = replace ? [...known.keys()].filter((number) => !listed.has(number)) : [];
      if (known.size - removed.length + added.length > MAX_PHONE_BOOK_ENTRIES) throw new AppError('phone-book-full');
      if (!dryRun) {
        await transaction
          .deleteFrom('phone_book')
          .where('tenant_id', '=', this.#tenantId)
          .where(sql<boolean>`number = ANY (${removed}::text[])`)
          .execute();
        await book.#write([...added, ...changed], nowMs);
      }
      return {
        added: added.length,
        changed: changed.length,
        unchanged: entries.length - added.length - changed.length,
        removed: removed.length,
      };
    });
  }

  #entries() {
    return this.#db.selectFrom('phone_book').select(['number', 'name']).where('tenant_id', '=', this.#tenantId);
  }

  async #write(entries: readonly PhoneBookEntry[], nowMs: number): Promise<void> {
    for (let start = 0; start < entries.length; start += ENTRIES_PER_STATEMENT) {
      const rows = entries.slice(start, start + ENTRIES_PER_STATEMENT).map(({ number, name }) => ({
        tenant_id: this.#tenantId,
        number,
        name,
        folded_name: foldedName(name),
        changed_at: new Date(nowMs),
      }));
      await this.#db
        .insertInto('phone_book')
        .values(rows)
        .onConflict((taken) =>
          taken.columns(['tenant_id', 'number']).doUpdateSet((row) => ({
            name: row.ref('excluded.name'),
            folded_name: row.ref('excluded.folded_name'),
            changed_at: row.ref('excluded.changed_at'),
          })),
        )
        .execute();
    }
    const { count } = await this.#db
      .selectFrom('phone_book')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('tenant_id', '=', this.#tenantId)
      .executeTakeFirstOrThrow();
    if (count > MAX_PHONE_BOOK_ENTRIES) throw new AppError('phone-book-full');
  }
}
