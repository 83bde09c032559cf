import type { Clock, Timer } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import { DatabaseServers } from './database-servers.ts';
import type { ServerConnection } from './server-connection.ts';

/** What any process tells all recorders: a word that says what, and its arguments. */
export const RECORDER_CHANNEL = 'fonoteka_recorder';

const CONNECT_TIMEOUT_MS = 5_000;
/** While the database is away, nothing changes that we could be notified of. */
const RECONNECT_DELAY_MS = 1_000;
/** Finds a connection that is dead without having been closed. */
const PROBE_INTERVAL_MS = 10_000;
const UNHEARD_INTERVAL_MS = 1_000;

interface NotificationListenerOptions {
  /** Through a pooler in transaction mode nobody is notified: `onUnheard` is called instead. */
  readonly url: string;
  /** Constants: they become part of a statement. */
  readonly channels: readonly string[];
  readonly onNotification: (payload: string, channel: string) => void;
  /** Called after each connection: notifications before it may have been missed. */
  readonly onConnected: () => void;
  /** Called each second while there is no connection: what is notified now is missed. */
  readonly onUnheard: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Listens to channels of the database (LISTEN) on a connection of its own, which is made again when it is lost. */
export class NotificationListener {
  readonly #options: NotificationListenerOptions;
  readonly #servers: DatabaseServers;
  #client: ServerConnection | null = null;
  #retry: Timer | null = null;
  readonly #probe: Timer;
  /** Null while it listens. */
  #unheard: Timer | null = null;
  #closed = false;

  constructor(options: NotificationListenerOptions) {
    this.#options = options;
    this.#servers = new DatabaseServers(options.url, options.log);
    this.#probe = options.clock.every(PROBE_INTERVAL_MS, () => this.#checkConnection());
    this.#startUnheard();
  }

  /** Resolves when it listens, or when the first attempt has failed; then it tries again by itself. */
  async start(): Promise<void> {
    const { channels, onNotification, onConnected } = this.#options;
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
    client.on('notification', ({ payload = '', channel }) => onNotification(payload, channel));
    try {
      await client.connect();
      await client.query(channels.map((channel) => `LISTEN ${channel}`).join(';'));
      if (this.#client === client) this.#endUnheard();
      onConnected();
    } catch (error) {
      this.#lost(client, error as Error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#probe.cancel();
    this.#endUnheard();
    this.#retry?.cancel();
    await this.#client?.end().catch(() => undefined);
  }

  get #isPolling(): boolean {
    return this.#servers.address.pooled;
  }

  #startUnheard(): void {
    this.#unheard ??= this.#options.clock.every(UNHEARD_INTERVAL_MS, this.#options.onUnheard);
  }

  #endUnheard(): void {
    this.#unheard?.cancel();
    this.#unheard = null;
  }

  #checkConnection(): void {
    const client = this.#client;
    client?.query('SELECT 1').catch((error: Error) => this.#lost(client, error));
  }

  #lost(client: ServerConnection, error: Error | null): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    this.#startUnheard();
    client.end().catch(() => undefined);
    const { clock, log, channels } = this.#options;
    log.warn(
      { reason: error?.message, channels },
      'database: the connection for notifications was lost, it is made again',
    );
    this.#retry = clock.after(RECONNECT_DELAY_MS, () => void this.start());
  }
}
