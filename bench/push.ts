/**
 * The cost of the push of a long day, compared with `lftp` on the same machine in the same run: the tree to ProFTPD over as
 * many connections as `lftp mirror -R`, and the ZIP compared with `lftp` putting one file of the same size. Needs the
 * Debian packages proftpd-basic and lftp. `node bench/push.ts [recordings] [kB each] [tree,zip]`; default: 20,000 of
 * 256 kB, both.
 */
import { createHash, randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { encryptFile } from '../src/platform/sealed-content/index.ts';
import { newDataKey, wrapDataKey } from '../src/archive/data-key.ts';
import { type CallId, newId, type RecordingId, type TenantId } from '../src/base/ids.ts';
import { createDeliveryMetrics, makePackage, saveTarget, Delivery } from '../src/delivery/index.ts';
import { FolderKeyStore, type KeyId } from '../src/platform/key-store.ts';
import { createLogger } from '../src/platform/logging.ts';
import { createMetrics } from '../src/platform/metrics.ts';
import { FolderObjectStore } from '../src/platform/object-store.ts';
import { type Database, openDatabase, type PackageForm } from '../src/platform/postgres/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { MovableClock } from '../test/kit/movable-clock.ts';
import { loopbackTarget } from '../test/kit/push/loopback-target.ts';
import { LOGIN, PASSWORD, Proftpd } from '../test/kit/push/proftpd.ts';

const RECORDINGS = Number(process.argv[2] ?? 20_000);
const BYTES = Number(process.argv[3] ?? 256) * 1024;
const FORMS = (process.argv[4] ?? 'tree,zip').split(',');
const CONNECTIONS = 4;
const RUNS = Number(process.env.RUNS ?? 2);
const DAY = '2026-03-10';
/** The days after it: its recordings are not expired. */
const clock = new MovableClock(Date.parse('2026-03-12T05:00:00Z'));
const AT_ONCE = 8;
const LOOK_AT_MEMORY_EVERY_MS = 100;

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-push-'));
const log = createLogger('error');
const database = await openDatabase({ url: '', dataFolder: folder, as: 'service', log, clock: systemClock });
const server = await Proftpd.start();
const objects = new FolderObjectStore(join(folder, 'objects'));
const keys = new FolderKeyStore(join(folder, 'keys'));
try {
  const tenantId = await fill(database.db);
  console.log(`${RECORDINGS} recordings of ${BYTES / 1024} kB, ${CONNECTIONS} connections`);
  const mirror = `mirror -R --parallel=${CONNECTIONS} ${join(folder, 'plain')}`;
  if (FORMS.includes('tree')) await compare('tree', (name) => lftp(`${mirror} ${name}`), tenantId);
  if (FORMS.includes('zip')) {
    const oneFile = join(folder, 'one-file');
    await run('sh', ['-c', `find ${join(folder, 'plain')} -type f -exec cat {} + > ${oneFile}`]);
    await compare('zip', (name) => lftp(`put ${oneFile} -o ${name}`), tenantId);
  }
} finally {
  await server.stop();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(
  form: PackageForm,
  theirs: (name: string) => Promise<unknown>,
  tenantId: TenantId,
): Promise<void> {
  for (let turn = 0; turn < RUNS; turn++) {
    const lftpSeconds = await timed(() => theirs(`lftp-${form}-${turn}`));
    const [cpu, peak] = [process.cpuUsage(), peakMemory()];
    const seconds = await timed(() => deliver(tenantId, form, `ours-${form}-${turn}`));
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      `${form}: lftp ${lftpSeconds.toFixed(1)} s, Fonoteka ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU), ` +
        `${(seconds / lftpSeconds).toFixed(2)} times as long, ${rate(seconds)} MB/s, peak RSS ${peak()} MB`,
    );
    rmSync(join(server.folder.files, `lftp-${form}-${turn}`), { recursive: true, force: true });
    rmSync(join(server.folder.files, `ours-${form}-${turn}`), { recursive: true, force: true });
  }
}

/** Sends the day again, to another folder. */
async function deliver(tenantId: TenantId, form: PackageForm, name: string): Promise<void> {
  const { db } = database;
  const now = clock.now();
  await db.deleteFrom('package_files').execute();
  await db.deleteFrom('packages').execute();
  await saveTarget(
    { db, keys },
    tenantId,
    {
      target: server.settings({ folder: name }),
      publicKey: null,
      form,
      readBack: false,
      connections: CONNECTIONS,
      bytesPerSecond: null,
      keepUndelivered: false,
      hook: null,
    },
    now,
  );
  await makePackage(db, { tenantId, day: DAY, kind: 'day', now, keepUndeliveredDays: 0 });
  const metrics = createDeliveryMetrics(createMetrics());
  const sources = { db, objects, keys, clock, keepUndeliveredDays: 0 };
  const delivery = Delivery.start({ ...sources, target: loopbackTarget(), log, metrics });
  const isDelivered = async (): Promise<boolean> => {
    const { delivered_at, error_code } = await db
      .selectFrom('packages')
      .select(['delivered_at', 'error_code'])
      .executeTakeFirstOrThrow();
    if (error_code !== null) throw new Error(error_code);
    return delivered_at !== null;
  };
  await delivery.poll();
  while (!(await isDelivered())) await new Promise((resolve) => setTimeout(resolve, 50));
  await delivery.stop();
}

/** A tenant with a day of recordings: encrypted objects, and the same files unencrypted for lftp. */
async function fill(db: Database): Promise<TenantId> {
  const tenantId = newId<TenantId>(Date.now());
  await db.insertInto('tenants').values({ id: tenantId, name: 'Bench' }).execute();
  const startedAt = Date.parse(`${DAY}T06:00:00Z`);
  const keyId = `2026-04-09/${tenantId}_${DAY}` as KeyId;
  const wrapping = await keys.getOrCreate(keyId);
  const plain = join(folder, 'plain', '2026', '03', '10');
  mkdirSync(plain, { recursive: true });
  mkdirSync(join(folder, 'objects', 'bench'), { recursive: true });
  const rows: { id: RecordingId; callId: CallId; name: string; sha256: Buffer; wrapped: Buffer; startedAt: Date }[] =
    [];
  const makeOne = async (index: number): Promise<void> => {
    const id = newId<RecordingId>(startedAt + index);
    const name = `2026-03-10_07-00-00_in_48512345678_48221234567_${index + 2}.mp3`;
    const content = randomBytes(BYTES);
    const dataKey = newDataKey();
    writeFileSync(join(plain, name), content);
    const to = join(folder, 'objects', 'bench', id);
    mkdirSync(dirname(to), { recursive: true });
    await encryptFile(
      { plaintext: createReadStream(join(plain, name)), sizeBytes: BYTES, to },
      { dataKey, recordingId: id },
    );
    rows.push({
      id,
      callId: newId<CallId>(startedAt + index),
      name,
      sha256: createHash('sha256').update(content).digest(),
      wrapped: wrapDataKey(wrapping, dataKey, id),
      startedAt: new Date(startedAt + index),
    });
  };
  for (let first = 0; first < RECORDINGS; first += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, RECORDINGS - first) }, (_, offset) => makeOne(first + offset)),
    );
  }
  const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map((row) => of(row));
  await sql`
    INSERT INTO calls (id, tenant_id, started_at, direction, caller, callee)
    SELECT call_id, ${tenantId}, started_at, 'inbound', '+48512345678', '+48221234567'
    FROM unnest(${column((row) => row.callId)}::uuid[], ${column((row) => row.startedAt)}::timestamptz[]) AS made (call_id, started_at)`.execute(
    db,
  );
  await sql`
    INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms,
      sha256, waveform, stored_at, key_id, wrapped_key)
    SELECT id, ${tenantId}, call_id, started_at, ${DAY}, name, 'bench/' || id, ${BYTES}, 60000, sha256, '{}', started_at, ${keyId}, wrapped
    FROM unnest(${column((row) => row.id)}::uuid[], ${column((row) => row.callId)}::uuid[], ${column((row) => row.startedAt)}::timestamptz[],
      ${column((row) => row.name)}::text[], ${column((row) => row.sha256)}::bytea[], ${column((row) => row.wrapped)}::bytea[])
      AS made (id, call_id, started_at, name, sha256, wrapped)`.execute(db);
  await sql`ANALYZE`.execute(db);
  return tenantId;
}

function lftp(command: string): Promise<unknown> {
  const settings = 'set ftp:ssl-allow no; set net:max-retries 1';
  return run('lftp', ['-c', `${settings}; open -u ${LOGIN},'${PASSWORD}' -p ${server.port} localhost; ${command}`]);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function peakMemory(): () => number {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), LOOK_AT_MEMORY_EVERY_MS);
  return () => {
    clearInterval(timer);
    return Math.round(peak / 1024 / 1024);
  };
}

function rate(seconds: number): string {
  return ((RECORDINGS * BYTES) / 1e6 / seconds).toFixed(0);
}
