/**
 * How long the next start takes for what a killed recorder left in its spool: seconds for each GB, from the disk and from the page cache, and
 * the CPU. The spool has calls of two G.711 legs, 100 at a time, three minutes each, encrypted; the last ones are open.
 * `npm run bench -- recovery [--mb=1024]`; the least of three.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';
import { systemClock } from '../src/platform/clock.ts';
import { FolderKeyStore } from '../src/platform/key-store.ts';
import { createLogger } from '../src/platform/logging.ts';
import { Spool, SpoolWriter } from '../src/spool/index.ts';
import { callDescription } from '../test/kit/spooled-call.ts';
import { BenchReport, benchOptions } from './kit/report.ts';

const options = benchOptions({ mb: '1024' });
const report = new BenchReport('recovery', options.json);
const CALLS_AT_ONCE = 100;
const CALL_SECONDS = 180;
const ROUNDS = 3;
const LEGS = (['caller', 'callee'] as const).map((channel, leg) => ({
  leg,
  channel,
  codecs: [{ payloadType: 8, name: 'PCMA', clockRateHz: 8000 }],
}));

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
const keys = new FolderKeyStore(join(folder, 'keys'));
const log = createLogger('error');
try {
  const bytes = await write(Number(options.mb) * 1e6);
  const gigabytes = bytes / 1e9;
  for (const [name, before] of [
    ['from the disk', dropPages],
    ['from the page cache', () => {}],
  ] as const) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      before();
      rounds.push(await recover());
    }
    const wallMs = Math.min(...rounds.map((each) => each.wallMs));
    const cpuMs = Math.min(...rounds.map((each) => each.cpuMs));
    const calls = rounds[0]!.calls;
    report.add(name, 'time', wallMs / 1000 / gigabytes, 's per GB');
    report.add(name, 'CPU', cpuMs / 1000 / gigabytes, 's per GB');
    report.add(name, 'calls', calls, '');
    report.add(name, 'spool', gigabytes, 'GB');
  }
  report.write();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a spool as a recorder does that is killed; returns its size. */
async function write(wanted: number): Promise<number> {
  const spool = await Spool.open({ folder: join(folder, 'spool'), keys, log });
  const written = { bytes: 0 };
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: systemClock,
    events: {
      segmentClosed: () => {},
      synced: (batch) => void (written.bytes += batch.bytes),
      failed: (error) => {
        throw error;
      },
    },
  });
  const begun = Date.parse('2026-03-10T10:00:00Z');
  const payload = new Uint8Array(172).fill(0xd5);
  const open = (second: number) => {
    const now = begun + second * 1000;
    const description = callDescription({ startedAt: now, caller: '+48512345678', callee: '+48221234567' });
    return { call: writer.open({ captureStartedAt: now, description, legs: LEGS }), until: second + CALL_SECONDS };
  };
  // As if they had begun one after another.
  const calls = Array.from({ length: CALLS_AT_ONCE }, (_, index) => {
    const first = open(0);
    return { ...first, until: Math.ceil(((index + 1) * CALL_SECONDS) / CALLS_AT_ONCE) };
  });
  for (let second = 0; written.bytes < wanted; second++) {
    for (const [index, { call, until }] of calls.entries()) {
      for (let packet = 0; packet < 100; packet++) {
        const arrivedAtMs = begun + second * 1000 + packet * 10;
        call.append({ leg: packet % 2, arrivedAtMs, bytes: payload });
      }
      call.closeChunk();
      if (second < until) continue;
      void call.end({ endedAt: begun + second * 1000, endReason: 'hang-up' });
      calls[index] = open(second);
    }
    await writer.flush();
  }
  await spool.close();
  return written.bytes;
}

async function recover(): Promise<{ wallMs: number; cpuMs: number; calls: number }> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const spool = await Spool.open({ folder: join(folder, 'spool'), keys, log });
  const calls = await spool.recover();
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  await spool.close();
  return { wallMs, cpuMs: (user + system) / 1000, calls: calls.length };
}

/** So that the next reading is of the disk. */
function dropPages(): void {
  const advise = koffi.load('libc.so.6').func('int posix_fadvise(int, int64_t, int64_t, int)');
  const POSIX_FADV_DONTNEED = 4;
  for (const name of readdirSync(join(folder, 'spool', 'segments'))) {
    const file = join(folder, 'spool', 'segments', name);
    const descriptor = openSync(file, 'r+');
    fdatasyncSync(descriptor);
    advise(descriptor, 0, statSync(file).size, POSIX_FADV_DONTNEED);
    closeSync(descriptor);
  }
}
