import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/index.ts';
import { Uploads } from '../intake/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { Logger } from '../platform/logging.ts';
import { CachedDirectory } from '../tenants/index.ts';
import { openShared, type Shared } from './shared.ts';

interface CommandParts extends Pick<Shared, 'objects' | 'keys'> {
  readonly db: Shared['database']['db'];
  readonly directory: CachedDirectory;
  readonly uploads: Uploads;
}

/** Uploads within a command, with encoder threads of its own, beside a running service or alone. What it refuses is not kept aside. */
export async function withUploads<T>(
  context: { readonly config: Config; readonly clock: Clock; readonly log: Logger },
  work: (parts: CommandParts) => Promise<T>,
): Promise<T> {
  const shared = await openShared({ ...context, metrics: createMetrics(), as: 'command' });
  try {
    const { objects, keys, database } = shared;
    return await work({ db: database.db, objects, keys, ...commandUploads(shared) });
  } finally {
    await shared.close();
  }
}

export function commandUploads(shared: Shared): Pick<CommandParts, 'directory' | 'uploads'> {
  const { clock, log, metrics, objects, keys, scratchFolder } = shared;
  const { db } = shared.database;
  const directory = new CachedDirectory({ db, clock, log });
  const folder = join(scratchFolder, 'uploads');
  const encoding = () => shared.encoding();
  return { directory, uploads: new Uploads({ directory, encoding, folder, objects, keys, db, clock, metrics }) };
}
