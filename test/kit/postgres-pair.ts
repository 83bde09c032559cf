import { DebianServer, type DebianServerOptions } from './debian-postgres.ts';
import { execute } from './postgres-server.ts';
import { until } from './until.ts';

interface PairOptions {
  readonly first?: DebianServerOptions;
  readonly second?: DebianServerOptions;
  /** Whether a COMMIT waits for the standby, so that a failover loses nothing. */
  readonly synchronous?: boolean;
}

/** A primary and a standby that streams from it; they change places. */
export class PostgresPair {
  primary: DebianServer;
  standby: DebianServer;
  readonly #synchronous: boolean;

  static async start({ first = {}, second = {}, synchronous = false }: PairOptions = {}): Promise<PostgresPair> {
    const primary = await DebianServer.create(first);
    primary.start();
    const standby = await DebianServer.standbyOf(primary, second);
    standby.start();
    const pair = new PostgresPair(primary, standby, synchronous);
    await pair.streams();
    return pair;
  }

  private constructor(primary: DebianServer, standby: DebianServer, synchronous: boolean) {
    this.primary = primary;
    this.standby = standby;
    this.#synchronous = synchronous;
  }

  /** An address with both, whose primary is to be found: the first one first, whichever it is. */
  url(database = 'postgres', parameters = 'target_session_attrs=read-write'): string {
    const hosts = this.#servers.map(({ address, port }) => `${address}:${port}`).join(',');
    return `postgres://fonoteka@${hosts}/${database}?${parameters}`;
  }

  /** The standby becomes the primary; what has become of the old one is not asked. */
  promote(): void {
    this.standby.promote();
    [this.primary, this.standby] = [this.standby, this.primary];
  }

  /** After `promote`: the old primary, which has ended, comes back as the standby of the new one. */
  async rejoin(): Promise<void> {
    this.standby.follow(this.primary);
    this.standby.start();
    await this.streams();
  }

  /** Until the standby has replayed all that is committed now. */
  async caughtUp(): Promise<void> {
    const { rows } = await execute(this.primary.url, 'SELECT pg_current_wal_flush_lsn() AS lsn');
    const behind = `SELECT pg_last_wal_replay_lsn() < '${rows[0].lsn}' AS behind`;
    await until('the standby has caught up', async () => !(await execute(this.standby.url, behind)).rows[0].behind);
  }

  /** Of a synchronous pair that has lost its standby: commits do not wait for it any more, as Patroni does it. */
  async goOnAlone(): Promise<void> {
    await execute(this.primary.url, 'ALTER SYSTEM RESET synchronous_standby_names');
    await execute(this.primary.url, 'SELECT pg_reload_conf()');
  }

  remove(): void {
    for (const server of this.#servers) server.remove();
  }

  get #servers(): readonly DebianServer[] {
    return [this.primary, this.standby].sort((one, other) => one.port - other.port);
  }

  /** Until the standby follows. Of a synchronous pair, nothing is committed from then on that only one of the two has. */
  async streams(): Promise<void> {
    const sql = `SELECT count(*)::int AS n FROM pg_stat_replication WHERE state = 'streaming'`;
    await until('the standby streams', async () => (await execute(this.primary.url, sql)).rows[0].n === 1);
    if (!this.#synchronous) return;
    await execute(this.primary.url, `ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await execute(this.primary.url, 'SELECT pg_reload_conf()');
    const isSync = `SELECT count(*)::int AS n FROM pg_stat_replication WHERE sync_state = 'sync'`;
    await until('the standby is synchronous', async () => (await execute(this.primary.url, isSync)).rows[0].n === 1);
  }
}
