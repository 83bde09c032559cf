import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { beforeAll } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { KnownHistories } from '../../src/catalog/index.ts';
import { CatalogTree, type RecordingTree, type TreeSources } from '../../src/file-access/index.ts';
import { type CallDescription, recordingFileName } from '../../src/recording/index.ts';
import { type AddedTenant, addTenant } from '../../src/tenants/index.ts';
import { describeCall, addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

export const SIZE_BYTES = 240_000;
/** Units of 30 days: enough to keep the oldest call of these tests. */
export const LONG_KEPT = 30;
export const LATE = { startedAt: Date.parse('2026-03-09T22:59:59Z') };
/** In Warsaw it is already the next year. */
const NEW_YEAR = { startedAt: Date.parse('2025-12-31T23:30:00Z') };

export const { db } = testDatabase();
export const clock = new ManualClock();
export const objects = new MemoryObjectStore();
export const keys = new MemoryKeyStore();
export const audit = new AuditLog(db, clock);
export const readFailures: string[] = [];
export const sources: TreeSources = {
  catalog: { db, clock, panelWindowDays: 30, histories: new KnownHistories() },
  objects,
  keys,
  onReadFailure: (recordingId, code) => void readFailures.push(`${recordingId} ${code}`),
  audit,
  clock,
};

export interface Company {
  readonly account: AddedTenant;
  /** Paths and contents, sorted by path. */
  readonly files: Readonly<Record<string, Buffer>>;
}

export let bakery: Company;
export let garage: Company;

export async function company(name: string, number: string, calls: Array<Partial<CallDescription>>): Promise<Company> {
  const account = await addTenant(db, { name, plan: 'Biznes', numbers: [number] }, clock.now());
  await addExtendedRetention(db, account.tenantId, { units: LONG_KEPT });
  const files: Record<string, Buffer> = {};
  for (const changes of calls) {
    const call = describeCall(account.tenantId, changes);
    const content = randomBytes(SIZE_BYTES);
    await storeMp3({ objects, keys, db, clock }, call, content);
    const name = recordingFileName(call);
    files[`/${name.slice(0, 10).replaceAll('-', '/')}/${name}`] = content;
  }
  return { account, files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

beforeAll(async () => {
  bakery = await company('Piekarnia', '48221234567', [{}, LATE, NEW_YEAR, { caller: '+48221230000' }]);
  garage = await company('Warsztat', '48227654321', [{}, { startedAt: Date.parse('2024-02-29T12:00:00Z') }]);
});

export function treeOf({ account }: Company): RecordingTree {
  return new CatalogTree(sources, {
    tenantId: account.tenantId,
    login: account.ftp.login,
    address: '192.0.2.1',
    numbers: null,
    door: 'ftp',
  });
}

/** The paths, with the sums that each day has beside its recordings. */
export function withSums(files: Company['files']): string[] {
  const paths = Object.keys(files);
  const sums = new Set(paths.map((path) => `${posix.dirname(path)}/SHA256SUMS`));
  return [...paths, ...sums].sort();
}
