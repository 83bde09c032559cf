import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { KeyStore } from '../../src/platform/key-store.ts';
import type { ObjectStore } from '../../src/platform/object-store.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import { type CallWriter, rebuildSpool, Spool, SpoolMirror, SpoolWriter } from '../../src/spool/index.ts';
import { ManualClock } from './manual-clock.ts';
import { quietLog } from './quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from './spooled-call.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

interface MirroredSpoolOptions {
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  readonly clock?: ManualClock;
  readonly folder?: string;
  /** The number of its lease; default: 1. */
  readonly fence?: number;
}

/** A spool with one writer, and its mirror, as a recorder has them. */
export async function mirroredSpool(options: MirroredSpoolOptions) {
  const { objects, keys, clock = new ManualClock(), folder = join(temporaryFolder(), 'spool'), fence = 1 } = options;
  const metrics = createMetrics();
  const mirror = new SpoolMirror({ objects, clock, log: quietLog, metrics });
  const spool = await Spool.open({ folder, keys, clock, log: quietLog, observer: mirror });
  const recovered = await spool.recover();
  const queue = await spool.openQueue();
  const synced = new Map<string, number>();
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock,
    events: {
      segmentClosed: (segment) => {
        synced.delete(segment.file);
        spool.segmentClosed(segment);
      },
      synced: ({ file, length }) => void synced.set(file, length),
      failed: (error: Error) => {
        throw error;
      },
    },
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await mirror.stop();
    await writer.close();
    await queue.close();
    await spool.close();
  };
  onTestFinished(close);
  mirror.useLease(spool.recorderId, fence);
  const spooled = {
    mirror,
    spool,
    queue,
    writer,
    clock,
    metrics,
    recovered,
    close,
    open: (description: CallDescription = callDescription()) => {
      const legs = TWO_PCMA_LEGS;
      return { description, call: writer.open({ captureStartedAt: description.startedAt, description, legs }) };
    },
    /** A second of a media worker: everything is on the local disk when this resolves. */
    second: async (calls: readonly CallWriter[] = []): Promise<void> => {
      for (const call of calls) call.closeChunk();
      if (!(await writer.flush())) throw new Error('the spool cannot be written');
      spool.flushed([...synced].map(([file, length]) => ({ file, length })));
      synced.clear();
    },
    /** While the mirror catches up, its clock goes on. */
    caughtUp: () =>
      until('the mirror has caught up', () => {
        if (mirror.behindBytes > 0 || mirror.toDelete > 0) clock.advance(1000);
        return mirror.behindBytes === 0 && mirror.toDelete === 0;
      }),
    /** The machine is gone, with all that is on its disk. */
    lose: async (): Promise<void> => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
    /** What another recorder makes of the mirror. */
    rebuilt: (given: { readonly keys?: KeyStore; readonly freeBytes?: () => Promise<number> } = {}) =>
      rebuildSpool({
        objects,
        keys,
        ...given,
        recorderId: spool.recorderId,
        fence: fence + 10,
        folder: join(temporaryFolder(), 'rebuilt'),
        log: quietLog,
        check: () => {},
      }),
  };
  return spooled;
}

/** Appends a packet of some bytes at each of the given times. */
export function appendPackets(call: CallWriter, arrivals: readonly number[]): void {
  for (const arrivedAtMs of arrivals) call.append({ leg: 0, arrivedAtMs, bytes: new Uint8Array(172).fill(7) });
}
