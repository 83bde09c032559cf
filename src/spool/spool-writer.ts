import type { Clock } from '../base/clock.ts';
import { CallWriter, type OpenRecord } from './call-writer.ts';
import { ChunkPool } from './chunk-pool.ts';
import { type CreateSegment, segmentsIn } from './segment-file.ts';
import { SegmentLog, type SegmentLogEvents } from './segment-log.ts';
import type { LogPlace } from './spool.ts';

export interface SpoolWriterOptions {
  readonly place: LogPlace;
  readonly clock: Clock;
  readonly events: SegmentLogEvents;
  readonly maxBufferedBytes?: number;
  readonly segmentBytes?: number;
  /** Instead of files in the place's folder. */
  readonly create?: CreateSegment;
}

/** What one media worker writes its calls with. */
export interface SpoolWriter {
  open(call: OpenRecord): CallWriter;
  /** Writes and syncs what has been sealed; false after a failure. */
  flush(): Promise<boolean>;
  /** Whether the last attempt to write failed. */
  readonly failing: boolean;
  /** Bytes of packets in memory. */
  readonly bufferedBytes: number;
  /** Bytes of the segment that is written to at the moment. */
  readonly segmentBytes: number;
  /** Flushes once more and closes the segment; false when the flush failed. */
  close(): Promise<boolean>;
}

export function createSpoolWriter(options: SpoolWriterOptions): SpoolWriter {
  const pool = new ChunkPool(options.maxBufferedBytes);
  const log = new SegmentLog({
    create: options.create ?? segmentsIn(options.place.folder),
    prefix: options.place.prefix,
    monotonicMs: () => options.clock.monotonicMs(),
    events: options.events,
    ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
  });
  return {
    open: (call) => new CallWriter(log, pool, call),
    flush: () => log.flush(),
    close: () => log.close(),
    get failing() {
      return log.failing;
    },
    get bufferedBytes() {
      return pool.usedBytes;
    },
    get segmentBytes() {
      return log.segmentBytes;
    },
  };
}
