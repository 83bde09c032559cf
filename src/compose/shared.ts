import { join } from 'node:path';
import { type ReadFailureReporter, reportReadFailures } from '../archive/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/index.ts';
import { Encoding } from '../encoding/index.ts';
import { FolderKeyStore, type KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import { createMetrics, type Registry } from '../platform/metrics.ts';
import { FolderObjectStore, type ObjectStore } from '../platform/object-store.ts';
import { type Database, type OpenDatabase, openDatabase } from '../platform/postgres/index.ts';
import { FolderIdentity, STORE_NAMES, type StoreName } from '../platform/store-identity.ts';
import { OpenAccess } from '../tenants/index.ts';

/** What all roles of a process share. */
export interface Shared {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly database: OpenDatabase;
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  /** Logs and counts recordings that cannot be read. */
  readonly onReadFailure: ReadFailureReporter;
  /** Whether the stores are mounted. */
  readonly storesMounted: () => Promise<boolean>;
  /** What is open in this process, to be ended when access to it is revoked. */
  readonly access: OpenAccess;
  /** The encoder threads, started by the first call. Throws `config-invalid` if LAME is configured but not installed. */
  encoding(): Encoding;
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
  /** A service locks the data folder; a command works beside it. */
  readonly as: 'service' | 'command';
}

export async function openShared({ config, clock, log, as }: SharedOptions): Promise<Shared> {
  const metrics = createMetrics();
  const database = await openDatabase({ url: config.databaseUrl, dataFolder: config.data, as, log, clock, metrics });
  let encoding: Encoding | null = null;
  const access = new OpenAccess({ clock, log });
  const unwatch = as === 'service' ? await access.watch(database.url) : null;
  return {
    config,
    clock,
    log,
    metrics,
    database,
    objects: recordingStore(config, database.db),
    keys: keyStore(config, database.db),
    onReadFailure: reportReadFailures(log, metrics),
    storesMounted: () => storesMounted({ config, log, db: database.db }),
    access,
    encoding: () => {
      const folder = join(config.data, 'encoding');
      return (encoding ??= new Encoding({ encoder: config.encoder, folder, log, metrics }));
    },
    close: async () => {
      await encoding?.close();
      await unwatch?.();
      await database.close();
    },
  };
}

/** The store of the recordings: a folder in the data folder. Without a database its id is not checked. */
export function recordingStore(config: Config, db: Database | null): ObjectStore {
  const folder = storeFolder(config, 'recordings');
  return new FolderObjectStore(folder, db === null ? undefined : storeIdentity(config, db, 'recordings'));
}

/** The store of the keys that decrypt the recordings. Without a database its id is not checked. */
export function keyStore(config: Config, db: Database | null): KeyStore {
  const folder = storeFolder(config, 'keys');
  return new FolderKeyStore(folder, db === null ? undefined : storeIdentity(config, db, 'keys'));
}

export function storeIdentity(config: Config, db: Database, name: StoreName): FolderIdentity {
  return new FolderIdentity(db, { name, folder: storeFolder(config, name) });
}

function storeFolder({ data, keys }: Config, name: StoreName): string {
  return name === 'keys' && keys !== '' ? keys : join(data, name);
}

async function storesMounted({ config, log, db }: Pick<Shared, 'config' | 'log'> & { readonly db: Database }) {
  for (const name of STORE_NAMES) {
    try {
      await storeIdentity(config, db, name).check();
    } catch (error) {
      log.error({ store: name, error: String(error) }, 'a store cannot be used');
      return false;
    }
  }
  return true;
}

/** The panel's address for customers, without a slash at its end. */
export function panelUrl({ panelUrl, publicAddress, httpPort }: Config): string {
  return panelUrl === '' ? `http://${hostInUrl(publicAddress)}:${httpPort}` : panelUrl.replace(/\/$/, '');
}

/** IPv6 addresses are in brackets in a URL (RFC 3986 §3.2.2). */
export function hostInUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
