/**
 * The cost of encryption at rest: MB/s of encrypting a file into another and of reading it back, compared with a plain
 * copy in the same run; and the time to read one byte in the middle of a large recording. `node bench/encryption.ts [MB]`.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decryptRange } from '../src/archive/cipher/decrypt-range.ts';
import { encryptFile } from '../src/archive/cipher/encrypt-file.ts';
import { newId, type RecordingId } from '../src/base/ids.ts';
import { FolderObjectStore, type ObjectKey } from '../src/platform/object-store.ts';

const megabytes = Number(process.argv[2] ?? 100);
const sizeBytes = megabytes * 1_000_000;
const RUNS = 5;
const BYTE_READS = 200;
const PIECE_BYTES = 64 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'bench-encryption-'));
const [from, to] = [join(folder, 'plain'), join(folder, 'encrypted')];
const key = 'recording' as ObjectKey;
const secret = { dataKey: randomBytes(32), recordingId: newId<RecordingId>(Date.now()) };
const objects = new FolderObjectStore(join(folder, 'store'));
writeFileSync(from, randomBytes(sizeBytes));

const object = { open: (range: { start: number; end?: number }) => objects.open(key, range), sizeBytes };
const wholePlain = (): Readable => createReadStream(from, { highWaterMark: PIECE_BYTES });
const readAll = async (audio: Readable): Promise<void> => {
  for await (const _ of audio);
};

/** The best of several runs: CPU seconds of the process and milliseconds of wall-clock time. */
async function best(work: () => Promise<void>): Promise<{ cpuSeconds: number; wallMs: number }> {
  const runs: { cpuSeconds: number; wallMs: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    runs.push({ cpuSeconds: (user + system) / 1e6, wallMs: performance.now() - wall });
  }
  return {
    cpuSeconds: Math.min(...runs.map((run) => run.cpuSeconds)),
    wallMs: Math.min(...runs.map((run) => run.wallMs)),
  };
}

function rate(seconds: number): string {
  return `${Math.round(megabytes / seconds)} MB/s`;
}

async function report(name: string, work: () => Promise<void>): Promise<void> {
  const { cpuSeconds, wallMs } = await best(work);
  console.log(`${name}: ${rate(cpuSeconds)} of CPU, ${rate(wallMs / 1000)} by the clock`);
}

await report('copied through streams', () => pipeline(wholePlain(), createWriteStream(to)));
await report('encrypted', () => encryptFile({ plaintext: createReadStream(from), to, sizeBytes }, secret));
await objects.put(key, to);
await report('read as it is', () => readAll(wholePlain()));
await report('decrypted', async () => readAll(await decryptRange(object, { start: 0, end: sizeBytes }, secret)));

const byteMs: number[] = [];
for (let index = 0; index < BYTE_READS; index++) {
  const start = Math.floor((sizeBytes / BYTE_READS) * index);
  const before = performance.now();
  await readAll(await decryptRange(object, { start, end: start + 1 }, secret));
  byteMs.push(performance.now() - before);
}
const median = byteMs.sort((a, b) => a - b)[BYTE_READS / 2]!;
console.log(`one byte of ${megabytes} MB: ${median.toFixed(2)} ms (median), ${byteMs.at(-1)!.toFixed(2)} ms (longest)`);
rmSync(folder, { recursive: true });
