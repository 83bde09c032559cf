import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { eachDiskFailure } from '../../test/kit/failing-disk.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import type { RecordingId } from '../base/ids.ts';
import { type ClosedSegment, readSpooledCall, Spool, type SpooledCall, SpoolWriter } from './index.ts';

const { onDisk } = await vi.hoisted(() => import('../../test/kit/failing-disk.ts'));
vi.mock('node:fs', async (original) => onDisk(await original()));
vi.mock('node:fs/promises', async (original) => onDisk(await original()));

const SECONDS = 3;
const packet = (arrivedAtMs: number) => ({ leg: 0, arrivedAtMs, bytes: new Uint8Array(172).fill(7) });
const keys = new MemoryKeyStore();
const leftKeys: typeof keys.keys = new Map();
const [cutId, endedId] = [callDescription(), callDescription()].map(({ recordingId }) => recordingId) as [
  RecordingId,
  RecordingId,
];

/** Left by a killed run: an open call with a second of sound in each segment, one that has ended in the first of them. */
async function leftSpool(): Promise<string> {
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, keys, log });
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: new ManualClock(),
    events: {
      segmentClosed: (segment: ClosedSegment) => spool.segmentClosed(segment),
      synced: () => {},
      failed: (error) => expect.unreachable(error.message),
    },
    segmentBytes: 1,
  });
  const open = (recordingId: RecordingId) => {
    const description = { ...callDescription(), recordingId };
    return writer.open({ captureStartedAt: 0, description, legs: TWO_PCMA_LEGS });
  };
  const [cut, ended] = [open(cutId), open(endedId)];
  for (let second = 0; second < SECONDS; second++) ended.append(packet(second));
  const written = ended.end({ endedAt: 9, endReason: 'hang-up' });
  for (let second = 0; second < SECONDS; second++) {
    cut.append(packet(second * 1000));
    cut.closeChunk();
    await writer.flush();
  }
  await written;
  await writer.close();
  await spool.close();
  for (const [id, key] of keys.keys) leftKeys.set(id, key);
  return folder;
}

/** With the keys that were there: a start deletes those of runs without segments. */
function copyOf(left: string): string {
  const folder = temporaryFolder();
  for (const [id, key] of leftKeys) keys.keys.set(id, key);
  cpSync(left, folder, { recursive: true });
  return folder;
}

/** A call and how many of its packets could be read; a damaged chunk has none. */
const readCall = (call: SpooledCall) => ({
  id: call.recordingId,
  flags: call.description.flags,
  packets: [...readSpooledCall(call, () => expect.unreachable('no chunk is damaged'))].length,
});

const WHOLE = [
  { id: cutId, flags: ['cut'], packets: SECONDS },
  { id: endedId, flags: [], packets: SECONDS },
];

async function recoverAll(folder: string, after: (spool: Spool) => Promise<void> = async () => {}) {
  const spool = await Spool.open({ folder, keys, log });
  try {
    const calls = (await spool.recover()).map(readCall);
    await after(spool);
    return calls;
  } finally {
    await spool.close();
  }
}

test('whatever cannot be read at a start: no call is changed or lost, and the next start finds all of them whole', async () => {
  const left = await leftSpool();
  let folder = '';
  await eachDiskFailure(
    async () => {
      folder = copyOf(left);
      return () => recoverAll(folder);
    },
    async (outcome, fault) => {
      for (const call of outcome.status === 'fulfilled' ? outcome.value : []) expect(WHOLE, fault).toContainEqual(call);
      expect(await recoverAll(folder), fault).toEqual(WHOLE);
      expect(readdirSync(join(folder, 'damaged')), fault).toEqual([]);
    },
  );
});

test('a call that was released stays so, and one whose release failed comes again, whole', async () => {
  const left = await leftSpool();
  let folder = '';
  await eachDiskFailure(
    async () => {
      folder = copyOf(left);
      const spool = await Spool.open({ folder, keys, log });
      await spool.recover();
      return async () => {
        try {
          await spool.release(endedId);
          await spool.release(cutId);
        } finally {
          await spool.close();
        }
      };
    },
    async (outcome, fault) => {
      const again = await recoverAll(folder);
      for (const call of again) expect(WHOLE, fault).toContainEqual(call);
      if (outcome.status === 'rejected') return;
      expect(again, fault).toEqual([]);
      expect(readdirSync(join(folder, 'segments')), fault).toEqual([]);
    },
  );
});
