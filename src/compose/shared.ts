import { join } from 'node:path';
import { type ReadFailureReporter, reportReadFailures } from '../archive/index.ts';
import type { Clock } from '../base/clock.ts';
import { type Config, databaseUrls } from '../config/index.ts';
import { Encoding } from '../encoding/index.ts';
import { DatabaseClock } from '../platform/database-clock.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { ServiceMetrics } from '../platform/metrics.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import { openScratchFolder } from '../platform/scratch-folder.ts';
import {
  type Database,
  databaseNow,
  type OpenDatabase,
  openDatabase,
  RECORDER_CHANNEL,
  type OpenDatabaseOptions,
} from '../platform/postgres/index.ts';
import { openTracing, type Tracing } from '../platform/tracing.ts';
import { OpenAccess } from '../tenants/index.ts';
import { recordingStore } from './recording-store.ts';
import { keyStore, storesCheck } from './stores.ts';

/** What all roles of a process share. */
export interface Shared {
  readonly config: Config;
  /** This machine's. */
  readonly clock: Clock;
  /** The time that all processes share: `clock`, corrected by the database's where they differ. */
  readonly time: Clock;
  readonly log: Logger;
  readonly metrics: ServiceMetrics;
  readonly database: OpenDatabase;
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  /** Logs and counts recordings that cannot be read. */
  readonly onReadFailure: ReadFailureReporter;
  /** Whether the stores can be used. */
  readonly storesMounted: () => Promise<boolean>;
  /** What is open in this process, to be ended when access to it is revoked. */
  readonly access: OpenAccess;
  /** Calls `heard` with what any process tells all recorders (`RECORDER_CHANNEL`) behind this word; where the role is `recorder`. */
  onRecorderNotice(what: string, heard: (text: string) => void): void;
  /** For temporary files of this process. */
  readonly scratchFolder: string;
  /** Calls it now and each minute, with how far this machine's clock is ahead of the database's. A test's clock is not compared: then never. */
  reportEach(report: (clockAheadMs: number | null) => Promise<void>): Promise<void>;
  /** The encoder threads, started by the first call. Throws `config-invalid` if LAME is configured but not installed. */
  encoding(): Encoding;
  readonly tracing: Tracing;
  /** Ends the encoder threads and closes the database. */
  close(): Promise<void>;
}

/** A started role. */
export interface RunningRole {
  /** Whether each thing the role needs for its work is working, by name. */
  readonly checks: Readonly<Record<string, () => boolean>>;
  stop(): Promise<void>;
}

export interface SharedOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: ServiceMetrics;
  /** A service locks the data folder; a command works beside it; a worker process is a part of the service that has started it. */
  readonly as: 'service' | 'command' | 'worker-process';
  /** Aborted: stop waiting for the database; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the clock is compared with the database's. Default: no, a command's or a test's is taken as it is. */
  readonly compareClocks?: boolean;
}

/** Of a worker process: most queries are of the service's own process. */
const WORKER_PROCESS_CONNECTIONS = 8;

export async function openShared(options: SharedOptions): Promise<Shared> {
  const { config, clock, log, metrics, as, signal, compareClocks = false } = options;
  const where = { ...databaseUrls(config), dataFolder: config.data, migrate: config.migrate };
  const database = await openDatabase({ ...where, ...databaseUse(config, as), log, clock, metrics, signal });
  const scratch = openScratchFolder(join(config.data, 'temporary'));
  const tracing = await openTracing({ endpoint: config.otlpEndpoint, clock, metrics });
  let encoding: Encoding | null = null;
  const databaseClock = compareClocks ? databaseClockOf(options, database.db) : null;
  const comparing = await databaseClock?.watch();
  const time = databaseClock ?? clock;
  const access = new OpenAccess({ clock: time, log });
  const notices = new Map<string, (text: string) => void>();
  const recorders = {
    channels: config.roles.includes('recorder') ? [RECORDER_CHANNEL] : [],
    onNotification: (payload: string): void => {
      const [what = '', ...rest] = payload.split(' ');
      notices.get(what)?.(rest.join(' '));
    },
  };
  const unwatch = as === 'command' ? null : await access.watch(database.listenUrl, recorders);
  return {
    config,
    clock,
    time,
    log,
    metrics,
    database,
    objects: recordingStore(config, database.db, clock),
    keys: keyStore(config, database.db),
    onReadFailure: reportReadFailures(log, metrics),
    storesMounted: storesCheck(config, database.db, log),
    access,
    onRecorderNotice: (what, heard) => void notices.set(what, heard),
    tracing,
    scratchFolder: scratch.path,
    reportEach: async (report) => databaseClock?.reportEach(report),
    encoding: () => {
      const folder = join(scratch.path, 'encoding');
      return (encoding ??= new Encoding({ encoder: config.encoder, folder, log, metrics }));
    },
    close: async () => {
      await encoding?.close();
      await tracing.close();
      await unwatch?.();
      await comparing?.stop();
      scratch[Symbol.dispose]();
      await database.close();
    },
  };
}

/** For roles whose instants other processes see: their clock is the time that all share. */
export function inSharedTime(shared: Shared): Shared {
  return { ...shared, clock: shared.time };
}

function databaseClockOf({ clock, log, metrics, as }: SharedOptions, db: Database): DatabaseClock {
  const shown = as === 'service' ? metrics : null;
  return new DatabaseClock({ clock, databaseNow: () => databaseNow(db), log, metrics: shown });
}

/** A worker process leaves the lock and the migrations to its service. */
function databaseUse(config: Config, as: SharedOptions['as']): Pick<OpenDatabaseOptions, 'as' | 'maxConnections'> {
  return { as: as === 'worker-process' ? 'command' : as, maxConnections: databaseConnections(config, as) };
}

/** A page of the panel asks several queries at once; recorders and workers have few at a time. */
const WEB_CONNECTIONS = 20;
const OTHER_CONNECTIONS = 10;

/** How many connections the pool of a process has at most. */
export function databaseConnections(config: Config, as: SharedOptions['as']): number {
  if (as === 'worker-process') return Math.min(config.databaseConnections ?? Infinity, WORKER_PROCESS_CONNECTIONS);
  return config.databaseConnections ?? (config.roles.includes('web') ? WEB_CONNECTIONS : OTHER_CONNECTIONS);
}

/** The panel's address for customers, without a slash at its end. */
export function panelUrl({ panelUrl, publicAddress, httpPort, httpsPort, tlsCertificate }: Config): string {
  if (panelUrl !== '') return panelUrl.replace(/\/$/, '');
  const host = hostInUrl(publicAddress);
  return tlsCertificate === '' ? `http://${host}:${httpPort}` : `https://${host}:${httpsPort}`;
}

/** IPv6 addresses are in brackets in a URL (RFC 3986 §3.2.2). */
export function hostInUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
