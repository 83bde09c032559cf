import { sql } from 'kysely';
import type { Database } from './postgres/index.ts';

/** By the database's clock: processes whose own clocks differ agree on what has expired. */
const NOW = sql`(extract(epoch FROM now()) * 1000)::bigint`;
/** Expired counters are removed by whoever counts next after this time. */
const REMOVE_EVERY_MS = 5 * 60_000;
/** At once: it takes some milliseconds. Where there are more, as after an attack from very many addresses, who counts next goes on. */
const REMOVE_AT_ONCE = 1_000;

/** When expired counters of a database were last removed by this process, monotonic ms. */
const removedAt = new WeakMap<Database, number>();

interface SharedCount {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

/** Counters in the database, the same for all processes. */
export class SharedCounters {
  readonly #db: Database;
  readonly #name: string;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
    if (!removedAt.has(db)) removedAt.set(db, performance.now());
  }

  /** One that has expired begins again; another one keeps its end. */
  async add(key: string, amount: number, seconds: number): Promise<SharedCount> {
    await this.#removeInTime();
    const { rows } = await sql<CounterRow>`INSERT INTO attempt_counters (key, points, expire)
      VALUES (${this.#nameOf(key)}, ${amount}, ${endAfter(seconds)})
      ON CONFLICT (key) DO UPDATE SET
        points = CASE WHEN attempt_counters.expire <= ${NOW} THEN excluded.points ELSE attempt_counters.points + excluded.points END,
        expire = CASE WHEN attempt_counters.expire <= ${NOW} THEN excluded.expire ELSE attempt_counters.expire END
      RETURNING points, (expire - ${NOW})::float8 AS left`.execute(this.#db);
    return countOf(rows[0]!);
  }

  async set(key: string, value: number, seconds: number): Promise<void> {
    await this.#removeInTime();
    await sql`INSERT INTO attempt_counters (key, points, expire) VALUES (${this.#nameOf(key)}, ${value}, ${endAfter(seconds)})
      ON CONFLICT (key) DO UPDATE SET points = excluded.points, expire = excluded.expire`.execute(this.#db);
  }

  async get(key: string): Promise<SharedCount | null> {
    const { rows } = await sql<CounterRow>`SELECT points, (expire - ${NOW})::float8 AS left FROM attempt_counters
      WHERE key = ${this.#nameOf(key)} AND expire > ${NOW}`.execute(this.#db);
    return rows[0] === undefined ? null : countOf(rows[0]);
  }

  async delete(key: string): Promise<void> {
    await sql`DELETE FROM attempt_counters WHERE key = ${this.#nameOf(key)}`.execute(this.#db);
  }

  async deleteMatching({ startsWith, endsWith }: { startsWith: string; endsWith: string }): Promise<void> {
    await sql`DELETE FROM attempt_counters WHERE starts_with(key, ${this.#nameOf(startsWith)})
      AND right(key, length(${endsWith}::text)) = ${endsWith}`.execute(this.#db);
  }

  async #removeInTime(): Promise<void> {
    const now = performance.now();
    if (now - removedAt.get(this.#db)! < REMOVE_EVERY_MS) return;
    removedAt.set(this.#db, now);
    const removed = await removeExpiredCounters(this.#db);
    if (removed === REMOVE_AT_ONCE) removedAt.set(this.#db, Number.NEGATIVE_INFINITY);
  }

  #nameOf(key: string): string {
    return `${this.#name}:${key}`;
  }
}

/** Some of those of all names; how many. Waits for no other process that removes them. */
export async function removeExpiredCounters(db: Database): Promise<number> {
  const { numAffectedRows } = await sql`DELETE FROM attempt_counters WHERE key = ANY(ARRAY(
    SELECT key FROM attempt_counters WHERE expire < ${NOW} ORDER BY expire LIMIT ${REMOVE_AT_ONCE} FOR UPDATE SKIP LOCKED
  ))`.execute(db);
  return Number(numAffectedRows);
}

interface CounterRow {
  readonly points: number;
  readonly left: number;
}

function countOf({ points, left }: CounterRow): SharedCount {
  return { consumedPoints: points, msBeforeNext: left };
}

function endAfter(seconds: number) {
  return sql`${NOW} + ${Math.ceil(seconds * 1000)}::bigint`;
}
