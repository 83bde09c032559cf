import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { type ClosedSegment, readSpooledCall, type SpooledCall, SpoolWriter } from './index.ts';
import { RecoveredCalls } from './recover-calls.ts';
import { scanSegment, type SkippedBytes } from './scan-segment.ts';

const KEY = createHash('sha256').update('of a run').digest();

interface Written {
  readonly content: Buffer;
  readonly name: string;
  /** Where the last flush begins: all before it is synced and acknowledged. */
  readonly lastBlock: number;
  /** What each call had before the last flush, and with it. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly after: ReadonlyMap<string, readonly string[]>;
}

const asText = ({ leg, arrivedAtMs, bytes }: { leg: number; arrivedAtMs: number; bytes: Uint8Array }): string =>
  `${leg} ${arrivedAtMs} ${Buffer.from(bytes).toString('hex')}`;

/** A segment of three flushes. In the last one a call goes on, one ends, and one begins. */
async function write(packetBytes: number): Promise<Written> {
  const folder = temporaryFolder();
  const closed: ClosedSegment[] = [];
  let length = 0;
  const writer = new SpoolWriter({
    location: { folder, prefix: '00000001-000-', key: KEY },
    clock: new ManualClock(),
    events: {
      segmentClosed: (segment) => closed.push(segment),
      synced: (batch) => (length = batch.length),
      failed: (error) => expect.unreachable(error.message),
    },
  });
  const packets = new Map<string, string[]>();
  const open = () => {
    const description = callDescription({ caller: '+48512345678' });
    const call = writer.open({ captureStartedAt: 0, description, legs: [] });
    const written: string[] = [];
    packets.set(description.recordingId, written);
    const second = (number: number): void => {
      for (let packet = 0; packet < 2; packet++) {
        const bytes = new Uint8Array(packetBytes).fill(number * 2 + packet);
        const entry = { leg: packet, arrivedAtMs: number * 1000 + packet * 20, bytes };
        call.append(entry);
        written.push(asText(entry));
      }
      call.closeChunk();
    };
    return { call, second };
  };
  const [going, ending] = [open(), open()];
  for (const second of [0, 1]) {
    going.second(second);
    ending.second(second);
    await writer.flush();
  }
  const copy = (): Map<string, string[]> => new Map([...packets].map(([id, texts]) => [id, [...texts]]));
  const lastBlock = length;
  const before = copy();
  going.second(2);
  const ended = ending.call.end({ endedAt: 5000, endReason: 'hang-up' });
  const begun = open();
  begun.second(2);
  await writer.flush();
  await ended;
  await writer.close();
  const { file } = closed[0]!;
  return { content: readFileSync(file), name: file.split('/').at(-1)!, lastBlock, before, after: copy() };
}

interface Read {
  readonly calls: ReadonlyMap<string, { readonly packets: readonly string[]; readonly call: SpooledCall }>;
  readonly skipped: readonly SkippedBytes[];
  /** Records and chunks whose payload is not what was written. */
  readonly damaged: number;
}

function readAll(file: string): Read {
  const found = new RecoveredCalls();
  const skipped: SkippedBytes[] = [];
  let damaged = 0;
  for (const record of scanSegment({ file, runKey: KEY }, (each) => skipped.push(each))) {
    if (!found.add(record)) damaged++;
  }
  const calls = found.calls.map((call) => {
    const packets = [...readSpooledCall(call, () => damaged++)].map(asText);
    return [call.recordingId, { packets, call }] as const;
  });
  return { calls: new Map(calls), skipped, damaged };
}

/** What was acknowledged is whole, and nothing is there that was not written. */
function expectWhole({ calls }: Read, { before, after }: Written, what: string): void {
  for (const [id, packets] of before) expect(calls.get(id)?.packets.slice(0, packets.length), what).toEqual(packets);
  for (const [id, { packets }] of calls) {
    const written = after.get(id) ?? [];
    if (packets.some((packet) => !written.includes(packet))) expect.unreachable(`${what}: a packet was invented`);
  }
}

test('a segment cut off at every byte of the last block: what was synced before is whole, and it is no damage', async () => {
  const written = await write(30);
  const { content, lastBlock, name } = written;
  const file = join(temporaryFolder(), name);
  expect(content.length - lastBlock).toBeGreaterThan(500);
  for (let length = lastBlock; length <= content.length; length++) {
    writeFileSync(file, content.subarray(0, length));
    const read = readAll(file);
    expectWhole(read, written, `cut off at ${length}`);
    expect(read.damaged).toBe(0);
    expect(read.skipped.filter(({ cause }) => cause !== 'truncated')).toEqual([]);
  }
  expect(readAll(file).calls.size).toBe(3);
});

test('zeros from every byte of the last block on, as a loss of power leaves them: the same', async () => {
  const written = await write(30);
  const { content, lastBlock, name } = written;
  const file = join(temporaryFolder(), name);
  for (let length = lastBlock; length < content.length; length++) {
    writeFileSync(file, Buffer.concat([content.subarray(0, length), Buffer.alloc(content.length - length)]));
    expectWhole(readAll(file), written, `zeros from ${length} on`);
  }
});

test('every byte of the last block damaged: what was synced before is whole, one record is lost, and it is reported', async () => {
  const written = await write(30);
  const { content, lastBlock, name } = written;
  const file = join(temporaryFolder(), name);
  const records = [...scanSegment({ file: writtenTo(file, content), runKey: KEY })].length;
  for (let at = lastBlock; at < content.length; at++) {
    const mask = [0x01, 0x80, 0xff][at % 3]!;
    const damaged = Buffer.from(content);
    damaged[at]! ^= mask;
    const read = readAll(writtenTo(file, damaged));
    expectWhole(read, written, `byte ${at} changed`);
    const inHeader = read.skipped.length > 0;
    // The header of the last record: as if it had not been written whole.
    expect(inHeader || read.damaged === 1, `byte ${at} is not reported`).toBe(true);
    expect([...scanSegment({ file, runKey: KEY })].length).toBe(inHeader ? records - 1 : records);
  }
});

test('blocks of 512 bytes that did not reach the disk before the power went, in any order: the calls before are whole', async () => {
  const written = await write(700);
  const { content, lastBlock, name } = written;
  const file = join(temporaryFolder(), name);
  const first = Math.ceil(lastBlock / 512);
  const count = Math.min(8, Math.floor(content.length / 512) - first);
  expect(count).toBeGreaterThan(5);
  for (let missing = 1; missing < 2 ** count; missing++) {
    const partial = Buffer.from(content);
    for (let block = 0; block < count; block++) {
      if ((missing >> block) & 1) partial.fill(0, (first + block) * 512, (first + block + 1) * 512);
    }
    expectWhole(readAll(writtenTo(file, partial)), written, `without the blocks ${missing.toString(2)}`);
  }
});

test('the clock set forward and back while a call is recorded: its packets stay in their order, and it ends after it began', async () => {
  const folder = temporaryFolder();
  const writer = new SpoolWriter({
    location: { folder, prefix: '00000001-000-', key: KEY },
    clock: new ManualClock(),
    events: { segmentClosed: () => {}, synced: () => {}, failed: (error) => expect.unreachable(error.message) },
  });
  const HOUR_MS = 3_600_000;
  const begun = Date.parse('2026-03-10T10:00:00Z');
  const call = writer.open({ captureStartedAt: begun, description: callDescription(), legs: TWO_PCMA_LEGS });
  const arrivals = [begun + 10, begun + HOUR_MS, begun + HOUR_MS + 20, begun - HOUR_MS, begun - HOUR_MS + 20];
  for (const arrivedAtMs of arrivals) {
    call.append({ leg: 0, arrivedAtMs, bytes: new Uint8Array(9) });
    call.closeChunk();
  }
  await writer.flush();
  const file = join(folder, '00000001-000-000000.spool');
  const found = new RecoveredCalls();
  for (const record of scanSegment({ file, runKey: KEY })) found.add(record);
  const [killed] = found.calls;
  expect([...readSpooledCall(killed!)].map(({ arrivedAtMs }) => arrivedAtMs)).toEqual(arrivals);
  expect(killed!.endedAt).toBeGreaterThanOrEqual(killed!.captureStartedAt);
  await writer.close();
});

function writtenTo(file: string, content: Buffer): string {
  writeFileSync(file, content);
  return file;
}
