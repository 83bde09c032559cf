/**
 * The cost of an audit event: with the hash chain and, for comparison, without it; many events in one transaction;
 * verifying a log. `node bench/audit.ts [events]`. Uses the embedded database, whose commits are flushed to disk.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, type AuditEvent } from '../src/audit/index.ts';
import { newId, type TenantId } from '../src/base/ids.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { type Database, openDatabase } from '../src/platform/postgres/index.ts';

const EVENTS = Number(process.argv[2] ?? 2_000);
/** Concurrent requests of a busy panel. */
const AT_ONCE = 16;
/** Retention writes its events in batches, so there are many times more of them. */
const BATCH = EVENTS * 10;

const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const database = await openDatabase({
  url: '',
  dataFolder: folder,
  as: 'service',
  log: createLogger('warn'),
  clock: systemClock,
});
try {
  await measure(database.db);
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(db: Database): Promise<void> {
  const log = new AuditLog(db, systemClock);
  const record = (tenantId: TenantId) => log.record(eventOf(tenantId));
  await each('warm-up', 200, () => record(newTenant()));
  const one = newTenant();
  const many = Array.from({ length: AT_ONCE }, newTenant);
  await each('plain row, one after another', EVENTS, () => insertPlain(db));
  await each('chained, one after another', EVENTS, () => record(one));
  await each(`plain row, ${AT_ONCE} at once`, EVENTS, () => insertPlain(db), AT_ONCE);
  await each(`chained, ${AT_ONCE} at once, a tenant each`, EVENTS, (turn) => record(many[turn % AT_ONCE]!), AT_ONCE);
  await each(`chained, ${AT_ONCE} at once, one tenant`, EVENTS, () => record(one), AT_ONCE);
  const batch = newTenant();
  await timed('recordAll, one transaction', BATCH, () =>
    log.recordAll(Array.from({ length: BATCH }, () => eventOf(batch))),
  );
  await timed('verify', BATCH, async () => {
    if (!(await log.verify(batch)).ok) throw new Error('the chain is broken');
  });
}

function newTenant(): TenantId {
  return newId<TenantId>(Date.now());
}

function eventOf(tenantId: TenantId): AuditEvent {
  return { tenantId, actor: newTenant(), action: 'listen', subject: newTenant(), address: '192.0.2.1' };
}

async function insertPlain(db: Database): Promise<void> {
  const { tenantId, ...rest } = eventOf(newTenant());
  const row = { ...rest, tenant_id: tenantId, at: new Date() };
  await db
    .insertInto('audit_events')
    .values({ ...row, detail: null })
    .execute();
}

async function each(what: string, times: number, act: (turn: number) => Promise<void>, atOnce = 1): Promise<void> {
  let turn = 0;
  const worker = async (): Promise<void> => {
    while (turn < times) await act(turn++);
  };
  await timed(what, times, async () => void (await Promise.all(Array.from({ length: atOnce }, worker))));
}

async function timed(what: string, events: number, work: () => Promise<void>): Promise<void> {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await work();
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const perEvent = (microseconds: number): string => `${(microseconds / events).toFixed(0)} µs`;
  const rate = `${((events / tookMs) * 1000).toFixed(0)}/s`;
  console.log(`${what.padEnd(44)} ${perEvent(tookMs * 1000)} each, ${perEvent(user + system)} of our CPU, ${rate}`);
}
