import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { type AddedTenant, addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { testDatabase } from '../kit/database.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { fonoteka, ServiceProcess } from '../kit/service-process.ts';
import { until } from '../kit/until.ts';

const database = testDatabase();
const settings = { FONOTEKA_DATABASE_URL: database.url };
const data = mkdtempSync(join(tmpdir(), 'fonoteka-e2e-'));
afterAll(() => rmSync(data, { recursive: true }));

/** The ids of the processes that a process has started for the files role. */
function filesProcesses(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return children.map(Number).filter((pid) => commandLine(pid).includes('files-worker'));
}

/** Empty when there is no such process. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function signedIn({ ready }: ServiceProcess, { ftp }: AddedTenant): Promise<RawFtpClient> {
  const { hostname: host, port } = new URL(ready.ftp!);
  const client = await RawFtpClient.connect({ host, port: Number(port) });
  expect(await client.reply()).toMatch(/^220/);
  await client.command(`USER ${ftp.login}`);
  expect(await client.command(`PASS ${ftp.password}`)).toMatch(/^230/);
  return client;
}

async function metrics({ ready }: ServiceProcess): Promise<readonly string[]> {
  return (await (await fetch(`${ready.internal}/metrics`)).text()).split('\n');
}

async function isReady({ ready }: ServiceProcess): Promise<boolean> {
  return (await fetch(`${ready.internal}/readyz`)).ok;
}

async function bookshop(): Promise<AddedTenant> {
  const now = Date.now();
  await addSource(database.db, { name: 'PBX', addresses: ['127.0.0.1'] }, now);
  const tenant = await addTenant(database.db, { name: 'Księgarnia', plan: 'Biznes', numbers: ['221234567'] }, now);
  await setCallRecording(database.db, tenant.tenantId, { enabled: true }, now);
  return tenant;
}

test('the files role beside a recorder has a process of its own: killed, calls go on and clients come back; it is stopped with the service', async () => {
  const tenant = await bookshop();
  // Whoever may not raise a priority can lower that of the service before its start.
  setPriority(1);
  const service = await ServiceProcess.start(data, settings);
  onTestFinished(() => service.kill());
  const [first] = filesProcesses(service.ready.pid);
  expect(getPriority(first)).toBe(getPriority(service.ready.pid) + 5);
  expect(Number(readFileSync(`/proc/${first}/oom_score_adj`, 'utf8'))).toBeGreaterThanOrEqual(500);
  const client = await signedIn(service, tenant);
  expect(await metrics(service)).toEqual(
    expect.arrayContaining([
      'fonoteka_ftp_sessions 1',
      expect.stringMatching(/^process_cpu_seconds_total \d/),
      expect.stringMatching(/^process_cpu_seconds_total\{process="files"\} \d/),
    ]),
  );

  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const hangUp = new AbortController();
  const call = placeTestCall({
    sip: { host, port: Number(port), transport: 'udp' },
    caller: '512000001',
    callee: '221234567',
    durationMs: 60_000,
    callerAudio: tone(440),
    clock: systemClock,
    signal: hangUp.signal,
  });
  await until('the call is received', async () =>
    (await metrics(service)).some((line) => /^fonoteka_capture_packets_total(?:\{[^}]*\})? [1-9]/.test(line)),
  );
  process.kill(first!, 'SIGKILL');
  await client.closed();
  await until('another process serves', () => filesProcesses(service.ready.pid).some((pid) => pid !== first));
  await until('the service is ready again', () => isReady(service));
  const again = await signedIn(service, tenant);
  expect(await metrics(service)).toContain('fonoteka_part_restarts_total{part="files"} 1');
  hangUp.abort();
  expect(await call).toMatchObject({ status: 200, endedBy: 'caller' });
  await until('the call is recorded', async () => {
    const rows = await database.db.selectFrom('recordings').select(['duration_ms']).execute();
    return rows.length === 1;
  });

  const [second] = filesProcesses(service.ready.pid);
  await service.stop();
  expect(await again.reply()).toMatch(/^421/);
  await until('the process of the files role has ended', () => !commandLine(second!).includes('files-worker'));
});

test('it ends with a service that is killed; alone, the files role is one process', async () => {
  const service = await ServiceProcess.start(data, { ...settings, FONOTEKA_ROLES: 'web,files' });
  onTestFinished(() => service.kill());
  const [process] = filesProcesses(service.ready.pid);
  await service.kill();
  await until('the process of the files role has ended', () => !commandLine(process!).includes('files-worker'));
  const alone = await ServiceProcess.start(data, { ...settings, FONOTEKA_ROLES: 'files' });
  onTestFinished(() => alone.stop());
  expect(filesProcesses(alone.ready.pid)).toEqual([]);
  expect(await isReady(alone)).toBe(true);
  const lines = await metrics(alone);
  expect(lines).toContain('fonoteka_ftp_sessions 0');
  expect(lines.filter((line) => line.includes('process="files"'))).toEqual([]);
});

test('a service whose files role cannot start does not start, and says why', async () => {
  const taken = createServer().listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const run = await fonoteka(
    data,
    { ...settings, FONOTEKA_FTP_PORT: String(port) },
    'start',
    '--roles',
    'worker,files',
  );
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/FTP cannot listen on .*\(port-taken\)/) });
});
