/**
 * What a recorded call costs from its packets to the stored, encrypted MP3: a complete service as an operator starts it (all roles,
 * embedded PostgreSQL), calls over SIPREC, two legs each of 20 ms of G.711, from a sender in C. In % of a core for each call that runs
 * (CPU time of the service, less what it uses idle, by the seconds of all calls), by its threads; PostgreSQL, the files role's process
 * and the sender apart. Some calls before the measured ones warm V8 up.
 *
 * `npm run bench -- whole-path --calls=20,100,300,600,1000 --seconds=120 --stagger=60 --check=100`: calls begin, and so end, evenly over
 * `--stagger` seconds; of `--check` recordings at most the sound is decoded (ffmpeg), of all length and flags are checked.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { atPart, BenchReport, benchOptions } from './kit/report.ts';
import { type CallsToPlace, placeCalls } from './whole-path/calls.ts';
import { problemsOf } from './whole-path/check.ts';
import { Sender, type SenderFigures } from './whole-path/sender.ts';
import { type BenchService, startBenchService } from './whole-path/service.ts';
import { StoredRecordings } from './whole-path/stored-recordings.ts';
import { idleSeconds, peakMemoryMb, THREAD_KINDS, ThreadCpu, type ThreadKind } from './whole-path/thread-cpu.ts';

const options = benchOptions({
  calls: '20,100,300,600,1000',
  seconds: '120',
  stagger: '60',
  idle: '10',
  check: '100',
});
const WARM_UP = { count: 10, first: 0, seconds: 5, staggerSeconds: 2 };
/** What the service still does after the last recording has its rows: it releases the spool. */
const AFTER_MS = 2_000;
const LOOK_EVERY_MS = 500;

const report = new BenchReport('whole-path', options.json);
let wrong = 0;
for (const count of options.calls.split(',').map(Number)) wrong += await measure(count);
if (wrong > 0) process.exitCode = 1;

async function measure(count: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const profiled = options.profile === '' ? {} : { FONOTEKA_PROFILE: 'on' };
  const service = await startBenchService(stack, join(folder, 'data'), profiled);
  const sender = Sender.start(folder);
  stack.defer(() => sender.kill());
  const place = async (calls: CallsToPlace): Promise<Placed> => {
    const stored = new StoredRecordings(service.db);
    const placed = placeCalls(service.ready.sip!, sender, calls, (call) => stored.hungUp(call));
    const [refused] = await Promise.all([placed, stored.until(calls.count, placed)]);
    return { stored, refused };
  };
  await place(WARM_UP);

  const idle = await usedDuring(service, () => setTimeout(1000 * Number(options.idle)));
  const calls = {
    count,
    first: WARM_UP.count,
    seconds: Number(options.seconds),
    staggerSeconds: Number(options.stagger),
  };
  const before = await packetCounts(service);
  let placed!: Placed;
  const busy = await usedDuring(service, async () => {
    [placed] = await Promise.all([place(calls), takeProfile(service, count)]);
    await setTimeout(AFTER_MS);
  });
  const after = await packetCounts(service);
  const peakMb = peakMemoryMb(service.ready.pid);
  const sent = await sender.end();
  const { stored, refused } = placed;
  addFigures(count, { idle, busy, sent, peakMb, waitedMs: stored.waitedMs, recorded: count - refused.size });
  const of = `${count} calls`;
  report.add(of, 'calls refused', refused.size, '');
  report.add(of, 'packets not received', sent.sent - after.received, '');
  report.add(of, 'packets lost in recordings', after.lost - before.lost, '');
  report.add(of, 'packets dropped by sockets', after.dropped - before.dropped, '');
  const problems = await problemsOf(stored.recordings, { ...calls, refused }, service.stores, Number(options.check));
  report.add(of, 'recordings that are not right', problems.length, '');
  for (const problem of problems.slice(0, 20)) console.log(`${of}: ${problem}`);
  report.write();
  return problems.length;
}

interface Placed {
  readonly stored: StoredRecordings;
  readonly refused: ReadonlySet<number>;
}

interface Used {
  readonly threads: Record<ThreadKind, number>;
  readonly database: number;
  readonly others: number;
  /** Of the machine, all cores together. */
  readonly free: number;
  readonly seconds: number;
}

async function usedDuring({ ready, database, others }: BenchService, work: () => Promise<unknown>): Promise<Used> {
  const cpu = new ThreadCpu(ready.pid);
  const now = () => ({
    threads: cpu.look(),
    database: database.cpuMs() / 1000,
    others: (others?.cpuMs() ?? 0) / 1000,
    free: idleSeconds(),
    seconds: performance.now() / 1000,
  });
  const before = now();
  const timer = setInterval(() => cpu.look(), LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const after = now();
  const threads = { ...after.threads };
  for (const kind of THREAD_KINDS) threads[kind] -= before.threads[kind];
  return {
    threads,
    database: after.database - before.database,
    others: after.others - before.others,
    free: after.free - before.free,
    seconds: after.seconds - before.seconds,
  };
}

async function packetCounts({ metric }: BenchService) {
  return {
    received: await metric(/^fonoteka_encoding_rtp_packets_total\{.*kind="packets"/),
    lost: await metric(/^fonoteka_encoding_rtp_packets_total\{.*kind="lost"/),
    dropped: await metric(/^fonoteka_capture_drops_total /),
  };
}

interface Measured {
  readonly idle: Used;
  readonly busy: Used;
  readonly sent: SenderFigures;
  readonly peakMb: number;
  readonly waitedMs: readonly number[];
  readonly recorded: number;
}

function addFigures(count: number, { idle, busy, sent, peakMb, waitedMs, recorded }: Measured): void {
  const of = `${count} calls`;
  const callSeconds = recorded * Number(options.seconds);
  const ofACore = (cpuSeconds: number, idleCpuSeconds: number): number =>
    (100 * (cpuSeconds - (idleCpuSeconds * busy.seconds) / idle.seconds)) / callSeconds;
  const perCall = '% of a core a call';
  report.add(of, 'the service', ofACore(total(busy), total(idle)), perCall);
  for (const kind of THREAD_KINDS)
    report.add(of, `of it ${kind}`, ofACore(busy.threads[kind], idle.threads[kind]), perCall);
  report.add(of, 'PostgreSQL', ofACore(busy.database, idle.database), perCall);
  report.add(of, 'process of the files role', ofACore(busy.others, idle.others), perCall);
  report.add(of, 'idle service', (100 * total(idle)) / idle.seconds, '% of a core');
  report.add(of, 'idle PostgreSQL', (100 * idle.database) / idle.seconds, '% of a core');
  report.add(of, 'the sender', (100 * sent.cpuSeconds) / callSeconds, perCall);
  report.add(of, 'free CPU of the machine', (100 * busy.free) / busy.seconds, '% of a core');
  report.add(of, 'packets sent late at most', sent.latestMs, 'ms');
  report.add(of, 'peak memory', peakMb, 'MB');
  report.add(of, 'hang-up to playable, p50', atPart(waitedMs, 0.5) / 1000, 's');
  report.add(of, 'hang-up to playable, p95', atPart(waitedMs, 0.95) / 1000, 's');
}

function total({ threads }: Used): number {
  return Object.values(threads).reduce((sum, seconds) => sum + seconds, 0);
}

/** Of the main thread, while all calls run. */
async function takeProfile({ ready }: BenchService, count: number): Promise<void> {
  if (options.profile === '') return;
  await setTimeout(1000 * Number(options.stagger));
  const seconds = Math.max(1, Math.min(20, Number(options.seconds) - Number(options.stagger)));
  const taken = await fetch(`${ready.internal}/profile/cpu?seconds=${seconds}`);
  mkdirSync(options.profile, { recursive: true });
  writeFileSync(join(options.profile, `whole-path-${count}-main.cpuprofile`), await taken.text());
}
