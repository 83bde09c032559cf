/**
 * How long a PBX waits for `GET /api/v1/recording-policy` at 1,000 requests a second that come whether or not the ones before were
 * answered. A complete service with the embedded database in a process of its own. `node bench/policy.ts [seconds] [requests a second]`
 */
import { Agent, get } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cpuSeconds } from './kit/process-cpu.ts';
import { fonoteka, ServiceProcess } from '../test/kit/service-process.ts';

const SECONDS = Number(process.argv[2] ?? 20);
const RATE = Number(process.argv[3] ?? 1_000);
const WARM_UP_SECONDS = 5;
const TENANTS = 20;
const TICK_MS = 5;
/** The connections that a proxy keeps. */
const CONNECTIONS = 32;

const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const service = await ServiceProcess.start(data);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
try {
  const command = async (...args: string[]) =>
    JSON.parse((await fonoteka(data, {}, ...args, '--json')).stdout.toString());
  for (let n = 0; n < TENANTS; n += 1) {
    const { tenantId } = await command('tenant', 'add', '--name', `T${n}`, '--plan', 'Biznes', '--number', numberOf(n));
    await command('recording', 'on', '--tenant', tenantId);
  }
  const { apiKey } = await command('source', 'add', '--name', 'PBX');
  await load(apiKey, WARM_UP_SECONDS);
  const before = cpuSeconds(service.ready.pid);
  const { latencies, failed } = await load(apiKey, SECONDS);
  const cpu = cpuSeconds(service.ready.pid) - before;
  latencies.sort((one, other) => one - other);
  const at = (part: number): string => (latencies[Math.floor(part * (latencies.length - 1))] ?? 0).toFixed(2);
  console.log(`${latencies.length} answers in ${SECONDS} s, ${failed} failed`);
  console.log(`p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms, longest ${at(1)} ms`);
  console.log(`CPU of the service ${((1e6 * cpu) / latencies.length).toFixed(0)} µs a request`);
} finally {
  agent.destroy();
  await service.stop();
  await rm(data, { recursive: true, force: true });
}

function numberOf(tenant: number): string {
  return `4822123${String(4500 + tenant)}`;
}

async function load(apiKey: string, seconds: number): Promise<{ latencies: number[]; failed: number }> {
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  let failed = 0;
  const begun = performance.now();
  for (let sent = 0; sent < seconds * RATE; ) {
    const due = Math.min(seconds * RATE, ((performance.now() - begun) * RATE) / 1000);
    for (; sent < due; sent += 1) {
      const asked = performance.now();
      answers.push(
        ask(apiKey, sent).then(
          (ok) => (ok ? latencies.push(performance.now() - asked) : (failed += 1)) as unknown as void,
        ),
      );
    }
    await setTimeout(TICK_MS);
  }
  await Promise.all(answers);
  return { latencies, failed };
}

/** Whether the answer says that the call is recorded. */
function ask(apiKey: string, n: number): Promise<boolean> {
  const url = new URL('/api/v1/recording-policy', service.ready.http!);
  url.search = new URLSearchParams({ caller: '+48512345678', callee: `+${numberOf(n % TENANTS)}` }).toString();
  return new Promise((resolve) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${apiKey}` } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(response.statusCode === 200 && body.includes('"record":true')));
    });
    request.on('error', () => resolve(false));
  });
}
