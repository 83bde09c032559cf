/**
 * What it costs to archive calls that end together: encoding, encryption, store, database rows. A real spool, encoder threads, folder
 * store, folder key store and the embedded PostgreSQL. CPU per recording of the main thread, of all threads without the encoders, and
 * of the database. `npm run bench -- archive --calls=100 --seconds=60`. How often files and folders are synced:
 * `strace -f -y -e trace=fsync,fdatasync -o trace node bench/archive.ts`.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ArchiveQueue } from '../src/archive/index.ts';
import { newId, type RecordingId, type TenantId } from '../src/base/ids.ts';
import { Encoding } from '../src/encoding/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { FolderKeyStore } from '../src/platform/key-store.ts';
import { createLogger } from '../src/platform/logging.ts';
import { createMetrics } from '../src/platform/metrics.ts';
import { FolderObjectStore } from '../src/platform/object-store.ts';
import { openDatabase } from '../src/platform/postgres/index.ts';
import type { SpooledCall, SpooledPacket } from '../src/spool/index.ts';
import { addTenant } from '../src/tenants/index.ts';
import { ProcessTree } from './kit/process-tree.ts';
import { BenchReport, benchOptions } from './kit/report.ts';
import { callDescription, spoolCall } from '../test/kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream, tone } from '../test/kit/synthetic-rtp.ts';

const options = benchOptions({ calls: '100', seconds: '60' });
const CALLS = Number(options.calls);
const SECONDS = Number(options.seconds);
/** Of a customer each. */
const TENANTS = 5;
const T0 = Date.parse('2026-03-10T10:00:00Z');

let postgres: ProcessTree;
const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const log = createLogger('error');
const clock = systemClock;
const database = await openDatabase({ url: '', dataFolder: folder, as: 'service', log, clock });
const metrics = createMetrics();
const encoding = new Encoding({ encoder: 'auto', folder: join(folder, 'encoding'), log, metrics });
try {
  const { db } = database;
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db);
  const postmaster = readFileSync(`/proc/${rows[0]!.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]!;
  postgres = new ProcessTree(Number(postmaster));
  const tenants: TenantId[] = [];
  for (let n = 0; n < TENANTS; n++) {
    const added = await addTenant(db, { name: `Bench ${n}`, plan: 'Biznes', numbers: [`+4822123450${n}`] }, T0);
    tenants.push(added.tenantId);
  }
  const calls = await Promise.all(Array.from({ length: CALLS }, (_, n) => spooled(n, tenants[n % TENANTS]!)));
  const archive = new ArchiveQueue({
    encoding,
    objects: new FolderObjectStore(join(folder, 'objects')),
    keys: new FolderKeyStore(join(folder, 'keys')),
    db,
    releaseSpool: async () => {},
    keepDamaged: () => {},
    clock,
    log,
    metrics,
  });
  // The first ones load code, plan statements and start threads.
  const warm = calls.splice(0, Math.ceil(CALLS / 10));
  for (const call of warm) archive.add(call);
  await archive.idle();
  const before = await cpu();
  const began = performance.now();
  for (const call of calls) archive.add(call);
  await archive.idle();
  const wallMs = performance.now() - began;
  const after = await cpu();
  const report = new BenchReport('archive', options.json);
  const of = `${calls.length} recordings of ${SECONDS} s`;
  const add = (name: string, ms: number): void => report.add(of, name, ms / calls.length, 'ms of CPU each');
  add('main thread', after.mainMs - before.mainMs);
  add(
    'other threads',
    after.processMs - after.encoderMs - after.mainMs - (before.processMs - before.encoderMs - before.mainMs),
  );
  add('encoder threads', after.encoderMs - before.encoderMs);
  add('PostgreSQL', after.databaseMs - before.databaseMs);
  report.add(of, 'time', wallMs / calls.length, 'ms each');
  report.write();
  await archive.close();
} finally {
  await encoding.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function spooled(n: number, tenantId: TenantId): Promise<SpooledCall> {
  const startedAt = T0 + 1000 * n;
  const own = join(folder, 'spool', String(n));
  mkdirSync(own, { recursive: true });
  const description = callDescription({
    tenantId,
    startedAt,
    recordingId: newId<RecordingId>(startedAt),
    caller: `+4851234${String(n).padStart(4, '0')}`,
    callee: '+48221234500',
    correlationId: `bench-${n}`,
  });
  return spoolCall(own, { description, packets: packets(startedAt), endedAt: startedAt + 1000 * SECONDS });
}

/** A tone on each leg: other sound takes the encoder longer, and nobody else. */
function packets(startedAt: number): SpooledPacket[] {
  const pcm = [tone(440, 1000 * SECONDS), tone(880, 1000 * SECONDS)];
  return inOrderOfArrival(...pcm.map((samples, leg) => rtpStream(samples, { leg, startAt: startedAt })));
}

interface Cpu {
  readonly mainMs: number;
  readonly processMs: number;
  readonly encoderMs: number;
  readonly databaseMs: number;
}

async function cpu(): Promise<Cpu> {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  const encoder = await metrics.getSingleMetricAsString('fonoteka_encoding_cpu_seconds_total');
  return {
    mainMs: (main.user + main.system) / 1000,
    processMs: (all.user + all.system) / 1000,
    encoderMs: 1000 * Number(/ ([\d.e-]+)$/.exec(encoder)?.[1] ?? 0),
    databaseMs: postgres.cpuMs(),
  };
}
