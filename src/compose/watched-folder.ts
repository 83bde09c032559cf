import { inTime } from '../base/clock.ts';
import { type Uploads, WatchedFolder } from '../intake/index.ts';
import { directorySources } from '../tenants/index.ts';
import type { Shared } from './shared.ts';

/** How long files that are being stored may take at shutdown. The rest stays where it is, for the next start. */
const STOP_TIMEOUT_MS = 20_000;

/** Null: no folder is watched. */
export function watchFolder(shared: Shared, uploads: Uploads): { stop(): Promise<void> } | null {
  const { config, clock, log, metrics, database } = shared;
  if (config.watch === '') return null;
  const watched = new WatchedFolder({
    path: config.watch,
    settleMs: config.watchSettleSeconds * 1000,
    doneDays: config.watchDoneDays,
    sources: () => directorySources(database.db),
    uploads,
    clock,
    log,
    metrics,
  }).start();
  return { stop: async () => void (await inTime(clock, STOP_TIMEOUT_MS, watched.stop())) };
}
