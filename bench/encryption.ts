/**
 * The cost of encryption at rest: CPU seconds for a GB of encrypting a file into another and of reading it back, compared with a
 * plain copy in the same run, and of sending it to another process; the pauses of the garbage collector meanwhile; and the time
 * to read one byte in the middle of a large recording. `node bench/encryption.ts [MB]`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encryptFile } from '../src/platform/sealed-content/index.ts';
import { wrapDataKey } from '../src/archive/data-key.ts';
import { openAudio, openContent } from '../src/archive/index.ts';
import { newId, type RecordingId } from '../src/base/ids.ts';
import type { KeyId } from '../src/platform/key-store.ts';
import { FolderObjectStore, type ObjectKey } from '../src/platform/object-store.ts';

const megabytes = Number(process.argv[2] ?? 100);
const sizeBytes = megabytes * 1_000_000;
const RUNS = 5;
const BYTE_READS = 200;
const PIECE_BYTES = 64 * 1024;
const OTHER_OBJECTS = 500_000;

const folder = mkdtempSync(join(tmpdir(), 'bench-encryption-'));
const [from, to] = [join(folder, 'plain'), join(folder, 'encrypted')];
const key = 'recording' as ObjectKey;
const secret = { dataKey: randomBytes(32), recordingId: newId<RecordingId>(Date.now()) };
const objects = new FolderObjectStore(join(folder, 'store'));
writeFileSync(from, randomBytes(sizeBytes));

const wrappingKey = randomBytes(32);
const sources = { objects, keys: { get: async () => wrappingKey } };
const recording = {
  id: secret.recordingId,
  objectKey: key,
  sizeBytes,
  keyId: '2026-06-08/tenant_2026-03-10' as KeyId,
  wrappedKey: wrapDataKey(wrappingKey, secret.dataKey, secret.recordingId),
};
const wholePlain = (): Readable => createReadStream(from, { highWaterMark: PIECE_BYTES });
const readAll = async (audio: Readable): Promise<void> => {
  for await (const _ of audio);
};

const readContent = async (use: (bytes: Buffer) => Promise<void> | void): Promise<void> => {
  const content = await openContent(sources, recording);
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) {
    await use(bytes);
    content.release();
  }
  content.close();
};

/** Of the garbage collector: how often it collected all of the heap, and for how long it stopped the process in all. */
const pauses = { full: 0, ms: 0 };
new PerformanceObserver((list) => {
  for (const { detail, duration } of list.getEntries() as (PerformanceEntry & { detail: { kind: number } })[]) {
    pauses.ms += duration;
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) pauses.full++;
  }
}).observe({ entryTypes: ['gc'] });

/** The run with the least CPU time of several. */
async function best(work: () => Promise<void>) {
  const runs: { cpuSeconds: number; wallMs: number; full: number; pausedMs: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    Object.assign(pauses, { full: 0, ms: 0 });
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    const wallMs = performance.now() - wall;
    await new Promise(setImmediate);
    runs.push({ cpuSeconds: (user + system) / 1e6, wallMs, full: pauses.full, pausedMs: pauses.ms });
  }
  return runs.sort((one, other) => one.cpuSeconds - other.cpuSeconds)[0]!;
}

/** As many objects as a service may have: what the garbage collector looks through each time. */
const heap = Array.from({ length: OTHER_OBJECTS }, (_, index) => ({ index, at: [index] }));

const table: Record<string, object> = {};
async function report(name: string, work: () => Promise<void>): Promise<void> {
  const { cpuSeconds, wallMs, full, pausedMs } = await best(work);
  table[name] = {
    'CPU s/GB': Number(((cpuSeconds * 1000) / megabytes).toFixed(2)),
    'MB/s': Math.round((megabytes / wallMs) * 1000),
    'full collections': full,
    'paused ms': Math.round(pausedMs),
  };
}

/** Another process that takes and drops what is sent to it. */
async function reader(): Promise<{ socket: Socket; program: ChildProcess }> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const code = `require('net').connect({ host: '127.0.0.1', port: ${(server.address() as AddressInfo).port},
    onread: { buffer: Buffer.alloc(1 << 20), callback: () => true } })`;
  const program = spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  return { socket, program };
}

await report('copied through streams', () => pipeline(wholePlain(), createWriteStream(to)));
await report('encrypted', () => encryptFile({ plaintext: createReadStream(from), to, sizeBytes }, secret));
await objects.put(key, to);
await report('read as it is', () => readAll(wholePlain()));
await report('decrypted', () => readContent(() => {}));
await report('decrypted, as a stream', async () => readAll(await openAudio(sources, recording)));
const { socket, program } = await reader();
const sent = (bytes: Buffer) => new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
await report('decrypted and sent', () => readContent(sent));
socket.end();
await once(program, 'exit');
console.table(table);
console.log(`beside ${heap.length} other objects`);

const byteMs: number[] = [];
for (let index = 0; index < BYTE_READS; index++) {
  const start = Math.floor((sizeBytes / BYTE_READS) * index);
  const before = performance.now();
  await readAll(await openAudio(sources, recording, { start, end: start + 1 }));
  byteMs.push(performance.now() - before);
}
const median = byteMs.sort((a, b) => a - b)[BYTE_READS / 2]!;
console.log(`one byte of ${megabytes} MB: ${median.toFixed(2)} ms (median), ${byteMs.at(-1)!.toFixed(2)} ms (longest)`);
rmSync(folder, { recursive: true });
