import type { Clock, Timer } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import { DatabaseServers } from './database-servers.ts';
import type { ServerConnection } from './server-connection.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** While the database is away, nothing changes that we could be notified of. */
const RECONNECT_DELAY_MS = 1_000;
/** Finds a connection that is dead without having been closed. */
const PROBE_INTERVAL_MS = 10_000;
const UNHEARD_INTERVAL_MS = 1_000;

interface NotificationListenerOptions {
  /** Through a pooler in transaction mode nobody is notified: `onUnheard` is called instead. */
  readonly url: string;
  /** A constant: it becomes part of a statement. */
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  /** Called after each connection: notifications before it may have been missed. */
  readonly onConnected: () => void;
  /** Called each second while there is no connection: what is notified now is missed. */
  readonly onUnheard: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Listens to a channel of the database (LISTEN) on a connection of its own, which is made again when it is lost. */
export class NotificationListener {
  readonly #options: NotificationListenerOptions;
  readonly #servers: DatabaseServers;
  #client: ServerConnection | null = null;
  #retry: Timer | null = null;
  readonly #probe: Timer;
  readonly #unheard: Timer;
  #isListening = false;
  #closed = false;

  constructor(options: NotificationListenerOptions) {
    this.#options = options;
    this.#servers = new DatabaseServers(options.url, options.log);
    this.#probe = options.clock.every(PROBE_INTERVAL_MS, () => this.#checkConnection());
    this.#unheard = options.clock.every(UNHEARD_INTERVAL_MS, () => {
      if (!this.#isListening) options.onUnheard();
    });
  }

  /** Resolves when it listens, or when the first attempt has failed; then it tries again by itself. */
  async start(): Promise<void> {
    const { channel, onNotification, onConnected } = this.#options;
    if (this.#isPolling) return;
    const client = new this.#servers.Client({
      application_name: 'fonoteka notifications',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    client.on('notification', ({ payload = '' }) => onNotification(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      this.#isListening = this.#client === client;
      onConnected();
    } catch (error) {
      this.#lost(client, error as Error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#probe.cancel();
    this.#unheard.cancel();
    this.#retry?.cancel();
    await this.#client?.end().catch(() => undefined);
  }

  get #isPolling(): boolean {
    return this.#servers.address.pooled;
  }

  #checkConnection(): void {
    const client = this.#client;
    client?.query('SELECT 1').catch((error: Error) => this.#lost(client, error));
  }

  #lost(client: ServerConnection, error: Error | null): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    this.#isListening = false;
    client.end().catch(() => undefined);
    const { clock, log, channel } = this.#options;
    log.warn(
      { reason: error?.message, channel },
      'database: the connection for notifications was lost, it is made again',
    );
    this.#retry = clock.after(RECONNECT_DELAY_MS, () => void this.start());
  }
}
