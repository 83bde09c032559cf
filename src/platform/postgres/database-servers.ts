import type { ClientConfig } from 'pg';
import { type Clock, inTime, type Timer } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { type DatabaseAddress, hostName, readDatabaseAddress } from '../../config/index.ts';
import { systemClock } from '../clock.ts';
import type { Logger } from '../logging.ts';
import { isServerGone } from './connection-error.ts';
import { tlsOptions } from './database-tls.ts';
import { ServerConnection } from './server-connection.ts';
import { askServer, isWantedServer, placesOf, type ServerPlace, type ServerState } from './server-state.ts';
import { UnansweredQueries } from './unanswered-queries.ts';

/** A server that is there answers in milliseconds, on a busy machine in hundreds of them. Counted in ticks, as below. */
const ANSWER_TICKS = 10;
const TICK_MS = 250;
/** After one was found, how long the others may take to say that they are a later primary. */
const OTHERS_MS = 250;
/** After a search that found none, so long its answer is that of all queries: many processes that search on and on would keep a server that starts from it. */
const SEARCH_PAUSE_MS = 250;
/** How long a query waits while the server that we had is gone; a search goes on in the background. */
const SEARCH_TIMEOUT_MS = 900;

interface Found {
  readonly place: ServerPlace;
  readonly state: ServerState;
}

/**
 * The servers of one address, as a pool sees them: which is the one that is wanted, and whether it still answers. It is looked for when a
 * connection is made and the last one known has been given up; all are asked at once, so a dead one delays nobody.
 */
export class DatabaseServers {
  readonly address: DatabaseAddress;
  readonly unanswered: UnansweredQueries;
  readonly clock: Clock;
  /** Grows when a server is given up: older connections are not used again. */
  generation = 0;
  /** The latest that was seen: a primary of an earlier one was replaced, and only does not know it. */
  timeline = 0;
  readonly #log: Logger;
  readonly #connections = new Set<ServerConnection>();
  /** Null: to be looked for. */
  #known: ServerPlace | null;
  /** That of the connections there are; null: it was given up. */
  #last: ServerPlace | null;
  #wasFound = false;
  #search: Promise<ServerPlace> | null = null;
  /** Of the last search, if it found none; and until when it is not repeated. */
  #failure: { readonly error: unknown; readonly until: number } | null = null;

  constructor(url: string, log: Logger, clock: Clock = systemClock) {
    const address = readDatabaseAddress(url);
    if (!address.ok) throw new AppError('config-invalid', `the database's address ${address.reason}`);
    this.address = address.value;
    this.#log = log;
    this.clock = clock;
    this.#known = this.#only;
    this.#last = this.#known;
    this.unanswered = new UnansweredQueries(clock, () => this.#checkKnown());
  }

  /** For `Pool`, and to be made alone. */
  get Client(): new (
    config?: ClientConfig,
  ) => ServerConnection {
    // eslint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias
    const servers = this;
    return class extends ServerConnection {
      constructor(config?: ClientConfig) {
        super(servers, config);
      }
    };
  }

  /** What each connection logs in with; what the address does not say is left to the environment (PGUSER, …). */
  get login(): ClientConfig {
    const { user, password, database, applicationName, options, tls } = this.address;
    return {
      ...(user !== null && { user }),
      ...(password !== null && { password }),
      ...(database !== null && { database }),
      ...(applicationName !== null && { application_name: applicationName }),
      ...(options !== null && { options }),
      ...(tls?.direct && { sslnegotiation: 'direct' as const }),
    };
  }

  /** Whether a server is asked what it is before it is used. */
  get choosesByState(): boolean {
    return this.address.wanted !== 'any' && this.address.wanted !== 'prefer-standby';
  }

  tlsTo({ name }: ServerPlace): object {
    return this.address.tls === null ? {} : tlsOptions(this.address.tls, name);
  }

  add(connection: ServerConnection): () => void {
    this.#connections.add(connection);
    return () => void this.#connections.delete(connection);
  }

  /** The server that is wanted. Throws `database-unreachable` if there is none. */
  async find(): Promise<ServerPlace> {
    if (this.#known !== null) return this.#known;
    if (this.#failure !== null && this.clock.monotonicMs() < this.#failure.until) throw this.#failure.error;
    const search = (this.#search ??= this.#find().finally(() => (this.#search = null)));
    if (this.#wasFound && !(await inTime(this.clock, SEARCH_TIMEOUT_MS, search))) {
      throw unreachable('the server that we had does not answer, and no other is found yet');
    }
    return search;
  }

  /** A connection to it was made. */
  connected(): void {
    this.#wasFound = true;
  }

  /** A connection to the server known in this generation could not be made: the next one looks for it. Those that there are go on. */
  failed(generation: number, error: unknown): void {
    if (generation === this.generation && isServerGone(error)) this.#known = null;
  }

  /** The server that is known is not used any longer: what waits for it ends, and the next connection looks for another. */
  giveUp(reason: string): void {
    if (this.#last === null) return;
    this.#log.warn(
      { server: hostName(this.#last), reason },
      'database: a server is given up; the next query looks for one',
    );
    this.#known = null;
    this.#last = null;
    this.#cutAll();
  }

  #cutAll(): void {
    this.generation += 1;
    for (const connection of this.#connections) connection.cut();
    this.#connections.clear();
  }

  /** The only server of the address: it is what it is. */
  get #only(): ServerPlace | null {
    const { hosts, wanted } = this.address;
    if (hosts.length > 1 || wanted !== 'any') return null;
    const { host, port } = hosts[0]!;
    return { name: host, host, port };
  }

  async #checkKnown(): Promise<void> {
    const known = this.#known;
    const { generation } = this;
    if (known === null) return;
    try {
      await this.#ask(known);
    } catch (error) {
      if (generation === this.generation && isServerGone(error)) this.giveUp((error as Error).message);
    }
  }

  async #find(): Promise<ServerPlace> {
    const { place, state } = await this.#searchAll().catch((error: unknown) => {
      // One server that is what it is was not searched for: a connection to it is tried each time.
      if (this.#only === null) this.#failure = { error, until: this.clock.monotonicMs() + SEARCH_PAUSE_MS };
      throw error;
    });
    this.#failure = null;
    if (this.#wasFound) this.#log.info({ server: hostName(place) }, 'database: found the server');
    if (this.#last !== null && hostName(this.#last) !== hostName(place)) this.#cutAll();
    this.#known = place;
    this.#last = place;
    this.#wasFound = true;
    this.timeline = Math.max(this.timeline, state.timeline);
    return place;
  }

  /** Asks all at once. The wanted one of the latest timeline, of several the first. */
  async #searchAll(): Promise<Found> {
    const found: Found[] = [];
    const problems: string[] = [];
    let firstError: unknown = null;
    const oneIsFound = Promise.withResolvers<void>();
    const ask = async (place: ServerPlace): Promise<void> => {
      const state = await this.#ask(place);
      if (!isWantedServer(state, this.address.wanted))
        problems.push(`${hostName(place)} is not ${this.address.wanted}`);
      else if (state.timeline < this.timeline) problems.push(`${hostName(place)} was replaced by a later primary`);
      else {
        found.push({ place, state });
        oneIsFound.resolve();
      }
    };
    const places = await this.#places((host, error) => {
      firstError ??= error;
      problems.push(`${host}: ${error.message}`);
    });
    const asked = places.map((place) =>
      ask(place).catch((error: Error) => {
        firstError ??= error;
        problems.push(`${hostName(place)}: ${error.message}`);
      }),
    );
    const all = Promise.all(asked);
    await Promise.race([all, oneIsFound.promise.then(() => inTime(this.clock, OTHERS_MS, all))]);
    const standbyFirst = this.address.wanted === 'prefer-standby';
    const [best] = found.sort(
      (one, other) =>
        (standbyFirst ? Number(other.state.standby) - Number(one.state.standby) : 0) ||
        other.state.timeline - one.state.timeline ||
        places.indexOf(one.place) - places.indexOf(other.place),
    );
    if (best === undefined) throw unreachable(problems.join('; '), firstError);
    return best;
  }

  async #places(failed: (host: string, error: Error) => void): Promise<ServerPlace[]> {
    // What Node connects to by a name it tries address by address.
    if (this.#only !== null) return [this.#only];
    const lookups = this.address.hosts.map(async ({ host, port }) => {
      try {
        return await placesOf(host, port);
      } catch (error) {
        failed(host, error as Error);
        return [];
      }
    });
    const places = (await Promise.all(lookups)).flat();
    return this.address.anyOrder ? shuffled(places) : places;
  }

  /** Its state; fails if it does not answer in time. */
  async #ask(place: ServerPlace): Promise<ServerState> {
    const { tls, pooled } = this.address;
    const ssl = tls === null ? {} : { ssl: this.tlsTo(place) };
    const config: ClientConfig = {
      ...this.login,
      ...ssl,
      host: place.host,
      port: place.port,
      application_name: 'fonoteka',
    };
    // A pooler answers itself; a query could wait there for a free session.
    const asksState = !pooled || this.choosesByState;
    const timeout = new AbortController();
    const watch = this.#afterTicks(ANSWER_TICKS, () => timeout.abort());
    try {
      return await askServer(config, { asksState, signal: timeout.signal });
    } catch (error) {
      if (!timeout.signal.aborted) throw error;
      throw new Error(`no answer within ${(ANSWER_TICKS * TICK_MS) / 1000} s`, { cause: error });
    } finally {
      watch.cancel();
    }
  }

  /** Counted, not measured: after this process was held up, there are answers to read. */
  #afterTicks(ticks: number, action: () => void): Timer {
    let passed = 0;
    return this.clock.every(TICK_MS, () => {
      passed += 1;
      if (passed === ticks) action();
    });
  }
}

function unreachable(reason: string, cause?: unknown): AppError {
  return new AppError('database-unreachable', `cannot reach the database: ${reason}`, { cause });
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
