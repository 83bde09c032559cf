import { sql, type Kysely, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { SharedQueries } from '../../base/shared-queries.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { type Counter, labelledCounter, type Registry } from '../metrics.ts';
import { isConnectionFailure, isRecoveryConflict } from './connection-error.ts';

/** A replica that streams is behind by milliseconds: it is waited for so often, so long. */
const WAITS = 5;
const WAIT_MS = 10;
/** One that is away or further behind is not asked again for so long. */
const PASSED_OVER_MS = 1_000;

interface ReplicaPoolOptions {
  readonly primary: PostgresPool;
  readonly replica: PostgresPool;
  /** Of the primary, to ask how far it is. */
  readonly db: Pick<Kysely<unknown>, 'getExecutor'>;
  readonly clock: Clock;
  readonly metrics?: Registry | undefined;
}

/**
 * Connections for reading: to the replica, once it has replayed all that the primary had written when the connection was asked for; otherwise to
 * the primary. So what is read is never older than the question: what was destroyed or taken away before is gone here too.
 */
export class ReplicaPool implements PostgresPool {
  readonly options: PostgresPool['options'];
  readonly #deps: ReplicaPoolOptions;
  readonly #positions = new SharedQueries<string>();
  readonly #reads: Counter<'answered'> | null;
  #passedOverUntil = 0;

  constructor(deps: ReplicaPoolOptions) {
    this.#deps = deps;
    this.options = deps.replica.options;
    this.#reads = deps.metrics === undefined ? null : readsMetric(deps.metrics);
  }

  async connect(): Promise<PostgresPoolClient> {
    const { clock, primary } = this.#deps;
    if (clock.monotonicMs() < this.#passedOverUntil) return this.#connectToPrimary('behind');
    // Without the primary nothing is known to be current: its error is the answer.
    const position = await this.#positions.ask('', () => this.#position());
    const client = await this.#freshReplica(position).catch(() => 'away' as const);
    if (client === 'behind' || client === 'away') return this.#passOver(client);
    this.#reads?.inc({ answered: 'replica' });
    return firstByPrimary(client, primary, () => this.#reads?.inc({ answered: 'primary-away' }));
  }

  /** Closes the connections to the replica; those to the primary are another's. */
  end(): Promise<void> {
    return this.#deps.replica.end();
  }

  /** All that is acknowledged is flushed. */
  async #position(): Promise<string> {
    const { rows } = await sql<{ position: string }>`SELECT pg_current_wal_flush_lsn() AS position`.execute(
      this.#deps.db,
    );
    return rows[0]!.position;
  }

  /** Fails if it cannot be asked. */
  async #freshReplica(position: string): Promise<PostgresPoolClient | 'behind'> {
    const client = await this.#deps.replica.connect();
    try {
      for (let attempt = 0; attempt <= WAITS; attempt += 1) {
        if (attempt > 0) await delay(this.#deps.clock, WAIT_MS);
        const { rows } = await client.query<{ current: boolean | null }>(IS_CURRENT, [position]);
        if (rows[0]!.current === true) return client;
      }
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.release();
    return 'behind';
  }

  #passOver(reason: 'behind' | 'away'): Promise<PostgresPoolClient> {
    this.#passedOverUntil = this.#deps.clock.monotonicMs() + PASSED_OVER_MS;
    return this.#connectToPrimary(reason);
  }

  #connectToPrimary(reason: 'behind' | 'away'): Promise<PostgresPoolClient> {
    this.#reads?.inc({ answered: `primary-${reason}` });
    return this.#deps.primary.connect();
  }
}

/** Also false for a server that was promoted, and true for none that is not a standby: it may have gone its own way. */
const IS_CURRENT = 'SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::pg_lsn AS current';

/**
 * The replica's connection; if its first statement fails because the replica ends or must replay what it would read, the primary's, with the
 * same statement: nothing was read yet.
 */
function firstByPrimary(replica: PostgresPoolClient, primary: PostgresPool, onChange: () => void): PostgresPoolClient {
  /** Null: the replica's was given back, and the primary gave none. */
  let client: PostgresPoolClient | null = replica;
  let isFirst = true;
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (!isFirst) return client!.query(text, values);
    isFirst = false;
    try {
      return await replica.query(text, values);
    } catch (error) {
      if (!isConnectionFailure(error) && !isRecoveryConflict(error)) throw error;
      client = null;
      replica.release(true);
      onChange();
      client = await primary.connect();
      return client.query(text, values);
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (discard) => client?.release(discard),
  };
}

function readsMetric(registry: Registry): Counter<'answered'> {
  return labelledCounter({
    registry,
    name: 'fonoteka_database_reads_total',
    help: 'Connections for reading lists where there is a replica, by who answered: the replica, or the primary because the replica was behind or away.',
    labels: { answered: ['replica', 'primary-behind', 'primary-away'] },
  });
}
