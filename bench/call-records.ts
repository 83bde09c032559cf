/**
 * Call records over HTTP, 500 a request: new ones, and the same ones again. A complete service with the embedded database; the CPU
 * time is of both, without the sender's. `node bench/call-records.ts [records] [requests at once]`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds } from './kit/process-cpu.ts';
import { fonoteka, ServiceProcess } from '../test/kit/service-process.ts';

const RECORDS = Number(process.argv[2] ?? 50_000);
const AT_ONCE = Number(process.argv[3] ?? 2);
const IN_A_REQUEST = 500;
const TENANTS = 20;

const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const service = await ServiceProcess.start(data);
try {
  for (let n = 0; n < TENANTS; n += 1) {
    const { tenantId } = await command('tenant', 'add', '--name', `T${n}`, '--plan', 'Biznes', '--number', numberOf(n));
    await command('recording', 'on', '--tenant', tenantId);
  }
  const apiKey: string = (await command('source', 'add', '--name', 'PBX')).apiKey;
  await send(apiKey, records('warm-up', 5_000, TENANTS));
  for (const tenants of [1, TENANTS]) {
    const list = records(`of ${tenants}`, RECORDS, tenants);
    const mixed = list.map((record, n) =>
      n % 2 === 0 ? record : { ...record, externalId: `${record.externalId} new` },
    );
    const what = tenants === 1 ? 'of one tenant' : `of ${tenants} tenants`;
    await measure(`new, ${what}`, apiKey, list);
    await measure(`repeated, ${what}`, apiKey, list);
    await measure(`repeated, ends changed, ${what}`, apiKey, list.map(later));
    await measure(`half of them repeated, ${what}`, apiKey, mixed);
  }
} finally {
  await service.stop();
  await rm(data, { recursive: true, force: true });
}

async function command(...args: string[]) {
  return JSON.parse((await fonoteka(data, {}, ...args, '--json')).stdout.toString());
}

function numberOf(tenant: number): string {
  return `4822123${String(4500 + tenant)}`;
}

type Record = ReturnType<typeof records>[number];

/** Calls of the last month, no two of the same numbers at the same time. */
function records(name: string, count: number, tenants: number) {
  const from = Date.now() - 30 * 24 * 3_600_000;
  return Array.from({ length: count }, (_, n) => {
    const startedAt = from + n * 40;
    const time = (afterMs: number): string => new Date(startedAt + afterMs).toISOString();
    return {
      externalId: `${name} ${n}`,
      caller: `+4851${String(1_000_000 + ((n * 7_919) % 9_000_000))}`,
      callee: `+${numberOf(n % tenants)}`,
      startedAt: time(0),
      answeredAt: time(4_000),
      endedAt: time(64_000),
    };
  });
}

function later(record: Record): Record {
  return { ...record, endedAt: new Date(Date.parse(record.endedAt) + 5_000).toISOString() };
}

async function measure(what: string, apiKey: string, list: readonly Record[]): Promise<void> {
  const [ours, databases, begun] = [cpuSeconds(service.ready.pid), databaseSeconds(), performance.now()];
  await send(apiKey, list);
  const wallSeconds = (performance.now() - begun) / 1000;
  const [service_, database] = [cpuSeconds(service.ready.pid) - ours, databaseSeconds() - databases];
  const micros = (seconds: number): string => `${((1e6 * seconds) / list.length).toFixed(0)} µs`;
  const perMinute = (seconds: number): string => ((60 * list.length) / seconds).toFixed(0);
  console.log(
    `${what.padEnd(44)} ${micros(service_)} of the service, ${micros(database)} of PostgreSQL a record; ` +
      `${perMinute(service_ + database)} a minute of CPU, ${perMinute(wallSeconds)} a minute`,
  );
}

async function send(apiKey: string, list: readonly Record[]): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < list.length) {
      const part = list.slice(next, (next += IN_A_REQUEST));
      const response = await fetch(new URL('/api/v1/calls', service.ready.http!), {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(part),
      });
      const answer = await response.text();
      if (response.status !== 200 || answer.includes('"errors"')) throw new Error(`${response.status} ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** CPU time of the embedded PostgreSQL so far: the postmaster and the children that it has now. */
function databaseSeconds(): number {
  const pid = Number(readFileSync(join(data, 'database', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const children = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid);
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + cpuSeconds(one), 0);
}

function parentOf(pid: string): number {
  try {
    return Number(/^.*\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
