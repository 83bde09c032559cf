import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSpooledCall } from '../../src/spool/index.ts';
import { RecoveredCalls } from '../../src/spool/recover-calls.ts';
import { scanSegment } from '../../src/spool/scan-segment.ts';
import { spoolCall } from '../kit/spooled-call.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'segment');

const PACKETS = Array.from({ length: 30 }, (_, index) => ({
  leg: index % 2,
  arrivedAtMs: 1000 + index * 20,
  bytes: new Uint8Array(172).fill(index),
}));
const KNOWN = new Set(
  PACKETS.map(({ leg, arrivedAtMs, bytes }) => `${leg} ${arrivedAtMs} ${Buffer.from(bytes).toString('hex')}`),
);

async function segment(count: number): Promise<Buffer> {
  const own = join(folder, String(count));
  mkdirSync(own);
  const call = await spoolCall(own, { packets: PACKETS.slice(0, count) });
  return readFileSync(call.extents[0]?.file ?? '');
}

const SEGMENTS = [await segment(3), await segment(30)];

/** A damaged segment never gives a packet that was not written, unless it was made with its checksum. */
export const SPOOL_TARGET: FuzzTarget = {
  name: 'spool',
  seeds: [...SEGMENTS, Buffer.concat(SEGMENTS)],
  maxBytes: 256 * 1024,
  check(input) {
    writeFileSync(file, input);
    const found = new RecoveredCalls();
    let skipped = 0;
    for (const record of scanSegment({ file }, ({ bytes }) => (skipped += bytes))) found.add(record);
    assert.ok(skipped >= 0 && skipped <= input.length);
    for (const call of found.calls) {
      for (const { leg, arrivedAtMs, bytes } of readSpooledCall(call)) {
        assert.ok(
          KNOWN.has(`${leg} ${arrivedAtMs} ${Buffer.from(bytes).toString('hex')}`),
          'a packet that was not written',
        );
      }
    }
  },
};
