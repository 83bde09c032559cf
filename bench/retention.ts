/**
 * The cost of a retention run with a million recordings: once with none due, once with all due; and of the plan, also while
 * all of them wait for their delivery. Embedded PostgreSQL, ten tenants, 30 days of calls. The objects do not exist, so
 * deleting them costs nothing here.
 * `node bench/retention.ts [recordings]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AuditLog } from '../src/audit/index.ts';
import type { KeyId } from '../src/platform/key-store.ts';
import { createLogger } from '../src/platform/logging.ts';
import { type Database, openDatabase } from '../src/platform/postgres/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { planRetention, type RetentionDeps, runRetention, verifyDestructionLog } from '../src/retention/index.ts';
import { connect } from '../src/platform/postgres/connect.ts';
import { DEFAULT_PERIODS } from '../test/kit/default-periods.ts';
import { ManualClock } from '../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../test/kit/memory-key-store.ts';
import { MemoryObjectStore } from '../test/kit/memory-object-store.ts';
import { addPushSubscription, insertPushTarget } from '../test/kit/push-rows.ts';

const RECORDINGS = Number(process.argv[2] ?? 1_000_000);
const TENANTS = 10;
const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-06-20T10:00:00Z');
const NONE_KEPT_UNDELIVERED = { keepUndeliveredDays: 0 };
const ALL_KEPT_UNDELIVERED = { keepUndeliveredDays: 2 * DAYS };

const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const log = createLogger('error');
const database = await openDatabase({ url: '', dataFolder: data, as: 'service', log, clock: systemClock });
try {
  await fill(database.url);
  await measure(database.db);
} finally {
  await database.close();
  await rm(data, { recursive: true, force: true });
}

/** Calls spread evenly over the tenants and the last 30 days, with keys wrapped for the day they expire. */
async function fill(url: string): Promise<void> {
  const db = connect(url, log, { maxConnections: 1, unlimitedStatements: true });
  await sql`INSERT INTO tenants (id, name) SELECT gen_random_uuid(), 'Bench ' || n FROM generate_series(1, ${TENANTS}::int) n`.execute(
    db,
  );
  await sql`
    CREATE TEMP TABLE made AS
    SELECT gen_random_uuid() AS id, gen_random_uuid() AS call_id, owner.id AS tenant_id,
      ${new Date(NOW)}::timestamptz - interval '1 hour' - n * ${(DAYS - 1) * DAY_MS}::bigint / ${RECORDINGS}::bigint * interval '1 ms' AS started_at
    FROM generate_series(1, ${RECORDINGS}::int) n
    JOIN (SELECT id, row_number() OVER () AS number FROM tenants) owner ON owner.number = n % ${TENANTS}::int + 1`.execute(
    db,
  );
  await sql`
    INSERT INTO calls (id, tenant_id, started_at, direction) SELECT call_id, tenant_id, started_at, 'inbound' FROM made`.execute(
    db,
  );
  await sql`
    INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms,
      sha256, waveform, stored_at, key_id, wrapped_key)
    SELECT id, tenant_id, call_id, started_at, day, id || '.mp3', 'bench/' || id, 240000, 60000,
      sha256(id::text::bytea), '{}', started_at, (day + ${DAYS}::int) || '/' || tenant_id || '_' || day, '\\x00'
    FROM (SELECT *, (started_at AT TIME ZONE 'Europe/Warsaw')::date AS day FROM made) made`.execute(db);
  const tenants = await db.selectFrom('tenants').select('id').execute();
  for (const { id } of tenants) {
    await addPushSubscription(db, id, NOW - 2 * DAYS * DAY_MS);
    await insertPushTarget(db, id, { keepUndelivered: true, at: NOW });
  }
  await sql`ANALYZE`.execute(db);
  await db.destroy();
}

async function measure(db: Database): Promise<void> {
  const keys = new MemoryKeyStore();
  const wrapping = await db.selectFrom('recordings').select('key_id').distinct().execute();
  for (const { key_id } of wrapping) await keys.getOrCreate(key_id as KeyId);
  const objects = new MemoryObjectStore();
  const clock = new ManualClock(NOW);
  const audit = new AuditLog(db, clock);
  const parts: RetentionDeps = {
    db,
    objects,
    keys,
    audit,
    clock,
    databaseNow: async () => clock.now(),
    log,
    periods: DEFAULT_PERIODS,
    ...NONE_KEPT_UNDELIVERED,
  };

  report('run, nothing due', await timed(() => runRetention(parts)));
  clock.advance((DAYS + 1) * DAY_MS);
  const waiting = await timed(() => planRetention(db, { at: clock.now(), ...ALL_KEPT_UNDELIVERED }));
  report('plan, all waiting for their delivery', waiting);
  const { awaitingDelivery } = waiting.result.total;
  if (awaitingDelivery.recordings !== RECORDINGS) throw new Error(`${awaitingDelivery.recordings} wait`);
  report('plan, all due', await timed(() => planRetention(db, { at: clock.now(), ...NONE_KEPT_UNDELIVERED })));
  const run = await timed(() => runRetention(parts, { confirmClock: true }));
  report('run, all due', run);
  if (run.result.destroyed !== RECORDINGS) throw new Error(`${run.result.destroyed} were destroyed`);
  const verified = await timed(() => verifyDestructionLog({ db, objects, keys }));
  report('verify', verified);
  if (!verified.result.sound) throw new Error(JSON.stringify(verified.result.problems[0]));
}

async function timed<T>(work: () => Promise<T>) {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function report(
  what: string,
  { seconds, cpuSeconds }: { readonly seconds: number; readonly cpuSeconds: number },
): void {
  const perSecond = Math.round(RECORDINGS / seconds);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${what}: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU here), ${perSecond} recordings/s, peak RSS ${peakMb} MB`,
  );
}
