/**
 * How long an INVITE waits for its answer, while nothing is downloaded and while many customers download: with the files role in the
 * recorder's process, and in one of its own. Of several rounds the one with the shortest p99, because other work of the machine only adds.
 * `node bench/invites-under-downloads.ts [--downloads=50] [--invites=200] [--rounds=5] [--kb=200]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ReadyReport } from '../src/compose/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { openDatabase } from '../src/platform/postgres/index.ts';
import { createLogger } from '../src/platform/logging.ts';
import { addSource, addTenant, setCallRecording } from '../src/tenants/index.ts';
import { ClientDialog } from '../src/test-caller/client-dialog.ts';
import { inviteContent } from '../src/test-caller/offer.ts';
import type { SipPeerAddress } from '../src/test-caller/sip-socket.ts';
import { addBenchTenants, type BenchTenants, SHORT_FILES } from './files/bench-tenants.ts';
import { until } from '../test/kit/until.ts';
import { BenchFiles } from './files/catalog.ts';
import { type Job, startFtp } from './files/clients.ts';
import { atPart } from './kit/report.ts';

const { values: options } = parseArgs({
  options: {
    downloads: { type: 'string', default: '50' },
    invites: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    kb: { type: 'string', default: '200' },
  },
});
const DOWNLOADS = Number(options.downloads);
const INVITES = Number(options.invites);
const ROUNDS = Number(options.rounds);
/** Processes of the client. */
const CLIENTS = 5;
/** Of the client, whose CPU is another machine's outside of a benchmark. */
const NICENESS = 15;
/** More often than anybody fetches the files while the calls are placed. */
const TIMES = 10_000;
/** Sign-ins that came at once from one address would wait for each other. */
const ADDRESSES = 50;
/** So many calls in a second, each of which ends at once. */
const INVITE_EVERY_MS = 40;
const CALLEE = '48221234567';

for (const process of ['same', 'own'] as const) await measure(process);

async function measure(process: 'same' | 'own'): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const ready = await startInProcess(stack, data, process);
  const sizes = { bigMb: 1, files: 50, fileKb: Number(options.kb), listed: 1 };
  const files = new BenchFiles(sizes, Date.now());
  const plain = join(folder, 'plain');
  await files.writePlain(plain);
  await addPbx(data);
  const tenants = await addBenchTenants(data, files, plain);
  await answers(ready, 50);
  report(`${process} process, no downloads`, await bestRound(ready));
  const clients = startDownloads(ready, tenants, files);
  stack.defer(async () => {
    for (const client of clients) client.kill('SIGKILL');
  });
  // Signing in is over by then.
  await until('all have begun', async () => (await fetchedFiles(ready)) >= 10 * DOWNLOADS);
  const startedAt = performance.now();
  const before = await fetchedFiles(ready);
  report(`${process} process, ${DOWNLOADS} downloads`, await bestRound(ready));
  const perSecond = ((await fetchedFiles(ready)) - before) / ((performance.now() - startedAt) / 1000);
  console.log(`  ${perSecond.toFixed(0)} files a second were fetched`);
}

async function startInProcess(
  stack: AsyncDisposableStack,
  data: string,
  process: 'same' | 'own',
): Promise<ReadyReport> {
  const service = join(import.meta.dirname, 'invites', 'service.ts');
  const child = spawn(globalThis.process.execPath, [...globalThis.process.execArgv, service, data, process], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stack.defer(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length)) as ReadyReport;
  }
  throw new Error('the service ended before it was ready');
}

async function addPbx(data: string): Promise<void> {
  const log = createLogger('error');
  const database = await openDatabase({ url: '', dataFolder: data, as: 'command', log, clock: systemClock });
  const { db } = database;
  const now = Date.now();
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, now);
  const tenant = await addTenant(db, { name: 'Bench', plan: 'Biznes', numbers: [CALLEE] }, now);
  await setCallRecording(db, tenant.tenantId, { enabled: true }, now);
  await database.close();
}

/** So many clients that fetch without end, from as many addresses. */
function startDownloads({ ftp }: ReadyReport, { others }: BenchTenants, { contents }: BenchFiles): ChildProcess[] {
  const { smallFolder: folder, small } = contents;
  const jobs: Job[] = Array.from({ length: DOWNLOADS }, (_, index) => ({
    account: others[index % others.length]!.ftp,
    source: `127.0.2.${1 + (index % ADDRESSES)}`,
    folder,
    names: small.slice(0, SHORT_FILES),
    times: TIMES,
  }));
  const server = { port: Number(new URL(ftp!).port), protocol: 'ftp' as const };
  return Array.from({ length: CLIENTS }, (_, client) =>
    startFtp(
      server,
      jobs.filter((_job, index) => index % CLIENTS === client),
      NICENESS,
    ),
  );
}

function fetchedFiles(ready: ReadyReport): Promise<number> {
  return metric(ready, /^fonoteka_ftp_transfers_total\{content="file",outcome="completed"\} /);
}

async function metric({ internal }: ReadyReport, name: RegExp): Promise<number> {
  const lines = (await (await fetch(`${internal}/metrics`)).text()).split('\n');
  return Number(
    lines
      .find((line) => name.test(line))
      ?.split(' ')
      .at(-1) ?? 0,
  );
}

async function bestRound(ready: ReadyReport): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await answers(ready, INVITES));
  return rounds.toSorted((a, b) => atPart(a, 0.99) - atPart(b, 0.99))[0]!;
}

/** Places calls, one after another in a steady pace, that end at once; returns how long each waited for its answer, ms, from the shortest. */
async function answers(ready: ReadyReport, count: number): Promise<number[]> {
  const [host, port] = ready.sip!.replace('sip:', '').split(':') as [string, string];
  const waited: number[] = [];
  const placed: Promise<void>[] = [];
  for (let call = 0; call < count; call++) {
    placed.push(place({ host, port: Number(port), transport: 'udp' }, waited));
    await setTimeout(INVITE_EVERY_MS);
  }
  await Promise.all(placed);
  return waited.sort((a, b) => a - b);
}

async function place(peer: SipPeerAddress, waited: number[]): Promise<void> {
  const dialog = await ClientDialog.open({
    peer,
    requestUri: `sip:recorder@${peer.host}:${peer.port}`,
    from: 'sip:src@127.0.0.1',
    clock: systemClock,
    onHungUp: () => {},
  });
  const offer = { address: '127.0.0.1', ports: [40_000, 40_002], version: 1, paused: false, codec: 'PCMA' } as const;
  const call = { sip: peer, caller: '48512345678', callee: CALLEE, durationMs: 0, clock: systemClock };
  const content = inviteContent(offer, call, dialog.callId);
  const startedAt = performance.now();
  const response = await dialog.invite(content, [{ name: 'Require', value: 'siprec' }]);
  waited.push(performance.now() - startedAt);
  if (response?.status !== 200) throw new Error(`an INVITE was answered ${response?.status}`);
  await dialog.request('BYE');
  dialog.close();
}

function report(what: string, waited: readonly number[]): void {
  const at = (part: number): string => atPart(waited, part).toFixed(1);
  console.log(`${what}: answered after ${at(0.5)} ms (median), ${at(0.9)} ms (p90), ${at(0.99)} ms (p99)`);
}
