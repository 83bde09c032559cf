import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/index.ts';
import type { Logger } from '../platform/logging.ts';
import { FolderKeyStore, type KeyStore } from '../platform/key-store/index.ts';
import { createMetrics, type Registry } from '../platform/metrics.ts';
import { FolderObjectStore, type ObjectStore } from '../platform/object-store/index.ts';
import { type OpenDatabase, openDatabase } from '../platform/postgres/index.ts';
import { EncodingOnDemand } from './encoding-on-demand.ts';

/** What every process of Fonoteka needs, whatever it does: its settings and the shared state. */
export interface Shared {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly database: OpenDatabase;
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  readonly encoding: EncodingOnDemand;
}

export interface SharedOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** A service keeps the data folder for itself; a command works beside it. */
  readonly as: 'service' | 'command';
}

export async function openShared({ config, clock, log, as }: SharedOptions): Promise<Shared> {
  const database = await openDatabase({ url: config.databaseUrl, dataFolder: config.data, as, log, clock });
  const metrics = createMetrics();
  return {
    config,
    clock,
    log,
    metrics,
    database,
    objects: recordingStore(config),
    keys: keyStore(config),
    encoding: new EncodingOnDemand({ config, log, metrics }),
  };
}

/** Where recordings are kept: a folder of the data folder. */
export function recordingStore(config: Config): ObjectStore {
  return new FolderObjectStore(join(config.data, 'recordings'));
}

/** Where the keys are that open the recordings. */
export function keyStore(config: Config): KeyStore {
  return new FolderKeyStore(config.keys === '' ? join(config.data, 'keys') : config.keys);
}
