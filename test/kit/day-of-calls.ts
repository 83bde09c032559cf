import { randomBytes } from 'node:crypto';
import { AuditLog } from '../../src/audit/index.ts';
import { KnownHistories } from '../../src/catalog/index.ts';
import { dayManifests } from '../../src/delivery/days/index.ts';
import { CatalogTree, DayListings, DayViews, type RecordingTree } from '../../src/file-access/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { describeCall, insertTenant } from './catalog-rows.ts';
import { countingQueries } from './counted-queries.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { storeMp3 } from './store-mp3.ts';

/** A tenant with calls at 10:00, 10:01, … of 10 March 2026, of the extensions given, and its tree the day after, in a new process. */
export async function dayOfCalls(db: Database, extensions: readonly string[]) {
  const clock = new ManualClock('2026-03-11T10:00:00Z');
  const tenantId = await insertTenant(db);
  const stores = { objects: new MemoryObjectStore(), keys: new MemoryKeyStore(), db, clock };
  const addCall = async (extension: string, minute: number) => {
    const startedAt = Date.parse('2026-03-10T09:00:00Z') + minute * 60_000;
    const call = describeCall(tenantId, { startedAt, extensions: [extension] });
    await storeMp3(stores, call, randomBytes(1000 + minute));
    return call;
  };
  const calls = [];
  for (const [minute, extension] of extensions.entries()) calls.push(await addCall(extension, minute));
  const counted = countingQueries(db);
  const audit = new AuditLog(db, clock);
  const newProcess = () => {
    const catalog = { db: counted.db, clock, panelWindowDays: 30, histories: new KnownHistories() };
    const manifests = dayManifests({ db: counted.db, clock });
    const shared = {
      ...stores,
      catalog,
      audit,
      views: new DayViews({ catalog, clock, manifests }),
      listings: new DayListings({ audit, clock }),
    };
    return (numbers: readonly string[] | null = null): RecordingTree =>
      new CatalogTree(shared, { tenantId, login: 'firma', address: '192.0.2.1', numbers });
  };
  return { clock, tenantId, calls, addCall, audit, newProcess, queries: () => counted.taken() };
}
