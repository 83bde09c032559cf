import { AuditLog } from '../audit/index.ts';
import { KnownHistories } from '../catalog/index.ts';
import { dayManifests } from '../delivery/days/index.ts';
import { DayListings, DayViews, type TreeSources } from '../file-access/index.ts';
import { RecentKeys } from '../platform/recent-keys.ts';
import type { Shared } from './shared.ts';

/** What the trees of all signed-in clients of this process read from and share. */
export function treeSources({ config, clock, database, objects, keys, onReadFailure }: Shared): TreeSources {
  const { db, reads } = database;
  const audit = new AuditLog(db, clock);
  const catalog = { db, clock, panelWindowDays: config.panelWindowDays, histories: new KnownHistories() };
  const views = new DayViews({ catalog: { ...catalog, db: reads }, clock, manifests: dayManifests({ db, clock }) });
  const listings = new DayListings({ audit, clock });
  return { catalog, objects, keys: new RecentKeys(keys, clock), onReadFailure, audit, clock, views, listings };
}
