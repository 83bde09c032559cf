/**
 * What the tree over the catalog costs: fetching small recordings one after another and by several readers, each look-up, decrypted and audited; and
 * listing a day with many files, with its views. `node bench/file-tree.ts [files] [files of the day]`. No door is between: the CPU is that of the tree
 * in this process, and that of the database's processes. Uses the embedded database, whose commits are flushed to disk.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { storeRecording } from '../src/archive/index.ts';
import { AuditLog } from '../src/audit/index.ts';
import { type CallId, newId, type RecordingId, type TenantId } from '../src/base/ids.ts';
import { KnownHistories } from '../src/catalog/index.ts';
import { dayManifests } from '../src/delivery/days/index.ts';
import { CatalogTree, DayListings, DayViews, type RecordingTree } from '../src/file-access/index.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { FolderKeyStore } from '../src/platform/key-store.ts';
import { createLogger } from '../src/platform/logging.ts';
import { FolderObjectStore } from '../src/platform/object-store.ts';
import { type Database, openDatabase } from '../src/platform/postgres/index.ts';
import { countingQueries } from '../test/kit/counted-queries.ts';
import { describeCall } from '../test/kit/catalog-rows.ts';
import { cpuSeconds } from './kit/process-cpu.ts';
import { sealedAudio } from '../test/kit/sealed-audio.ts';

const FILES = Number(process.argv[2] ?? 1000);
const FILES_OF_DAY = Number(process.argv[3] ?? 50_000);
const FILE_BYTES = 200_000;
/** Yesterday: a day that is over has manifests. */
const STARTED = clock.now() - 24 * 3600_000;

const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const log = createLogger('warn');
const database = await openDatabase({ url: '', dataFolder: folder, as: 'service', log, clock });
const counted = countingQueries(database.db);
const { db } = counted;
const stores = {
  objects: new FolderObjectStore(join(folder, 'objects')),
  keys: new FolderKeyStore(join(folder, 'keys')),
};
try {
  await fetching();
  await listing();
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function newTenant(): Promise<TenantId> {
  const id = newId<TenantId>(clock.now());
  await db.insertInto('tenants').values({ id, name: 'bench' }).execute();
  return id;
}

function treeOf(tenantId: TenantId): RecordingTree {
  const catalog = { db, clock, panelWindowDays: 30, histories: new KnownHistories() };
  const audit = new AuditLog(db, clock);
  const views = new DayViews({ catalog, clock, manifests: dayManifests({ db, clock }) });
  const sources = { catalog, ...stores, audit, clock, views, listings: new DayListings({ audit, clock }) };
  return new CatalogTree(sources, { tenantId, login: 'bench', address: '192.0.2.1' });
}

async function fetching(): Promise<void> {
  const tenantId = await newTenant();
  const bytes = randomBytes(FILE_BYTES);
  const encoded = {
    durationMs: 50_000,
    waveform: { sliceMs: 100, caller: [0], callee: [0] },
  };
  for (let second = 0; second < FILES; second++) {
    const startedAt = STARTED - second * 1000;
    const ids = { callId: newId<CallId>(startedAt), recordingId: newId<RecordingId>(startedAt) };
    const description = describeCall(tenantId, { ...ids, startedAt, answeredAt: startedAt });
    const sealed = sealedAudio(ids.recordingId, bytes);
    await storeRecording(
      { ...stores, db, clock },
      { description, endedAt: startedAt + 50_000, encoded: { ...sealed, ...encoded } },
    );
  }
  const tree = treeOf(tenantId);
  const paths = (await pathsBelow(tree, '')).filter((each) => each.endsWith('.mp3'));
  for (const readers of [1, 4, 16]) {
    const left = [...paths];
    const reader = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) await fetched(tree, next);
    };
    await measured(`${FILES} files of 200 kB, ${readers} at once`, FILES, () =>
      Promise.all(Array.from({ length: readers }, reader)),
    );
  }
}

async function listing(): Promise<void> {
  const tenantId = await newTenant();
  await addDay(db, tenantId, FILES_OF_DAY);
  const tree = treeOf(tenantId);
  const [, [day]] = [await pathsBelow(tree, ''), await daysOf(tree)] as const;
  const list = async (): Promise<void> => {
    for await (const _ of tree.list(day!));
  };
  const [fresh, name] = [treeOf(tenantId), `manifest_${day!.slice(1).replaceAll('/', '-')}`];
  await measured(`a day of ${FILES_OF_DAY} files, its manifests made`, 1, async () => {
    for await (const _ of fresh.list(day!));
  });
  for (let again = 0; again < 3; again++) await measured(`a day of ${FILES_OF_DAY} files, again`, 1, list);
  await measured('SHA256SUMS of that day, found', 1, () => tree.find(`${day!}/SHA256SUMS`));
  await measured('its CSV, made before', 1, () => tree.find(`${day!}/${name}.csv`));
  const [csv, json] = [await tree.find(`${day!}/${name}.csv`), await tree.find(`${day!}/${name}.json`)];
  console.log({ csvBytes: csv!.entry.sizeBytes, jsonBytes: json!.entry.sizeBytes });
}

async function addDay(db: Database, tenantId: TenantId, files: number): Promise<void> {
  const day = new Date(STARTED);
  await sql`WITH added AS (
      INSERT INTO calls (id, tenant_id, started_at, answered_at, ended_at, direction, caller, callee)
      SELECT gen_random_uuid(), ${tenantId}, ${day}::timestamptz, ${day}::timestamptz, ${day}::timestamptz + interval '1 minute', 'outbound', '+48221234567', '+48512345678'
      FROM generate_series(1, ${files}::int)
      RETURNING id)
    INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms, sha256, waveform, stored_at)
    SELECT gen_random_uuid(), ${tenantId}, id, ${day}::timestamptz, (${day}::timestamptz AT TIME ZONE 'Europe/Warsaw')::date,
      '2026-03-10_09-15-00_out_48221234567_48512345678_' || row_number() OVER () || '.mp3', gen_random_uuid(), 240000, 60000, sha256(id::text::bytea), '{}', ${day}::timestamptz
    FROM added`.execute(db);
  await sql`ANALYZE`.execute(db);
}

async function daysOf(tree: RecordingTree, folder = ''): Promise<string[]> {
  if (folder.split('/').length === 4) return [folder];
  const below: string[] = [];
  for await (const { name } of tree.list(folder === '' ? '/' : folder))
    below.push(...(await daysOf(tree, `${folder}/${name}`)));
  return below;
}

async function pathsBelow(tree: RecordingTree, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const day of await daysOf(tree, folder)) {
    for await (const { name } of tree.list(day)) paths.push(`${day}/${name}`);
  }
  return paths;
}

async function fetched(tree: RecordingTree, path: string): Promise<void> {
  const content = await (await tree.find(path))!.open(0);
  while ((await content.read()) !== null);
  content.close();
}

/** CPU time of the database's processes for this program's connections, in ms. */
async function databaseCpuMs(): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pid FROM pg_stat_activity`.execute(database.db);
  return rows.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0) * 1000;
}

async function measured(what: string, times: number, work: () => Promise<unknown>): Promise<void> {
  counted.taken();
  const [cpuOfDatabase, cpu, started] = [await databaseCpuMs(), process.cpuUsage(), performance.now()];
  await work();
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const each = (ms: number): string => `${(ms / times).toFixed(2)} ms`;
  const ofDatabase = (await databaseCpuMs()) - cpuOfDatabase;
  console.log(
    `${what.padEnd(48)} ${each(tookMs)} each, ${each((user + system) / 1000)} of our CPU, ${each(ofDatabase)} of the database's, ` +
      `${(counted.taken() / times).toFixed(1)} queries`,
  );
}
