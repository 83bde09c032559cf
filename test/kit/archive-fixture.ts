import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Selectable } from 'kysely';
import { onTestFinished } from 'vitest';
import { ArchiveQueue, type ArchiveQueueOptions, openAudio } from '../../src/archive/index.ts';
import type { RecordingId } from '../../src/base/ids.ts';
import type { EncodedCall } from '../../src/encoding/index.ts';
import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import type { Database, Schema } from '../../src/platform/postgres/index.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import type { SpooledCall, SpoolExtent } from '../../src/spool/index.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { quietLog } from './quiet-log.ts';
import { readable } from './retention-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';
import { callDescription, TWO_PCMA_LEGS } from './spooled-call.ts';
import { sealedAudio } from './sealed-audio.ts';

/** When the calls of the tests begin. */
export const ARCHIVE_T0 = Date.parse('2026-03-10T23:30:00Z');

/** A call of five seconds that has ended, without chunks. */
export function endedCall(known: Partial<CallDescription>, rest: Partial<SpooledCall> = {}): SpooledCall {
  const parties = { caller: '+48221234567', callee: '+48512345678' } as Partial<CallDescription>;
  const description = callDescription({ startedAt: ARCHIVE_T0, ...parties, ...known });
  return {
    recordingId: description.recordingId,
    description,
    legs: TWO_PCMA_LEGS,
    captureStartedAt: ARCHIVE_T0,
    endedAt: ARCHIVE_T0 + 5000,
    endReason: 'hang-up',
    spoolKey: null,
    extents: [],
    ...rest,
  };
}

/** What encoding counted of a leg without faults. */
export const CLEAN_LEG = {
  codec: 'PCMA',
  jitterMs: 0.5,
  maxJitterMs: 2,
  lost: 0,
  duplicates: 0,
  reordered: 0,
  ignored: 0,
  unauthentic: 0,
  unnegotiated: 0,
  undecodable: 0,
  noise: false,
};

/** An archive queue on fakes that the tests control. */
export class ArchiveFixture {
  readonly db: Database;
  readonly folder = temporaryFolder();
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly clock = new ManualClock(ARCHIVE_T0 + 6000);
  readonly done: RecordingId[] = [];
  readonly encoded: RecordingId[] = [];
  readonly keptDamaged: string[] = [];
  receivedPackets = 10;
  damaged: readonly SpoolExtent[] = [];

  constructor(db: Database) {
    this.db = db;
  }

  queue(changes: Partial<ArchiveQueueOptions> = {}, metrics: Registry = createMetrics()): ArchiveQueue {
    const archive = new ArchiveQueue({
      encoding: { encode: (call) => this.encode(call) },
      objects: this.objects,
      keys: this.keys,
      db: this.db,
      releaseSpool: async (id) => void this.done.push(id),
      keepDamaged: (segment) => void this.keptDamaged.push(segment),
      clock: this.clock,
      log: quietLog,
      metrics,
      ...changes,
    });
    onTestFinished(() => archive.close());
    return archive;
  }

  async encode(call: SpooledCall): Promise<EncodedCall> {
    this.encoded.push(call.recordingId);
    const content = Buffer.from(`MP3 of ${call.recordingId}`);
    const sealed = sealedAudio(call.description.recordingId, content, join(this.folder, `${call.recordingId}.mp3`));
    const waveform = { sliceMs: 20, caller: [1, 2], callee: [3, 4] };
    const legs = call.legs.map(({ leg, channel }) => ({ leg, channel, packets: this.receivedPackets, ...CLEAN_LEG }));
    const recording = { ...sealed, sha256: Buffer.alloc(32, 7), durationMs: 5000, waveform, legs };
    return { recording, damaged: this.damaged };
  }

  read(row: Selectable<Schema['recordings']>): Promise<Readable> {
    return openAudio(this, readable(row));
  }

  /** Moves the clock past the next retry, once there is one. */
  async retry(): Promise<void> {
    await until('a retry is due', () => this.clock.pending > 0);
    this.clock.advance(30_000);
  }

  get leftovers(): readonly string[] {
    return readdirSync(this.folder);
  }
}
