/**
 * The response time of pages with a tenant's charges (a statement, the list of statements, the services), and the cost of
 * issuing statements. The tenant has existed for ten years and has ordered something every other day.
 * `node bench/statement.ts [other tenants]`. Uses the embedded database.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type TenantId } from '../src/base/ids.ts';
import { issueStatements, listStatements, statementAt, tenantOffer } from '../src/billing/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { type Database, openDatabase } from '../src/platform/postgres/index.ts';
import { addSubscription } from '../src/tenants/index.ts';

const OTHER_TENANTS = Number(process.argv[2] ?? 1000);
const DAY_MS = 86_400_000;
const YEARS = 10;
const DAYS_BETWEEN_ORDERS = 2;
const RUNS = 200;

const now = systemClock.now();
const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const log = createLogger('warn');
const database = await openDatabase({ url: '', dataFolder: folder, as: 'service', log, clock: systemClock });
try {
  await measure(database.db);
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(db: Database): Promise<void> {
  const tenantId = await addTenantSince(db, now - YEARS * 365 * DAY_MS);
  const orders = (YEARS * 365) / DAYS_BETWEEN_ORDERS;
  await order(db, tenantId, orders);
  for (let added = 0; added < OTHER_TENANTS; added++) await addTenantSince(db, now - 40 * DAY_MS);
  console.log(`a tenant with ${YEARS} years and ${orders} orders behind it, among ${OTHER_TENANTS} others\n`);
  const request = { tenantId, at: now, now };
  await repeated('a statement, calculated', () => statementAt(db, request));
  const start = performance.now();
  const issued = await issueStatements({ db, clock: systemClock });
  console.log(`${'issuing'.padEnd(30)} ${((performance.now() - start) / issued).toFixed(2)} ms each of ${issued}`);
  await repeated('a statement, issued', () => statementAt(db, { ...request, at: now - 365 * DAY_MS }));
  await repeated('the list of all statements', () => listStatements(db, tenantId, now));
  await repeated('services and prices', () => tenantOffer(db, tenantId, now));
}

async function addTenantSince(db: Database, startsAt: number): Promise<TenantId> {
  const id = newId<TenantId>(startsAt);
  const day = new Date(startsAt).toISOString().slice(0, 10);
  await db.insertInto('tenants').values({ id, name: 'Piekarnia', billing_from: day }).execute();
  const plan = { tenantId: id, service: 'plan', plan: 'Biznes', startsAt, orderedAt: startsAt } as const;
  await addSubscription(db, { ...plan, orderedBy: 'bench' });
  return id;
}

async function order(db: Database, tenantId: TenantId, orders: number): Promise<void> {
  for (let number = 0; number < orders; number++) {
    const startsAt = now - (orders - number) * DAYS_BETWEEN_ORDERS * DAY_MS;
    await addSubscription(db, {
      tenantId,
      service: 'extended-retention',
      units: 1 + (number % 12),
      startsAt,
      endsAt: startsAt + DAYS_BETWEEN_ORDERS * DAY_MS,
      orderedBy: 'bench',
      orderedAt: startsAt,
      orderKey: randomUUID(),
    });
  }
}

async function repeated(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * (RUNS - 1))]!.toFixed(1);
  const cpuMs = ((user + system) / 1000 / RUNS).toFixed(1);
  console.log(`${what.padEnd(30)} median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, ${cpuMs} ms of our CPU`);
}
