import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../platform/postgres/index.ts';

/** A process that has not written for so long sends nothing, or was killed. By the database's clock. */
const SEEN_SECONDS = 3;
/** What killed processes have left is removed by whoever writes. */
const REMOVE_AFTER_SECONDS = 60;

/** The part of each key's bandwidth that is this process's: 0 to 1. */
export type Shares = ReadonlyMap<string, number>;

/** Divides bandwidth between the processes that send files, by how many each sends. */
export class BandwidthShares {
  readonly #db: Database;
  readonly #processId = randomUUID();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Says how many files this process sends under each key now, and reads how many the others do. 0: none any more. */
  async exchange(transfers: ReadonlyMap<string, number>): Promise<Shares> {
    const keys = [...transfers.keys()];
    // Arrays: any number of keys in one statement.
    const { rows } = await sql<{ key: string; others: number }>`
      WITH own AS (SELECT * FROM unnest(${keys}::text[], ${[...transfers.values()]}::integer[]) AS own (key, transfers)),
        ended AS (DELETE FROM file_transfers WHERE seen_at < now() - make_interval(secs => ${REMOVE_AFTER_SECONDS})),
        written AS (INSERT INTO file_transfers (key, process_id, transfers, seen_at)
          SELECT key, ${this.#processId}::uuid, transfers, now() FROM own
          ON CONFLICT (key, process_id) DO UPDATE SET transfers = excluded.transfers, seen_at = excluded.seen_at)
      SELECT own.key, coalesce(sum(file_transfers.transfers), 0)::integer AS others FROM own LEFT JOIN file_transfers
        ON file_transfers.key = own.key AND process_id <> ${this.#processId}::uuid
        AND seen_at > now() - make_interval(secs => ${SEEN_SECONDS})
      GROUP BY own.key`.execute(this.#db);
    return new Map(rows.map(({ key, others }) => [key, shareOf(transfers.get(key)!, others)]));
  }
}

function shareOf(own: number, others: number): number {
  return own === 0 ? 1 : own / (own + others);
}
