import { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';
import { hostName } from '../../config/index.ts';
import type { DatabaseServers } from './database-servers.ts';
import type { UnansweredQueries } from './unanswered-queries.ts';
import { isWantedServer, readServerState, type ServerPlace } from './server-state.ts';

/** A server that is there closes the connection at once. */
const END_TIMEOUT_MS = 1_000;

/** A connection of node-postgres to that of several servers which is wanted. The pool makes it as its own `Client`. */
export class ServerConnection extends Client {
  readonly #servers: DatabaseServers;
  readonly #socket: Socket;
  readonly #tls: object | null;
  #place: ServerPlace | null = null;
  #foundAt = -1;
  #ending = false;

  constructor(servers: DatabaseServers, config: ClientConfig = {}) {
    const socket = new Socket();
    // Filled in when the server is chosen; the driver reads it after that.
    const tls = servers.address.tls === null ? null : {};
    super({ ...config, ...servers.login, stream: () => socket, ...(tls !== null && { ssl: tls }) });
    this.#servers = servers;
    this.#socket = socket;
    this.#tls = tls;
    this.query = watched(super.query.bind(this), servers.unanswered);
  }

  /** Whether its server was given up meanwhile. */
  get isStale(): boolean {
    return this.#foundAt !== this.#servers.generation;
  }

  /** Its server is not what was wanted, or does not answer. */
  giveUpServer(reason: string): void {
    if (!this.isStale) this.#servers.giveUp(reason);
  }

  override connect(): Promise<Client>;
  override connect(callback: ((error: Error) => void) | ((error: null, client: Client) => void)): void;
  override connect(callback?: unknown): Promise<Client> | void {
    const connecting = this.#connect();
    if (typeof callback !== 'function') return connecting;
    // Not in the promise: an error that the callback throws is nobody's rejection.
    connecting.then(
      () => process.nextTick(callback as () => void, null, this),
      (error: unknown) => process.nextTick(callback as () => void, error),
    );
  }

  /** Does not wait for a server that is gone without a word: the connection would keep this process for a quarter of an hour (TCP). */
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    this.#ending = true;
    const cutting = this.#servers.clock.after(END_TIMEOUT_MS, () => this.cut());
    this.once('end', () => cutting.cancel());
    return callback === undefined ? super.end() : super.end(callback);
  }

  /** Ends what waits for an answer. */
  cut(): void {
    this.#socket.destroy();
  }

  async #connect(): Promise<Client> {
    const servers = this.#servers;
    const place = await servers.find();
    if (this.#ending) throw new Error('Connection terminated');
    this.#place = place;
    this.#foundAt = servers.generation;
    this.host = place.host;
    this.port = place.port;
    if (this.#tls !== null) Object.assign(this.#tls, servers.tlsTo(place));
    const removed = servers.add(this);
    const ended = servers.unanswered.begin();
    this.once('end', removed);
    try {
      await Promise.race([super.connect(), this.#cutOff()]);
      servers.connected();
    } catch (error) {
      removed();
      if (!this.#ending) servers.failed(this.#foundAt, error);
      throw error;
    } finally {
      ended();
    }
    if (servers.choosesByState) await this.#checkState();
    return this;
  }

  /** Rejects when it ends: node-postgres says nothing of one that is ended while it connects. */
  #cutOff(): Promise<never> {
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    this.once('end', () => ended.reject(new Error('Connection terminated')));
    return ended.promise;
  }

  async #checkState(): Promise<void> {
    const state = await readServerState(this);
    const { wanted } = this.#servers.address;
    if (isWantedServer(state, wanted) && state.timeline >= this.#servers.timeline) return;
    const reason = `${hostName(this.#place!)} is not ${wanted} any longer`;
    this.giveUpServer(reason);
    this.end().catch(() => {});
    throw new Error(`Connection terminated: ${reason}`);
  }
}

/** Each call by its promise or its callback. */
function watched(query: Client['query'], unanswered: UnansweredQueries): Client['query'] {
  const send = query as (...args: unknown[]) => unknown;
  const watchedQuery = (...args: unknown[]): unknown => {
    const ended = unanswered.begin();
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const answered = (...answer: unknown[]): unknown => {
        ended();
        return (callback as (...answer: unknown[]) => unknown)(...answer);
      };
      return send(...args.slice(0, -1), answered);
    }
    const result = send(...args);
    if (result instanceof Promise) result.then(ended, ended);
    else ended();
    return result;
  };
  return watchedQuery as Client['query'];
}
