import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Each source or key is written at most this often by a process: not every request is a write. */
const WRITE_EVERY_MS = 60_000;
/** Written at the same time; while the database is slow, the others are written at a later use. */
const MAX_WRITES = 4;
/** Far more sources and keys than there are; beyond it those written longest ago are forgotten, and written again. */
const MAX_REMEMBERED = 10_000;

interface LastSeenDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Remembers when and from where sources and keys were last used. Never delays or fails the use itself. */
export class LastSeen {
  readonly #deps: LastSeenDeps;
  /** Monotonic ms; the one written longest ago first. */
  readonly #writtenAt = new Map<string, number>();
  #writing = 0;

  constructor(deps: LastSeenDeps) {
    this.#deps = deps;
  }

  /** Call it at each use. */
  seen(id: string, address: string): void {
    const now = this.#deps.clock.monotonicMs();
    const writtenAt = this.#writtenAt.get(id);
    if (writtenAt !== undefined && now - writtenAt < WRITE_EVERY_MS) return;
    if (this.#writing >= MAX_WRITES) return;
    this.#writtenAt.delete(id);
    this.#writtenAt.set(id, now);
    if (this.#writtenAt.size > MAX_REMEMBERED) this.#writtenAt.delete(this.#writtenAt.keys().next().value!);
    void this.#write(id, address);
  }

  async #write(id: string, address: string): Promise<void> {
    this.#writing++;
    const { db, clock, log } = this.#deps;
    const seen_at = new Date(clock.now());
    try {
      await db
        .insertInto('last_seen')
        .values({ id, seen_at, address })
        .onConflict((known) =>
          known.column('id').doUpdateSet({ seen_at, address }).where('last_seen.seen_at', '<', seen_at),
        )
        .execute();
    } catch (err) {
      log.warn({ err, id }, 'tenants: the last use of a source or key could not be written; the next use is');
    } finally {
      this.#writing--;
    }
  }
}

/** The last use of a source or key, Unix ms. */
export interface Seen {
  readonly at: number;
  readonly address: string;
}

export async function lastSeenOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('last_seen')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, seen_at, address }) => [id, { at: seen_at.getTime(), address }]));
}

/** For what has been removed. */
export async function forgetLastSeen(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await db
      .deleteFrom('last_seen')
      .where('id', 'in', [...ids])
      .execute();
}
